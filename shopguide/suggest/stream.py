"""Stands in until suggestions are written sentence by sentence."""

from collections.abc import Iterable, Iterator
from typing import Any

from shopguide.catalogue.guide import ProductGuide
from shopguide.search import Filters
from shopguide.writers.events import Done, Event, Products, Text

from .compose import suggest


def stream_suggestion(
    guide: ProductGuide,
    query: str,
    *,
    shopper: str = "",
    consent: bool = True,
    writer: str = "default",
    filters: Filters | None = None,
    ignore: Iterable[str] = (),
    **options: Any,
) -> Iterator[Event]:
    made = suggest(guide, query, writer=writer, filters=filters, ignore=ignore)
    yield Products(tuple(made.picks), made.results)
    if made.opening:
        yield Text("opening", made.opening)
    for number, pick in enumerate(made.picks, start=1):
        yield Text(f"P{number}", pick.reason, (f"P{number}",))
    yield Done(made.writer, made.generative, made.degraded, made.replaced)
