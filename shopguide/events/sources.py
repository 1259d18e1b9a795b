"""Rows of the shop that are events: lines of orders, and reviews that have an author."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Any

from django.conf import settings as django_settings
from django.db.models import Model, QuerySet
from django.utils import timezone

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.paths import key_path, resolve
from shopguide.catalogue.reading import moment
from shopguide.catalogue.registry import registry
from shopguide.models import Event
from shopguide.text.clean import clean

from .consent import remembered
from .reported import MOST_PIECES, oldest, titles_of

#: client_id of an event is so long.
_LONGEST = 100


@dataclass(frozen=True)
class Source:
    """What the guide declares of rows of one kind: field paths from ``model``."""

    guide: ProductGuide
    kind: Event.Kind
    model: type[Model]
    product: str
    person: str
    when: str | None
    status: str | None = None
    title: str | None = None
    quantity: str | None = None
    price: str | None = None
    score: str | None = None
    best: int = 5

    def client_id(self, pk: Any) -> str:
        """The name of a row's event: of the kind, the guide and the row."""
        name = f"{self.kind.value}:{self.guide.name}:{pk}"
        if len(name) <= _LONGEST:
            return name
        return f"{self.kind.value}:{sha256(name.encode()).hexdigest()}"

    def rows(self) -> QuerySet[Any]:
        """Every row that counts."""
        if self.kind == Event.Kind.ORDER and self.guide.orders is not None:
            return self.guide.orders.bought()
        return self.model._base_manager.all()

    def behind(self) -> dict[type[Model], str]:
        """Models whose rows change what these rows say, such as an order its lines', with the path
        to them. Products and people are none: a sale stays what it was."""
        found: dict[type[Model], str] = {}
        for path in filter(None, (self.person, self.when, self.status)):
            parts = path.split("__")
            for end in range(1, len(parts)):
                step = resolve(self.model, "__".join(parts[:end]))
                if step.is_relation and not step.many:
                    concrete = step.field.related_model._meta.concrete_model
                    found.setdefault(concrete, step.path)
        products = self.guide.model._meta.concrete_model
        return {
            model: path
            for model, path in found.items()
            if model is not products and not _is_user(model)
        }


def sources_of(guide: ProductGuide) -> list[Source]:
    """Orders and reviews of a guide, as far as they are declared and tell of people."""
    found = []
    if orders := guide.orders:
        found.append(
            Source(
                guide, Event.Kind.ORDER, orders.model, orders.product, orders.buyer, orders.when,
                status=orders.status, title=orders.title, quantity=orders.quantity,
                price=orders.price,
            )
        )  # fmt: skip
    if (reviews := guide.reviews) and reviews.author:
        found.append(
            Source(
                guide, Event.Kind.REVIEW, reviews.model, reviews.product, reviews.author,
                reviews.when, score=reviews.score, best=reviews.best,
            )
        )  # fmt: skip
    return found


def wanted(source: Source, pks: Iterable[Any]) -> dict[str, Event]:
    """The events that these rows are, by name: of none that is gone, older than events are kept,
    or without a person who could have written it."""
    product, person = (
        key_path(source.model, source.product),
        key_path(source.model, source.person),
    )
    columns = [source.when, source.title, source.quantity, source.price, source.score]
    paths = dict.fromkeys(path for path in (product, person, *columns) if path)
    rows = list(source.rows().filter(pk__in=list(pks)).values("pk", *paths))
    known = _known(source, {row[person] for row in rows} - {None})
    before, alone = oldest(timezone.now()), _is_alone(source)
    bought = {row[product] for row in rows} - {None}
    titles = {} if source.title and alone else titles_of(source.guide, bought)
    found = {}
    for row in rows:
        if (row[product] is None or row[product] not in titles) and not alone:
            continue
        if source.kind == Event.Kind.REVIEW and row[person] is None:
            continue
        happened = moment(row[source.when]) if source.when else timezone.now()
        if happened is None or happened < before:
            continue
        event = _event(source, row, product, titles)
        event.shopper, event.happened = known.get(row[person], ""), happened
        found[event.client_id] = event
    return found


def _event(source: Source, row: dict[str, Any], product: str, titles: dict[Any, str]) -> Event:
    pk = row[product]
    quantity = _quantity(row[source.quantity]) if source.quantity else 1
    title = row[source.title] if source.title else titles.get(pk)
    data: dict[str, Any] = {"row": str(row["pk"])}
    if source.score and (score := _number(row[source.score])) is not None:
        data |= {"score": float(score), "best": source.best}
    price = _number(row[source.price]) if source.price else None
    return Event(
        client_id=source.client_id(row["pk"]),
        kind=source.kind,
        guide=source.guide.name,
        object_id="" if pk is None else str(pk),
        title=clean(str(title or ""), 200),
        quantity=quantity,
        amount=None if price is None else (price * quantity).quantize(Decimal("0.01")),
        data=data,
    )


def _known(source: Source, people: set[Any]) -> dict[Any, str]:
    """The keys of those who are users of the shop and agreed to be known."""
    path = resolve(source.model, source.person)
    if not path.is_relation or not _is_user(path.field.related_model._meta.concrete_model):
        return {}
    keys = {person: f"user:{person}" for person in people}
    known = remembered(set(keys.values()))
    return {person: key for person, key in keys.items() if key in known}


def _is_alone(source: Source) -> bool:
    """Whether every row is of this guide, though its product is gone."""
    declared = [
        each
        for guide in registry
        for each in sources_of(guide)
        if each.kind == source.kind and each.model is source.model
    ]
    return len(declared) == 1


def _is_user(model: type[Model]) -> bool:
    return bool(model._meta.label_lower == django_settings.AUTH_USER_MODEL.lower())


def _quantity(value: Any) -> int:
    number = _number(value)
    return 1 if number is None else min(max(int(number), 0), MOST_PIECES)


def _number(value: Any) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < 10**10 else None
