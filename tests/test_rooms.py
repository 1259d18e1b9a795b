"""Data flows one way: a room imports only rooms above it, and importing shopguide costs little."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "shopguide"
ROOMS = [
    "catalogue", "text", "encoders", "vectors", "search", "reviews", "insight", "rerank", "events",
    "recommend", "writers", "suggest", "assist", "evaluation", "experiments", "widgets",
]  # fmt: skip
DOORS = {"api", "admin", "pages", "templatetags", "management"}
# What any room may use of the hall; the rest of the hall uses the rooms.
GROUND = {"conf", "backends", "models", "jobs", "__init__"}


def imported(path):
    """(line, first part of what it imports of shopguide) for every import, lazy ones too."""
    inside = path.relative_to(PACKAGE).parts
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            names = (node.module or "").split(".") if node.module else []
            if node.level:
                parents = list(inside[:-1])
                base = parents[: len(parents) - node.level + 1]
                whole = [*base, *names]
                yield from (
                    [(node.lineno, whole[0])]
                    if whole
                    else ((node.lineno, alias.name) for alias in node.names)
                )
            elif names[:1] == ["shopguide"]:
                yield node.lineno, (names[1:] or ["__init__"])[0]
        elif isinstance(node, ast.Import):
            for alias in node.names:
                parts = alias.name.split(".")
                if parts[0] == "shopguide":
                    yield node.lineno, (parts[1:] or ["__init__"])[0]


def modules(*folders):
    return [path for folder in folders for path in sorted((PACKAGE / folder).rglob("*.py"))]


@pytest.mark.parametrize("room", [room for room in ROOMS if (PACKAGE / room).is_dir()])
def test_a_room_imports_only_rooms_above_it(room):
    allowed = {*ROOMS[: ROOMS.index(room) + 1], *GROUND}
    wrong = [
        f"{path.relative_to(PACKAGE)}:{line} imports {name}"
        for path in modules(room)
        for line, name in imported(path)
        if name not in allowed
    ]
    assert wrong == []


def test_no_room_imports_a_door():
    wrong = [
        f"{path.relative_to(PACKAGE)}:{line}"
        for path in modules(*ROOMS)
        for line, name in imported(path)
        if name in DOORS
    ]
    assert wrong == []


def test_every_folder_is_a_room_or_a_door():
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert folders <= {*ROOMS, *DOORS, "migrations", "models"}


@pytest.mark.parametrize("setup", ["import shopguide", "import django; django.setup()"])
def test_models_of_language_are_not_loaded_by_importing(setup):
    heavy = ["torch", "transformers", "openai", "onnxruntime", "jieba"]
    if setup == "import shopguide":
        heavy.append("celery")
    code = f"{setup}; import sys; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={"DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": "/usr/bin:/bin"},
        cwd=PACKAGE.parent,
    )  # fmt: skip
    assert done.stdout.strip() == "[]"
