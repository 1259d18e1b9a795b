import pytest


@pytest.fixture(scope="session")
def bert(tmp_path_factory):
    """A BertModel of two layers as bert-base-uncased has them, random and saved as a hub would."""
    import torch
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("models") / "tiny-bert-uncased"
    folder.mkdir()
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "with", "good", "camera", "word"]
    words += ["smart", "##phone", "steel", "kettle", "x", "手", "机", "##s"]
    (folder / "vocab.txt").write_text("\n".join(words))
    BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)
    torch.manual_seed(3)
    size = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2}
    BertModel(BertConfig(vocab_size=len(words), intermediate_size=64, **size)).save_pretrained(
        folder
    )
    return folder
