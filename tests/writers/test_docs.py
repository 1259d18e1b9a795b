"""docs/writers.md has every option and every check."""

import inspect
import re
from pathlib import Path

import pytest

from shopguide.writers.base import WriterError
from shopguide.writers.local import LocalWriter
from shopguide.writers.openai import OpenAIWriter

DOCS = (Path(__file__).resolve().parents[2] / "docs" / "writers.md").read_text()
SOURCES = Path(inspect.getfile(WriterError)).parent


def section(name):
    return DOCS.partition(f"## {name}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("writer", [OpenAIWriter, LocalWriter])
def test_its_options_are_told(writer):
    told = dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", section(writer.__name__), re.M))
    options = inspect.signature(writer).parameters
    assert set(told) == set(options)
    for name, option in options.items():
        if isinstance(option.default, int | float | str):
            assert told[name].strip("`").strip('"') == str(option.default)


def test_its_reasons_are_told():
    told = set(re.findall(r"^\| `(\w+)` \|", section("When a writer fails"), re.M))
    listed = re.search(r"one of ([\w, ]+)\.", WriterError.__doc__).group(1)
    assert told == set(listed.split(", "))


def test_its_checks_are_told():
    ids = {
        found.removeprefix("shopguide.")
        for path in SOURCES.glob("*.py")
        for found in re.findall(r'id="(shopguide\.[EW]\d+)"', path.read_text())
    }
    assert ids == set(re.findall(r"\b[EW]\d{3}\b", DOCS))
