"""``python -m tests.messages [--update]``: is every string translated, and every .mo current?

Uses gettext's own xgettext through Django's makemessages, on a copy unless told to update.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Any

from babel.messages import mofile, pofile

REPOSITORY = Path(__file__).resolve().parent.parent
LANGUAGE = "zh_Hans"
# Folder of sources, with the template folders that its strings are translated from.
PARTS = {"shopguide": [], "storefront": ["templates"]}


def main() -> int:
    if not shutil.which("xgettext"):
        if not (shutil.which("apt-get") and os.geteuid() == 0):
            print("Translations need gettext: `sudo apt-get install gettext`.", file=sys.stderr)
            return 1
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", "gettext"], check=True)
    faults = [fault for part in PARTS for fault in _check(part, update="--update" in sys.argv)]
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{len(faults)} faults in translations")
    return 1 if faults else 0


def _check(part: str, update: bool) -> list[str]:
    committed = REPOSITORY / part / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        for folder in (part, *PARTS[part]):
            shutil.copytree(REPOSITORY / folder, root / folder, ignore=_skip)
        (root / part / "locale").mkdir(parents=True, exist_ok=True)
        for extra in PARTS[part]:
            shutil.move(root / extra, root / part / extra)
        command = [sys.executable, "-m", "django", "makemessages", "--locale", LANGUAGE]
        subprocess.run(
            [*command, "--no-obsolete", "--no-location", "--no-wrap", "--verbosity", "0"],
            cwd=root / part,
            check=True,
            env={k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"},
        )
        fresh = root / part / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
        if not fresh.exists():
            return []
        if update:
            committed.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(fresh, committed)
            _compile(committed)
        return _faults(part, fresh, committed.with_suffix(".mo"))


def _skip(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name in {"__pycache__", "data", "static", "static_root"}]


def _compile(source: Path) -> None:
    catalog = pofile.read_po(source.open("rb"))
    with source.with_suffix(".mo").open("wb") as compiled:
        mofile.write_mo(compiled, catalog)


def _faults(part: str, fresh: Path, compiled: Path) -> list[str]:
    catalog = pofile.read_po(fresh.open("rb"))
    shipped = NullTranslations()
    if compiled.exists():
        with compiled.open("rb") as file:
            shipped = GNUTranslations(file)
    faults = []
    for message in catalog:
        if not message.id:
            continue
        told = message.string if isinstance(message.string, tuple) else (message.string,)
        name = message.id if isinstance(message.id, str) else message.id[0]
        if message.fuzzy or not all(told):
            faults.append(f"{part}: {name!r} is not translated")
        elif _shown(shipped, message) != told[0]:
            faults.append(f"{part}: {name!r} is not in {compiled.name}; run with --update")
    return faults


def _shown(shipped: NullTranslations, message: Any) -> str:
    """What a person would read for one."""
    ids = [message.id] if isinstance(message.id, str) else [*message.id, 1]
    if len(ids) == 1:
        return shipped.pgettext(message.context, *ids) if message.context else shipped.gettext(*ids)
    return shipped.npgettext(message.context, *ids) if message.context else shipped.ngettext(*ids)


if __name__ == "__main__":
    sys.exit(main())
