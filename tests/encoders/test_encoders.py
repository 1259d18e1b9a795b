"""Real loading code on a small BertModel, on MiniLM and on the multilingual default."""

import shutil

import numpy as np
import pytest

from shopguide.encoders import packaged
from shopguide.encoders.base import EncoderError
from shopguide.encoders.batches import by_length
from shopguide.encoders.fake import FakeEncoder
from shopguide.encoders.transformer import TOKENS, TransformerEncoder
from tests.contracts.encoder import EncoderContract


class TestBert(EncoderContract):
    """The code path of bert-base-uncased: the same classes, loaded by a folder's name."""

    @pytest.fixture
    def encoder(self, bert):
        return TransformerEncoder(str(bert))


class TestFake(EncoderContract):
    @pytest.fixture
    def encoder(self):
        return FakeEncoder(dimensions=48)


@pytest.fixture(scope="session")
def minilm():
    return TransformerEncoder("packaged:all-minilm-l6-v2")


class TestMiniLM(EncoderContract):
    @pytest.fixture
    def encoder(self, minilm):
        return minilm

    def test_meaning(self, encoder):
        query = encoder.encode(["budget phone with a good camera"], kind="query")
        near, far = encoder.encode(["A cheap smartphone that takes great photos", "Steel kettle"])
        assert query[0] @ near > query[0] @ far + 0.3


@pytest.fixture(scope="session")
def multilingual():
    return TransformerEncoder()


@pytest.mark.slow
class TestMultilingual(EncoderContract):
    @pytest.fixture
    def encoder(self, multilingual):
        return multilingual

    def test_chinese_and_english_share_a_space(self, encoder):
        (query,) = encoder.encode(["便宜拍照好的手机"], kind="query")
        near, far = encoder.encode(["A budget smartphone with 48MP camera", "Steel kettle 1.7 l"])
        assert query @ near > query @ far + 0.03

    def test_queries_and_passages_get_their_prefix(self, encoder):
        asked, told = (encoder.encode(["camera"], kind=kind)[0] for kind in ("query", "passage"))
        assert asked @ told < 0.999


@pytest.fixture(scope="session")
def quantised():
    return TransformerEncoder(runtime="onnx-int8")


@pytest.mark.slow
class TestOnnx(EncoderContract):
    # Dynamic quantisation scales activations by batch.
    tolerance = 0.02

    @pytest.fixture
    def encoder(self, quantised):
        return quantised

    def test_it_is_close_to_the_exact_model(self, encoder, multilingual):
        texts = ["a smartphone with a good camera", "steel kettle", "拍照好的手机"]
        alike = (encoder.encode(texts) * multilingual.encode(texts)).sum(1)
        assert alike.min() > 0.98
        assert encoder.revision != multilingual.revision


def test_the_mean_is_taken_under_the_mask(bert):
    import torch
    from transformers import AutoModel, AutoTokenizer

    tokenizer, model = AutoTokenizer.from_pretrained(bert), AutoModel.from_pretrained(bert).eval()
    text = "a smartphone with a good camera"
    with torch.inference_mode():
        states = model(**tokenizer(text, return_tensors="pt")).last_hidden_state[0]
    expected = states.mean(0).numpy()
    (vector,) = TransformerEncoder(str(bert)).encode([text])
    assert vector @ (expected / np.linalg.norm(expected)) == pytest.approx(1, abs=1e-5)


def test_batches_hold_texts_of_like_length():
    lengths = [3, 500, 4, 256, 2, 255]
    found = list(by_length(lengths, TOKENS))
    assert sorted(i for batch in found for i in batch) == list(range(6))
    assert found[0][0] == 1
    assert all(len(b) * max(lengths[i] for i in b) <= 4096 or len(b) == 1 for b in found)


def test_revisions_differ_by_weights_and_prefix_and_survive_a_restart(bert, tmp_path):
    first = TransformerEncoder(str(bert)).revision
    assert TransformerEncoder(str(bert)).revision == first
    assert TransformerEncoder(str(bert), passage_prefix="p: ").revision != first
    other = tmp_path / bert.name
    shutil.copytree(bert, other)
    weights = bytearray((other / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (other / "model.safetensors").write_bytes(weights)
    assert TransformerEncoder(str(other)).revision != first


def _without_config(folder):
    (folder / "config.json").unlink()


def _without_weights(folder):
    (folder / "model.safetensors").unlink()


def _truncated(folder):
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])


def _garbage(folder):
    (folder / "model.safetensors").write_bytes(b"not a model")


@pytest.mark.parametrize("spoil", [_without_config, _without_weights, _truncated, _garbage])
def test_a_spoilt_folder_is_told_with_the_setting(bert, tmp_path, spoil):
    folder = tmp_path / "model"
    shutil.copytree(bert, folder)
    spoil(folder)
    encoder = TransformerEncoder(str(folder))
    assert [message.id for message in encoder.check()] == ["shopguide.E201"]
    with pytest.raises(EncoderError, match='SHOPGUIDE\\["ENCODERS"\\]'):
        encoder.encode(["text"])


@pytest.mark.parametrize(
    "model", ["./nothing-here", "packaged:no-such", "no-such-org/no-such-model"]
)
def test_a_model_that_is_nowhere_is_told(model, monkeypatch, tmp_path):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(EncoderError, match=model.removeprefix("packaged:")):
        TransformerEncoder(model).encode(["text"])


def test_a_name_from_the_hub_is_read_from_its_cache(bert, monkeypatch, tmp_path):
    commit = "0" * 40
    repository = tmp_path / "models--google--tiny"
    shutil.copytree(bert, repository / "snapshots" / commit)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text(commit)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    encoder = TransformerEncoder("google/tiny")
    assert encoder.encode(["a good camera"]).shape == (1, 32)


def test_a_missing_package_names_the_remedy(monkeypatch, tmp_path):
    monkeypatch.setattr(packaged, "find_spec", lambda name: None)
    with pytest.raises(EncoderError, match=r"pip install shopguide\[models\]"):
        packaged.folder_of("packaged:multilingual-e5-small", tmp_path)


def test_an_unknown_option_or_runtime_is_a_type_error():
    with pytest.raises(TypeError):
        TransformerEncoder(modle="x")
    with pytest.raises(TypeError):
        TransformerEncoder(runtime="tpu")


def test_the_wrong_file_is_not_converted(tmp_path):
    (tmp_path / "e5.bin").write_bytes(b"E5S1 and something else")
    with pytest.raises(EncoderError, match="digest"):
        packaged.convert_e5(tmp_path / "e5.bin", tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_converting_twice_is_one_folder(tmp_path):
    folder = packaged.folder_of("packaged:multilingual-e5-small", tmp_path)
    before = (folder / "model.safetensors").stat().st_mtime_ns
    again = packaged.folder_of("packaged:multilingual-e5-small", tmp_path)
    assert (again / "model.safetensors").stat().st_mtime_ns == before
