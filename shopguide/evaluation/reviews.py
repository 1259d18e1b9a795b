"""A shop's reader measured on the shop's own reviews, beside plain ways to read them and, where one
is given, beside another reader on the same rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shopguide.catalogue.guide import ProductGuide
from shopguide.reviews.base import Reader
from shopguide.text.aspects import aspects_of

from .annotated import Annotated
from .aspects import (
    Peer,
    Progress,
    extraction_measured,
    language_of_all,
    polarity_measured,
)
from .faithfulness import annotated_cells, claims, claims_measured, read_products
from .resampling import Measured
from .sentiment import sentiments
from .shares import shares_measured
from .stars import Rated, rated_reviews, stars_measured

OURS = "shopguide"
PEERS = ("majority", "opinion lexicon", "VADER", "frequent nouns")
#: Reviews read, and products whose highlights are counted again.
SAMPLE, PRODUCTS = 1000, 200


class NothingToMeasure(ValueError):
    """The shop or the file has nothing of the kind; the message says what is needed."""


@dataclass
class ReviewEvaluation:
    """``parts`` by what was measured, each with one entry per system; ``readers`` the revision of
    each reader."""

    readers: Mapping[str, str]
    n: dict[str, int] = field(default_factory=dict)
    parts: dict[str, list[Measured]] = field(default_factory=dict)

    def rows(self) -> list[dict[str, Any]]:
        """One per part and system, in the form of the benchmarks."""
        return [
            {"measured": part, **each.row()}
            for part, systems in self.parts.items()
            for each in systems
        ]

    def duels(self) -> list[dict[str, Any]]:
        """Ours against each peer and the other reader against ours: the difference in the main
        measure of each part, over the same rows."""
        found = []
        for part, systems in self.parts.items():
            by_name = {each.system: each for each in systems}
            if OURS not in by_name:
                continue
            for name in by_name:
                if name in PEERS or (name in self.readers and name != OURS):
                    one, other = (OURS, name) if name in PEERS else (name, OURS)
                    names = {"measured": part, "system": one, "against": other}
                    found.append({**names, **by_name[one].less(by_name[other])})
        return found


def evaluate(
    guide: ProductGuide,
    readers: Mapping[str, Reader],
    annotated: Sequence[Annotated] = (),
    peers: Sequence[Peer] = (),
    sample: int = SAMPLE,
    progress: Progress = iter,
) -> ReviewEvaluation:
    """Everything that the shop and the annotation allow. ``readers`` has the one in use under
    "shopguide". Raises NothingToMeasure and ReaderError."""
    if guide.reviews is None:
        raise NothingToMeasure(
            f"{type(guide).__name__} declares no reviews; set `reviews` on it to measure how they "
            "are read."
        )
    found = ReviewEvaluation({name: reader.revision for name, reader in readers.items()})
    _stars(found, rated_reviews(guide.reviews, sample), guide, readers, peers, progress)
    if annotated:
        _annotated(found, annotated, guide, readers, peers, progress)
    _highlights(found, guide, annotated)
    if not found.parts:
        raise NothingToMeasure(
            f"The guide {guide.name!r} has no review with stars and none that was read; let the "
            "worker read some, or give --annotated."
        )
    return found


def _stars(
    found: ReviewEvaluation,
    rated: Sequence[Rated],
    guide: ProductGuide,
    readers: Mapping[str, Reader],
    peers: Sequence[Peer],
    progress: Progress,
) -> None:
    found.n["reviews with stars"] = len(rated)
    if not rated:
        return
    texts = [each.text for each in rated]
    scores = sentiments(texts, readers, aspects_of(guide), (), progress)
    found.parts["stars"] = stars_measured(rated, scores)
    for language in dict.fromkeys(each.language for each in rated):
        chosen = [n for n, each in enumerate(rated) if each.language == language]
        some = [rated[n] for n in chosen]
        # The peers know English alone.
        known = peers if language == "en" else ()
        by_peer = {peer.name: [peer.sentiment(each.text) for each in some] for peer in known}
        ours = {name: [of[n] for n in chosen] for name, of in scores.items()}
        found.parts[f"stars, {language}"] = stars_measured(some, {**by_peer, **ours})


def _annotated(
    found: ReviewEvaluation,
    annotated: Sequence[Annotated],
    guide: ProductGuide,
    readers: Mapping[str, Reader],
    peers: Sequence[Peer],
    progress: Progress,
) -> None:
    known = peers if language_of_all(each.text for each in annotated) == "en" else ()
    found.n["annotated sentences"] = len(annotated)
    found.n["annotated aspects"] = sum(len(each.marks) for each in annotated)
    if any(mark.span for each in annotated for mark in each.marks):
        found.parts["polarity"] = polarity_measured(annotated, readers, known, progress)
    found.parts["extraction"] = extraction_measured(annotated, readers, aspects_of(guide), progress)


def _highlights(
    found: ReviewEvaluation, guide: ProductGuide, annotated: Sequence[Annotated]
) -> None:
    products = read_products(guide, PRODUCTS)
    printed = claims(guide, products)
    found.n["products with reviews read"] = len(products)
    if printed:
        found.parts["highlights, counted again"] = [claims_measured(printed)]
    if cells := annotated_cells(guide, printed, annotated):
        told = {"phrases": len(cells)}
        found.parts["highlights, as annotated"] = [shares_measured(OURS, cells, **told)]
