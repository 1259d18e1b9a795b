"""What a model folder tells without being loaded: whether it is whole, and which one it is."""

import hashlib
import json
from pathlib import Path

#: A safetensors file begins with the length of its JSON header, in eight bytes.
LENGTH = 8
#: Files of a folder that change its vectors.
TELLING = (
    "config.json",
    "tokenizer.json",
    "vocab.txt",
    "sentencepiece.bpe.model",
    "preprocessor_config.json",
)


def fault(folder: Path) -> str | None:
    """Why the folder's weights cannot be loaded, as a clause; None if nothing is seen."""
    files = sorted(folder.glob("*.safetensors"))
    if not files:
        return f"{folder} has no .safetensors file"
    for path in files:
        size = path.stat().st_size
        try:
            promised = _promised_size(path)
        except (ValueError, KeyError, TypeError, AttributeError):
            return f"{path} is no safetensors file"
        if size != promised:
            return f"{path} has {size:,} bytes of {promised:,}"
    return None


def _promised_size(path: Path) -> int:
    """Bytes that the file should have by its own header. Raises ValueError and its like."""
    with path.open("rb") as file:
        length = int.from_bytes(file.read(LENGTH), "little")
        if length > path.stat().st_size:
            raise ValueError(f"a header of {length} bytes")
        header = json.loads(file.read(length))
    header.pop("__metadata__", None)
    return int(LENGTH + length + max(each["data_offsets"][1] for each in header.values()))


def digest(folder: Path) -> str:
    """Hexadecimal SHA-256 of all that decides the vectors; about a second for 700 MB."""
    whole = hashlib.sha256()
    telling = [folder / name for name in TELLING]
    for path in [*telling, *sorted(folder.glob("*.safetensors"))]:
        if path.is_file():
            whole.update(f"{path.name} {file_digest(path)}\n".encode())
    return whole.hexdigest()


def file_digest(path: Path) -> str:
    """Hexadecimal SHA-256 of a file. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
