"""What a browser or the shop says that a shopper did, and whether it can be so."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings as django_settings
from django.utils import timezone

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.paths import resolve
from shopguide.catalogue.reading import first, read
from shopguide.catalogue.registry import registry
from shopguide.conf import settings
from shopguide.models import Event, Exposure
from shopguide.text.clean import clean

from .shopper import Shopper

#: Only rows of the shop tell of these.
OF_THE_SHOP = frozenset({Event.Kind.ORDER.value, Event.Kind.REVIEW.value})
#: These are of no product where they name none.
OF_NO_PRODUCT = frozenset(
    {Event.Kind.SEARCH.value, Event.Kind.THUMB_UP.value, Event.Kind.THUMB_DOWN.value}
)
#: How far the clock of a browser may be ahead.
AHEAD = timedelta(minutes=5)
MOST_PIECES = 10_000
#: A position is a PositiveIntegerField.
LAST_POSITION = 2**31 - 1
DETAILS = 20
DETAILS_LENGTH = 2_000
# No colon: names with one are those of the shop's own rows.
_CLIENT_ID = re.compile(r"[A-Za-z0-9._-]{8,100}")
_SURFACE = re.compile(r"[a-z0-9_-]{0,32}")
_LANGUAGE = re.compile(r"[A-Za-z0-9-]{0,8}")


@dataclass(frozen=True)
class Reported:
    """One thing that is said to have happened. ``client_id`` is a random name (a UUID) that whoever
    reports gives it, so that it may be told twice and counts once."""

    client_id: str
    kind: str
    guide: str = ""
    object_id: str = ""
    surface: str = ""
    position: int | None = None
    exposure: UUID | None = None
    amount: Decimal | None = None
    quantity: int = 1
    language: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    #: Now, where nothing is said.
    happened: datetime | None = None


@dataclass(frozen=True)
class Refusal:
    """Of the event at ``index``: ``code`` is for programs, ``message`` for people."""

    index: int
    code: str
    message: str


class Refused(Exception):
    """An event that cannot be so."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Shown:
    """An exposure that some of the events name."""

    guide: str
    shopper: str
    products: frozenset[str]


class Examiner:
    """Reads what a batch names, products and exposures, in a few queries, and says of each event
    what is wrong with it."""

    def __init__(self, shopper: Shopper, items: Sequence[Reported]) -> None:
        self._shopper = shopper
        self._now = timezone.now()
        self._titles = _titles(items)
        self._exposures = _exposures(items)

    def fit(self, item: Reported) -> Event:
        """The row of ``item``. Raises Refused."""
        _check_form(item)
        title = self._title(item)
        self._check_exposure(item)
        return Event(
            shopper=self._shopper.known,
            client_id=item.client_id,
            kind=item.kind,
            guide=item.guide,
            object_id=item.object_id,
            title=title,
            surface=item.surface,
            position=item.position,
            exposure=item.exposure,
            amount=item.amount,
            quantity=item.quantity,
            language=item.language,
            data=_details(item.data),
            happened=self._moment(item.happened),
        )

    def _title(self, item: Reported) -> str:
        if not item.object_id:
            if item.kind in OF_NO_PRODUCT:
                if item.guide:
                    _guide(item.guide)
                return ""
            raise Refused("product_missing", f"A {item.kind!r} is of a product: give its key.")
        _guide(item.guide)
        title = self._titles.get((item.guide, item.object_id))
        if title is None:
            raise Refused(
                "unknown_product",
                f"{item.object_id[:80]!r} is no product that shoppers of {item.guide!r} may see.",
            )
        return title

    def _check_exposure(self, item: Reported) -> None:
        if item.exposure is None:
            return
        shown = self._exposures.get(item.exposure)
        if shown is None:
            raise Refused(
                "unknown_exposure", "There is no such exposure; it may have been forgotten."
            )
        if shown.shopper and shown.shopper != self._shopper.known:
            # The same words as of one that never was would hide a mistake of the shop's own, and
            # say nothing that the sender did not know.
            raise Refused("foreign_exposure", "This exposure was shown to another shopper.")
        if item.object_id and (shown.guide, item.object_id) not in {
            (item.guide, product) for product in shown.products
        }:
            raise Refused(
                "not_shown", f"The product {item.object_id[:80]!r} was not shown in this exposure."
            )

    def _moment(self, happened: datetime | None) -> datetime:
        if happened is None:
            return self._now
        if django_settings.USE_TZ and timezone.is_naive(happened):
            happened = timezone.make_aware(happened)
        elif not django_settings.USE_TZ and timezone.is_aware(happened):
            happened = timezone.make_naive(happened)
        if happened > self._now + AHEAD:
            raise Refused(
                "in_the_future", "It is said to have happened in the future; set the clock."
            )
        if happened < oldest(self._now):
            raise Refused(
                "too_old",
                f'It happened more than {settings["EVENT_DAYS"]} days ago, the SHOPGUIDE["EVENT_DAYS"] '
                "for which events are kept.",
            )
        return min(happened, self._now)


