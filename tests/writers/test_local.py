"""The local writer: a tiny GPT-2 made here, and the packaged SmolLM2."""

import pytest

from shopguide.writers.base import WriterError
from shopguide.writers.local import LocalWriter, _first_sentence
from tests.contracts.writer import WriterContract


@pytest.fixture(scope="session")
def gpt2(tmp_path_factory):
    """A GPT-2 of two layers with random weights and a tokenizer of bytes."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("gpt2")
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {letter: number for number, letter in enumerate(["<|end|>", *alphabet])}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<|end|>")
    fast.save_pretrained(folder)
    size = {"n_embd": 16, "n_layer": 2, "n_head": 2, "n_positions": 1024}
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

    def test_it_speaks_of_the_product(self, writer, brief):
        reasons = [pick.reason for pick in writer.write(brief).picks]
        assert any("camera" in reason.lower() for reason in reasons)


def test_the_deadline_holds(gpt2, brief):
    with pytest.raises(WriterError) as caught:
        LocalWriter(str(gpt2), timeout=0).write(brief)
    assert caught.value.reason == "timeout"


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
        ("no end", "no end"),
        ("", ""),
    ],
)
def test_one_sentence(text, first):
    assert _first_sentence(text) == first
