"""Pictures opened with care: whoever made the file may mean harm."""

import io
from pathlib import Path
from typing import TYPE_CHECKING

from shopguide.catalogue.pictures import PictureError
from shopguide.conf import settings

if TYPE_CHECKING:
    from PIL.Image import Image

#: A file of this machine, or what was uploaded.
Picture = Path | bytes
#: Formats that shops use; Pillow's readers of others have had more faults.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


def open_picture(picture: Picture, size: int) -> "Image":
    """The picture in RGB on white, upright, its shorter side about ``size`` where it is larger.

    Raises PictureError for more than SHOPGUIDE["PICTURES"] allows in bytes or pixels, and for what
    is no picture.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    data = picture if isinstance(picture, bytes) else _read(picture)
    _check_size(len(data))
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            # Known from the header, before a bomb unfolds.
            _check_pixels(image.width * image.height)
            # A JPEG is read at a fraction of its size at once.
            image.draft("RGB", (2 * size, 2 * size))
            upright = ImageOps.exif_transpose(image)
            return _on_white(upright, size)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureError(f"The picture has too many pixels ({error}).") from error
    except UnidentifiedImageError as error:
        raise PictureError(f"The file is no picture in {', '.join(FORMATS)}.") from error
    except (OSError, ValueError, SyntaxError, EOFError, TypeError, IndexError) as error:
        # What Pillow's readers raise for a file that is cut off or spoilt.
        raise PictureError(f"The picture cannot be read ({error}).") from error


def _read(path: Path) -> bytes:
    try:
        _check_size(path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise PictureError(f"{path} cannot be read ({error.strerror}).") from error


def _check_size(size: int) -> None:
    most = settings["PICTURES"]["bytes"]
    if size > most:
        raise PictureError(
            f'The picture has {size:,} bytes; SHOPGUIDE["PICTURES"]["bytes"] allows {most:,}.'
        )


def _check_pixels(pixels: int) -> None:
    most = settings["PICTURES"]["pixels"]
    if pixels > most:
        raise PictureError(
            f'The picture has {pixels:,} pixels; SHOPGUIDE["PICTURES"]["pixels"] allows {most:,}.'
        )


def _on_white(image: "Image", size: int) -> "Image":
    from PIL import Image

    if image.width > 4 * size and image.height > 4 * size:
        image.thumbnail((4 * size, 4 * size))
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        opaque = image.convert("RGBA")
        ground = Image.new("RGBA", opaque.size, "white")
        ground.alpha_composite(opaque)
        return ground.convert("RGB")
    return image.convert("RGB")
