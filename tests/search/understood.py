"""What was understood of a sentence, in the form that people write it down, and how it compares."""

import re
from contextlib import contextmanager

import pytest
from django.db import transaction

from shopguide.catalogue.registry import registry
from shopguide.search.facts import numbered, values_of
from shopguide.search.vocabulary import vocabulary_of
from storefront.load import load

#: One number is one price here, whatever money it is in.
RATES = {"USD": 1.0, "EUR": 1.0, "GBP": 1.0}


@contextmanager
def demo_vocabulary(blocker):
    """The words of the whole demo shop."""
    with blocker.unblock(), transaction.atomic():
        load()
        guide = registry.get("products")
        found = values_of(guide, guide.products().values_list("pk", flat=True))
        numbered(guide, (value for values in found.values() for value in values))
        yield vocabulary_of(guide)
        transaction.set_rollback(True)


def told(reading):
    """A reading in the form of the files, with numbers as they were understood. The wires of
    "without wires" are soft, and test_wishes.py has what should be good: nothing else is left out."""
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
        elif each.kind not in ("value", "aspect"):
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
