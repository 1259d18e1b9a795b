"""Where the picture of a product lies on this machine. A picture is never fetched from an address."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings as django_settings
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.core.files.storage import Storage
from django.db.models import FileField

from .guide import ProductGuide
from .paths import resolve
from .reading import first, read


class PictureError(Exception):
    """A picture that cannot be read; the message says which and why."""


def pictures_of(guide: ProductGuide, pks: Iterable[Any]) -> dict[Any, Path | PictureError | None]:
    """``{pk: file}`` of the products that exist: None for those without a picture here, and the
    fault of a name that leads out of the shop's own folders or to no file."""
    path = guide.image_field or ""
    field = resolve(guide.model, path).field
    storage = field.storage if isinstance(field, FileField) else None
    return {
        pk: _found(str(first(values, path) or ""), storage, f"{guide.model._meta.label} {pk}")
        for pk, values in read(guide, pks, [path]).items()
    }


def _found(name: str, storage: Storage | None, owner: str) -> Path | PictureError | None:
    try:
        return _file(name, storage, owner)
    except PictureError as error:
        return error


def _file(name: str, storage: Storage | None, owner: str) -> Path | None:
    # An address is of another machine, even where it names this one.
    if not name or "//" in name or name.startswith("data:"):
        return None
    try:
        found = _stored(name, storage) if storage else _served(name)
    except (SuspiciousOperation, ValueError) as error:
        raise PictureError(f"{owner}: {name[:200]!r} leads out of the shop's folders.") from error
    except NotImplementedError:
        # A storage on another machine.
        return None
    if found is None or not found.is_file():
        raise PictureError(f"{owner}: the picture {name[:200]!r} is not there.")
    return found


def _stored(name: str, storage: Storage) -> Path:
    path = Path(storage.path(name))
    root = getattr(storage, "location", None)
    return _inside(path, Path(root)) if root else path


def _served(name: str) -> Path | None:
    """A file under MEDIA_ROOT or among the static files, by its name or its path in the site."""
    for address in (django_settings.MEDIA_URL, django_settings.STATIC_URL):
        if address and address != "/":
            name = name.removeprefix(address)
    name = name.lstrip("/")
    for root in filter(None, (django_settings.MEDIA_ROOT, django_settings.STATIC_ROOT)):
        found = _inside(Path(root) / name, Path(root))
        if found.is_file():
            return found
    try:
        static = finders.find(name)
    except ImproperlyConfigured:
        return None
    return Path(static) if isinstance(static, str) else None


def _inside(path: Path, root: Path) -> Path:
    """Raises ValueError where ``path`` is, by dots or by a link, outside ``root``."""
    whole = path.resolve()
    whole.relative_to(root.resolve())
    return whole
