"""Shares of reviews that praise or blame an aspect, as read and as people marked them.

The unit is the review: it blames an aspect if at least one of its opinions on it is negative, and
praises it likewise; a share is those reviews of all reviews of the product.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shopguide.text.aspects import OTHER

from .annotated import Annotated
from .resampling import Measured, Sums, ratio
from .terms import Sorter

#: What each review says: ``{review: {(aspect, polarity), …}}``.
Said = Mapping[str, Iterable[tuple[str, int]]]
#: A share is right if it is at most so many points off.
POINTS = 3.0


@dataclass(frozen=True)
class Cell:
    """One share of one product: of ``reviews``, so many were read to say it, so many do."""

    product: str
    aspect: str
    polarity: int
    reviews: int
    annotated: int
    read: int

    @property
    def gap(self) -> float:
        """Points that the share read is above the annotated one."""
        return 100 * (self.read - self.annotated) / self.reviews


def reviews_of(sentences: Sequence[Annotated]) -> dict[str, dict[str, list[Annotated]]]:
    """``{product: {review: sentences}}`` of those products whose reviews are told apart."""
    found: dict[str, dict[str, list[Annotated]]] = defaultdict(lambda: defaultdict(list))
    for each in sentences:
        if each.review:
            found[each.product][each.review].append(each)
    return {product: dict(reviews) for product, reviews in found.items() if len(reviews) > 1}


def annotated_in(
    reviews: Mapping[str, Sequence[Annotated]], sorter: Sorter, *, implicit: bool = True
) -> dict[str, set[tuple[str, int]]]:
    """What people marked each review to say of which aspect."""
    return {
        review: {
            (sorter.aspect(mark.term), mark.polarity)
            for each in sentences
            for mark in (each.marks if implicit else each.explicit)
        }
        for review, sentences in reviews.items()
    }


def compared(product: str, annotated: Said, read: Said, least: int) -> list[Cell]:
    """Praise and blame of each aspect that at least ``least`` reviews are marked to speak of."""
    true, ours, speak = _counted(annotated), _counted(read), _speaking(annotated)
    return [
        Cell(
            product,
            aspect,
            polarity,
            len(annotated),
            true.get((aspect, polarity), 0),
            ours.get((aspect, polarity), 0),
        )
        for aspect in sorted(speak)
        if speak[aspect] >= least
        for polarity in (-1, 1)
    ]


def unmarked(annotated: Said, read: Said, least: int) -> list[str]:
    """Aspects that at least ``least`` reviews were read to speak of, and none is marked to."""
    speak, ours = _speaking(annotated), _speaking(read)
    return sorted(name for name, n in ours.items() if n >= least and not speak.get(name))


def _counted(said: Said) -> dict[tuple[str, int], int]:
    counts: dict[tuple[str, int], int] = defaultdict(int)
    for review in said.values():
        for each in set(review):
            counts[each] += 1
    return counts


def _speaking(said: Said) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for review in said.values():
        for aspect in {aspect for aspect, polarity in review if polarity and aspect != OTHER}:
            counts[aspect] += 1
    return counts


def cell_units(cells: Sequence[Cell]) -> Sums:
    """Of each cell: itself, its distance in points, whether that is small enough, its gap."""
    return np.array(
        [[1.0, abs(c.gap), float(abs(c.gap) <= POINTS + 1e-9), c.gap] for c in cells]
    ).reshape(-1, 4)


def distance(sums: Sums) -> NDArray[np.float64]:
    """Mean absolute difference in points."""
    return ratio(sums[:, 1], sums[:, 0])


def within(sums: Sums) -> NDArray[np.float64]:
    return ratio(sums[:, 2], sums[:, 0])


def bias(sums: Sums) -> NDArray[np.float64]:
    """Points that shares are read too high on the whole; below 0 they are too low."""
    return ratio(sums[:, 3], sums[:, 0])


def shares_measured(system: str, cells: Sequence[Cell], **told: object) -> Measured:
    measures = {"distance": distance, f"within {POINTS:g}": within, "bias": bias}
    return Measured(system, cell_units(cells), measures, told)
