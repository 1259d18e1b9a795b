"""Sentences as shoppers type them, with what a careful reader understands of each, one file per
hand that wrote them."""

import re
from pathlib import Path

import pytest

from shopguide.search.sentence import read_sentence

from .understood import RATES, compare, demo_vocabulary, told

pytestmark = pytest.mark.django_db

FOLDER = Path(__file__).parent / "sentences"
FILES = sorted(path.stem for path in FOLDER.glob("*.tsv"))
#: The share that must be understood to the letter.
EXACT = 0.92


def sentences(name):
    lines = (FOLDER / f"{name}.tsv").read_text().splitlines()
    for line in filter(str.strip, lines):
        said, _, expected = line.partition("\t")
        yield said, {part.strip() for part in expected.split(";") if part.strip()}


@pytest.fixture(scope="module")
def vocabulary(django_db_setup, django_db_blocker):
    with demo_vocabulary(django_db_blocker) as found:
        yield found


def test_a_class_of_price_is_a_word_in_a_shop_of_dollars(vocabulary):
    assert read_sentence(vocabulary, "千元机").one("price") is None


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_sentences_are_understood(vocabulary, settings, name, language):
    # Dollars and yuan alike are the shop's own money here.
    settings.SHOPGUIDE = {**settings.SHOPGUIDE, "CURRENCY": "CNY", "EXCHANGE_RATES": RATES}
    wrong, invented, count = [], [], 0
    for said, expected in sentences(name):
        if bool(re.search("[\u4e00-\u9fff]", said)) != (language == "zh"):
            continue
        count += 1
        missing, more = compare(expected, told(read_sentence(vocabulary, said)))
        if missing or more:
            wrong.append((said, missing, more))
        if more:
            invented.append((said, more))
    assert count >= 70
    print(*wrong, sep="\n")
    assert 1 - len(wrong) / count >= EXACT, wrong
    assert invented == []