def oldest(now: datetime) -> datetime:
    """What happened before is kept no longer."""
    return now - timedelta(days=settings["EVENT_DAYS"])


def _check_form(item: Reported) -> None:
    if item.kind in OF_THE_SHOP:
        raise Refused(
            "kind_of_the_shop", f"A {item.kind!r} is read in the shop's own rows, not reported."
        )
    if item.kind not in Event.Kind.values:
        raise Refused("unknown_kind", f"{item.kind[:40]!r} is no kind of event.")
    if not _CLIENT_ID.fullmatch(item.client_id):
        raise Refused("bad_id", "The name of an event is 8 to 100 letters, digits, '.', '_', '-'.")
    for name, value, form in (
        ("surface", item.surface, _SURFACE),
        ("language", item.language, _LANGUAGE),
    ):
        if not form.fullmatch(value):
            raise Refused("invalid", f"{value[:40]!r} is no {name}.")
    if item.position is not None and not 0 <= item.position <= LAST_POSITION:
        raise Refused("invalid", f"{item.position} is no position.")
    if not 1 <= item.quantity <= MOST_PIECES:
        raise Refused("invalid", f"A quantity is 1 to {MOST_PIECES}, not {item.quantity}.")
    if item.amount is not None and not (item.amount.is_finite() and 0 <= item.amount < 10**12):
        raise Refused("invalid", f"{item.amount} is no amount.")


def _guide(name: str) -> ProductGuide:
    try:
        return registry.get(name)
    except LookupError as error:
        raise Refused("unknown_guide", str(error)) from error


def _details(data: Mapping[str, Any]) -> dict[str, Any]:
    """What may be stored of ``data``: a few named values, no trees."""
    if len(data) > DETAILS:
        raise Refused("invalid", f"An event has at most {DETAILS} details.")
    kept = {clean(str(name), 40): _detail(value) for name, value in data.items()}
    if len(json.dumps(kept)) > DETAILS_LENGTH:
        raise Refused("invalid", f"The details of an event have at most {DETAILS_LENGTH} letters.")
    return kept


def _detail(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value, 500)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    raise Refused("invalid", "A detail of an event is a text, a number, true, false or null.")


def _titles(items: Sequence[Reported]) -> dict[tuple[str, str], str]:
    """By guide and key as reported, of products that shoppers may see."""
    asked: dict[str, dict[Any, set[str]]] = {}
    for item in items:
        # A NUL or half a surrogate is nothing that the database could look up.
        if not item.object_id or not item.object_id.isprintable():
            continue
        try:
            pk = registry.get(item.guide).parse_pk(item.object_id)
        except LookupError:
            continue
        # Keys of one product may be written in several ways; only the usual one is known later.
        if str(pk) == item.object_id:
            asked.setdefault(item.guide, {}).setdefault(pk, set()).add(item.object_id)
    return {
        (name, key): title
        for name, keys in asked.items()
        for pk, title in titles_of(registry.get(name), keys, visible=True).items()
        for key in keys[pk]
    }


def titles_of(guide: ProductGuide, pks: Any, *, visible: bool = False) -> dict[Any, str]:
    """What products are called; only those that shoppers may see, where that is asked."""
    pks = list(pks)
    products = guide.products() if visible else guide.model._base_manager.all()
    if not pks:
        return {}
    if resolve(guide.model, guide.title_field).many:
        there = list(products.filter(pk__in=pks).values_list("pk", flat=True))
        values = read(guide, there, [guide.title_field])
        found = {pk: first(values.get(pk, {}), guide.title_field) for pk in there}
    else:
        found = dict(products.filter(pk__in=pks).values_list("pk", guide.title_field))
    return {pk: clean(str(title or ""), 200) for pk, title in found.items()}


def _exposures(items: Sequence[Reported]) -> dict[UUID, Shown]:
    named = {item.exposure for item in items if item.exposure is not None}
    if not named:
        return {}
    rows = Exposure.objects.filter(pk__in=named).values_list("pk", "guide", "shopper", "shown")
    return {
        pk: Shown(guide, shopper, frozenset(str(each.get("pk", "")) for each in shown))
        for pk, guide, shopper, shown in rows
    }
