"""Shares of reviews per product and aspect, as read and as marked."""

from collections.abc import Mapping, Sequence
from typing import Any

from scratch import say

from shopguide.evaluation.annotated import Annotated, AnnotationError
from shopguide.evaluation.aspects import language_of_all, sign
from shopguide.evaluation.mining import mined
from shopguide.evaluation.peers import OpinionLexicon
from shopguide.evaluation.shares import (
    POINTS,
    Cell,
    annotated_in,
    compared,
    reviews_of,
    shares_measured,
    unmarked,
)
from shopguide.evaluation.terms import Sorter
from shopguide.reviews.base import Reader
from shopguide.text.aspects import general

OURS = "shopguide"
Said = dict[str, set[tuple[str, int]]]


def shares(
    sentences: Sequence[Annotated], reader: Reader, least: int, *, implicit: bool
) -> tuple[Any, list[dict[str, Any]]]:
    """``n`` and ``rows`` of the benchmark."""
    sorter, products = Sorter(general()), reviews_of(sentences)
    if not products:
        raise AnnotationError("No reviews are told apart; give a file with `review`.")
    cells: dict[str, dict[str, list[Cell]]] = {}
    extra: dict[str, int] = {}
    for product, reviews in products.items():
        say(product)
        marked = annotated_in(reviews, sorter, implicit=implicit)
        systems = {"explicit marks": annotated_in(reviews, sorter, implicit=False)}
        systems |= _systems(reviews, reader, sorter)
        for system, read in systems.items():
            cells.setdefault(system, {})[product] = compared(product, marked, read, least)
            extra[system] = extra.get(system, 0) + len(unmarked(marked, read, least))
    n = {
        "products": len(products),
        "reviews": sum(map(len, products.values())),
        "shares": sum(map(len, cells[OURS].values())),
    }
    return n, _rows(cells, extra)


def _systems(
    reviews: Mapping[str, Sequence[Annotated]], reader: Reader, sorter: Sorter
) -> dict[str, Said]:
    texts = {name: " ".join(each.text for each in of) for name, of in reviews.items()}
    readings = dict(zip(texts, reader.read(list(texts.values()), general()), strict=True))
    found: dict[str, Said] = {"no claim": {name: set() for name in texts}}
    if language_of_all(texts.values()) == "en":
        found["frequent nouns"] = _mined(reviews, sorter)
    found[OURS] = {
        name: {(each.aspect, each.polarity) for each in reading.opinions}
        for name, reading in readings.items()
    }
    found[f"{OURS}, sorted alike"] = {
        name: {
            (sorter.aspect(texts[name][slice(*each.span)]), each.polarity)
            for each in reading.opinions
        }
        for name, reading in readings.items()
    }
    return found


def _mined(reviews: Mapping[str, Sequence[Annotated]], sorter: Sorter) -> Said:
    lexicon, said = OpinionLexicon(), {name: set[tuple[str, int]]() for name in reviews}
    places = [(name, each.text) for name, of in reviews.items() for each in of]
    for (name, text), spans in zip(places, mined([text for _, text in places]), strict=True):
        for span in spans:
            polarity = sign(lexicon.polarity(text, span))
            said[name].add((sorter.aspect(text[slice(*span)]), polarity))
    return said


def _rows(
    cells: Mapping[str, Mapping[str, Sequence[Cell]]], extra: Mapping[str, int]
) -> list[dict[str, Any]]:
    rows = []
    for system, by_product in cells.items():
        every = [cell for of in by_product.values() for cell in of]
        each = [shares_measured(system, of).row()["distance"] for of in by_product.values() if of]
        near = sum(distance <= POINTS for distance in each)
        told = {"unmarked": extra[system], "products within 3": near}
        rows.append(shares_measured(system, every, **told).row())
    for product, of in cells[OURS].items():
        told = {"product": product, "shares": len(of)}
        rows.append(shares_measured(OURS, of, **told).row())
    return rows
