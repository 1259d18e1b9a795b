"""Nothing found: which limit to drop, tried and counted."""

from collections.abc import Sequence
from dataclasses import replace

from shopguide.catalogue.guide import ProductGuide

from .filters import Filters
from .sentence import Constraint, Reading

#: Limits that are tried; a sentence has seldom more.
MOST = 8


def droppable(
    guide: ProductGuide, reading: Reading, given: Filters
) -> list[tuple[Constraint, int]]:
    """Constraints of a sentence with the number of products that would be left without each, the
    most first; those whose loss would leave nothing are not offered."""
    found = []
    for each in _hard(reading)[:MOST]:
        rest = replace(reading, constraints=tuple(c for c in reading.constraints if c is not each))
        left = rest.filters(given).apply(guide, guide.products()).count()
        if left:
            found.append((each, left))
    return sorted(found, key=lambda pair: -pair[1])


def _hard(reading: Reading) -> Sequence[Constraint]:
    return [each for each in reading.constraints if each.hard or each.kind == "level"]
