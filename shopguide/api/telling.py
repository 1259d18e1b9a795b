"""Events of a stream as names and data, the same for suggestions and answers."""

from dataclasses import asdict
from typing import Any

from shopguide.writers.events import Done, Event, Products, Restart, Sources, Text

from . import answer_serializers, serializers
from .cards import card_json, text_of


def tell(event: Event) -> tuple[str, dict[str, Any]]:
    """Name and data of one event. Raises TypeError for one that programs do not know."""
    if isinstance(event, Products):
        return "products", {"products": products_json(event.picks), "because": event.because}
    if isinstance(event, Text):
        return "text", sentence_json(event)
    if isinstance(event, Restart):
        return "restart", {"reason": event.reason}
    if isinstance(event, Sources):
        told = answer_serializers.CitedSource(event.sources, many=True)
        return "sources", {"sources": told.data}
    if isinstance(event, Done):
        return "done", asdict(event)
    raise TypeError(f"{type(event).__name__} has no name in a stream.")


def sentence_json(sentence: Text) -> dict[str, Any]:
    told = {
        "part": sentence.part,
        "text": text_of(sentence.segments),
        "segments": sentence.segments,
        "refs": sentence.refs,
    }
    return dict(answer_serializers.Sentence(told).data)


def products_json(picks: tuple[Any, ...]) -> list[dict[str, Any]]:
    """Cards of what was picked, each with the reference that texts call it by."""
    from shopguide.widgets.picks import picked_cards

    return [
        {"ref": ref, **serializers.ProductCard(card_json(guide, card)).data}
        for ref, guide, card in picked_cards(picks)
    ]
