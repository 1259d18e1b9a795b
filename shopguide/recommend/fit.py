"""Learn from a guide's orders which products go together, and put it in the place of what was
known."""

import resource
import sys
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shopguide.catalogue.guide import ProductGuide
from shopguide.models import Fit, Neighbour

from .ease import Pairs, neighbours
from .lines import Lines, read_lines
from .popular import recount
from .rows import replace
from .together import together

COLUMNS = ("kind", "object_id", "other_id", "weight", "count")
#: Fits of a guide that are remembered.
REMEMBERED = 30


def fit(guide: ProductGuide) -> Fit:
    """Read every order line, replace the guide's neighbours and popularity, and keep a report."""
    began = time.monotonic()
    lines = read_lines(guide)
    read = time.monotonic()
    allowed = _allowed(guide, lines)
    found = {
        Neighbour.Kind.EASE: neighbours(lines, allowed),
        Neighbour.Kind.TOGETHER: together(lines, allowed),
    }
    learned = time.monotonic()
    replace(Neighbour, guide.name, COLUMNS, _rows(lines, found))
    popular = recount(guide)
    done = time.monotonic()
    report = {
        "lines": len(lines),
        "buyers": len(lines.buyers),
        "products": len(lines.products),
        "baskets": int(lines.basket.max(initial=-1)) + 1,
        "newest": lines.newest.isoformat() if lines.newest else None,
        "neighbours": {str(kind): len(pairs) for kind, pairs in found.items()},
        "with neighbours": {
            str(kind): len(np.unique(pairs.source)) for kind, pairs in found.items()
        },
        "popular": popular,
        "seconds": {
            "reading": round(read - began, 2),
            "learning": round(learned - read, 2),
            "writing": round(done - learned, 2),
        },
        "MiB": round(peak_memory()),
    }
    made = Fit.objects.create(guide=guide.name, report=report)
    kept = Fit.objects.filter(guide=guide.name).order_by("-created", "-pk")[:REMEMBERED]
    Fit.objects.filter(guide=guide.name).exclude(
        pk__in=list(kept.values_list("pk", flat=True))
    ).delete()
    return made


def _allowed(guide: ProductGuide, lines: Lines) -> NDArray[np.bool_]:
    """Which products shoppers may see: the others speak for products, and none for them."""
    shown = {str(pk) for pk in guide.products().values_list("pk", flat=True).iterator()}
    return np.fromiter((key in shown for key in lines.products), bool, len(lines.products))


def _rows(lines: Lines, found: dict[Neighbour.Kind, Pairs]) -> Iterator[tuple[Any, ...]]:
    # By product, so that what is read together lies together.
    for kind, pairs in found.items():
        order = np.lexsort((-pairs.weight, pairs.source))
        columns = (pairs.source, pairs.target, pairs.weight, pairs.count)
        for source, target, weight, count in zip(
            *(column[order].tolist() for column in columns), strict=True
        ):
            yield str(kind), lines.products[source], lines.products[target], weight, count


def peak_memory() -> float:
    """The most memory that this process ever had, in MiB."""
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / 1024 / (1024 if sys.platform == "darwin" else 1)
