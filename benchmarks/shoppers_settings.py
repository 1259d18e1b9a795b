"""The demo's settings for `shoppers.py`: its product page shows the variant, and a thousand accounts
are opened in no time."""

from pathlib import Path

from storefront.settings import *  # noqa: F403
from storefront.settings import TEMPLATES as _TEMPLATES

_HERE = Path(__file__).resolve().parent / "shoppers_templates"
TEMPLATES = [{**each, "DIRS": [_HERE, *each["DIRS"]]} for each in _TEMPLATES]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
