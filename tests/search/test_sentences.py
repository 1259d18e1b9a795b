"""Sentences as shoppers type them, with what a careful reader understands of each, one file per
hand that wrote them."""

import re
from pathlib import Path

import pytest

from shopguide.catalogue.registry import registry
from shopguide.search.facts import numbered, values_of
from shopguide.search.sentence import read_sentence
from shopguide.search.vocabulary import vocabulary_of
from storefront.load import load

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
    """The words of the whole demo shop."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        load()
        guide = registry.get("products")
        found = values_of(guide, guide.products().values_list("pk", flat=True))
        numbered(guide, (value for values in found.values() for value in values))
        yield vocabulary_of(guide)
        transaction.set_rollback(True)


def told(reading):
    """A reading in the form of the files, with numbers as they were understood."""
    found = {}
    for each in reading.constraints:
        no = "not " if each.negated else ""
        if each.kind in ("price", "rating"):
            found |= {f"{each.kind}{bounds(each.low, each.high)}": each}
        elif each.kind == "amount":
            found |= {f"amount:{each.name}{bounds(each.low, each.high)}": each}
        elif each.kind == "level":
            found |= {f"level:{each.level}": each}
        elif each.kind == "stock":
            found |= {"stock": each}
        elif each.kind == "purpose":
            found |= {f"purpose:{each.name}": each}
        elif each.kind != "value":
            found |= {f"{no}{each.kind}:{'/'.join(sorted(n[0] for n in each.names))}": each}
    return found


def bounds(low, high):
    if low is None:
        return f"<={high:g}"
    if high is None:
        return f">={round(low, 2):g}"
    return f" {low:g}..{high:g}"


def meets(expected, said):
    """Whether one understood part is what was expected: "=13" is met by any range around 13."""
    if expected == said:
        return True
    wanted = re.fullmatch(r"(amount:[^<>=]+)=([\d.]+)", expected)
    got = re.fullmatch(r"(amount:[^<>=]+?) ([\d.]+)\.\.([\d.]+)", said)
    if wanted and got and wanted[1] == got[1]:
        return float(got[2]) <= float(wanted[2]) <= float(got[3])
    bound = re.fullmatch(r"(amount:[^<>=]+[<>]=)([\d.]+)", expected)
    other = re.fullmatch(r"(amount:[^<>=]+[<>]=)([\d.]+)", said)
    return bool(
        bound
        and other
        and bound[1] == other[1]
        and float(other[2]) == pytest.approx(float(bound[2]), rel=0.01)
    )


def compare(expected, found):
    missing = {each for each in expected if not any(meets(each, said) for said in found)}
    invented = {said for said in found if not any(meets(each, said) for each in expected)}
    return missing, invented


def test_a_class_of_price_is_a_word_in_a_shop_of_dollars(vocabulary):
    assert read_sentence(vocabulary, "千元机").one("price") is None


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_sentences_are_understood(vocabulary, settings, name, language):
    # Dollars and yuan alike are the shop's own money here.
    settings.SHOPGUIDE = {**settings.SHOPGUIDE, "CURRENCY": "CNY", "EXCHANGE_RATES": {"USD": 1.0}}
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
