"""A product card in JSON."""

from collections.abc import Iterable
from typing import Any

from shopguide.catalogue.guide import ProductGuide
from shopguide.conf import settings
from shopguide.search import Results
from shopguide.search.explain import explain
from shopguide.suggest import TapQuestion
from shopguide.widgets.cards import Card


def card_json(guide: ProductGuide, card: Card, results: Results | None = None) -> dict[str, Any]:
    """What ``serializers.ProductCard`` takes; with ``results`` why it stands where it does."""
    price = None
    if card.amount is not None:
        price = {"amount": card.amount, "currency": settings["CURRENCY"], "text": card.price}
    told = {
        "id": str(card.hit.pk),
        "guide": guide.name,
        "title": card.title,
        "url": card.url,
        "category": card.category,
        "price": price,
        "in_stock": card.in_stock,
        "rank": card.hit.rank,
        "score": card.hit.score,
        "parts": card.hit.parts,
        "matched": card.hit.matched,
    }
    if results is not None:
        explained = explain(card.hit, results.fusion, results.sort, guide)
        told["explanation"] = {
            "parts": explained.parts,
            "ranks": card.hit.ranks,
            "reviews": card.hit.opinions,
            "sentences": explained.sentences,
        }
    return told


def question_json(asked: TapQuestion) -> dict[str, Any]:
    answers = [
        {"label": each.label, "parameters": dict(each.parameters), "count": each.count}
        for each in asked.answers
    ]
    return {"kind": asked.kind, "text": asked.text, "answers": answers}


def text_of(segments: Iterable[Any]) -> str:
    return "".join(segment.text for segment in segments)
