"""The asker's own orders, and nobody else's: read by the buyer's key and told by code alone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from babel.dates import format_date
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from shopguide.catalogue.guide import Orders, ProductGuide
from shopguide.catalogue.paths import key_path, resolve
from shopguide.catalogue.reading import first, read
from shopguide.catalogue.registry import registry
from shopguide.text.clean import clean
from shopguide.text.language import Language
from shopguide.text.money import locale_of
from shopguide.writers.wording import listed

from .candidates import Candidate
from .intents import folded
from .names import Key

#: Lines read, latest first, and orders told in one answer.
LINES = 200
TOLD = 3
ITEMS = 6
_NUMBER = re.compile(
    r"(?:\border(?: (?:no\.?|number))?|\bnumber|订单(?:号|编号)?|单号|运单)\s*[:是为]?\s*[#№]?\s*"
    r"([a-z]*-?\d[\w-]*)"
    r"|[#№]\s*([a-z]*-?\d[\w-]*)"
)
_LATEST = re.compile(
    r"\b(?:last|latest|most recent|newest)\b|上次|上一(?:单|次)|最近|刚(?:才|刚)?(?:买|下)"
)


@dataclass(frozen=True)
class Order:
    """One order as its buyer may read it."""

    number: str
    when: date | None
    status: str
    items: tuple[str, ...]
    products: tuple[Key, ...]


def orders_of(user_pk: str) -> list[Order]:
    """Orders of this user in every guide that declares some, latest first."""
    found: dict[tuple[str, Any], list[tuple[Any, ...]]] = {}
    for guide in registry:
        if guide.orders is None or not user_pk:
            continue
        for when, number, status, title, product in _lines(guide, guide.orders, user_pk):
            mark = (str(number or ""), None if number else when)
            key = (guide.name, str(product)) if product is not None else None
            found.setdefault(mark, []).append((when, number, status, title, key))
    orders = [_order(lines) for lines in found.values()]
    oldest = date.min
    return sorted(orders, key=lambda order: order.when or oldest, reverse=True)


def _lines(guide: ProductGuide, orders: Orders, user_pk: str) -> list[tuple[Any, ...]]:
    buyer = key_path(orders.model, orders.buyer)
    product = key_path(orders.model, orders.product)
    paths = [orders.when, orders.number, orders.status, orders.title]
    named = list(dict.fromkeys([*filter(None, paths), product]))
    try:
        own = orders.model._default_manager.filter(**{buyer: user_pk})
        rows = list(own.order_by(f"-{orders.when}", "pk").values(*named)[:LINES])
    except (ValueError, TypeError, ValidationError):
        # No user of this shop has such a key.
        return []
    titles = {} if orders.title else _titles(guide, [row[product] for row in rows])
    return [
        (
            row[orders.when],
            row[orders.number] if orders.number else None,
            _label(orders.model, orders.status, row[orders.status]) if orders.status else None,
            row[orders.title] if orders.title else titles.get(row[product]),
            row[product],
        )
        for row in rows
    ]


def _label(model: Any, path: str, value: Any) -> str:
    """What a shopper reads for a value of a column with choices."""
    choices = dict(getattr(resolve(model, path).field, "flatchoices", None) or ())
    return str(choices.get(value, value if value is not None else ""))


def _titles(guide: ProductGuide, pks: Sequence[Any]) -> dict[Any, Any]:
    """Of what the buyer bought, though it may be hidden by now: their own order says so."""
    values = read(guide, [pk for pk in pks if pk is not None], [guide.title_field])
    return {pk: first(each, guide.title_field) for pk, each in values.items()}


def _order(lines: list[tuple[Any, ...]]) -> Order:
    when, number, status, _title, _product = lines[0]
    titles = [clean(str(title), 120) for *_rest, title, _key in lines if title]
    return Order(
        number=clean(str(number or ""), 40),
        when=_day(when),
        status=clean(str(status or ""), 80),
        items=tuple(dict.fromkeys(titles)),
        products=tuple(line[-1] for line in lines if line[-1]),
    )


def _day(when: Any) -> date | None:
    if isinstance(when, datetime):
        return timezone.localtime(when).date() if timezone.is_aware(when) else when.date()
    return when if isinstance(when, date) else None


def asked_number(question: str) -> str:
    """The number of an order that a question names, or nothing."""
    found = _NUMBER.search(folded(question))
    return (found.group(1) or found.group(2)) if found else ""


def asked_for(question: str, orders: Sequence[Order], products: Sequence[Key]) -> list[Order]:
    """Those of ``orders`` that a question is about, latest first."""
    if number := asked_number(question):
        return [each for each in orders if each.number.casefold() == number]
    if products:
        return [each for each in orders if set(products) & set(each.products)][:TOLD]
    return list(orders[: 1 if _LATEST.search(folded(question)) else TOLD])


def as_candidate(order: Order, language: Language) -> Candidate:
    """The order in one or two sentences of ours."""
    day = format_date(order.when, format="long", locale=locale_of(language)) if order.when else ""
    items = listed(list(order.items[:ITEMS])) or _("products that the shop has no more")
    told = {"number": order.number, "date": day, "items": items, "status": order.status}
    if order.number and day:
        text = _("Order %(number)s of %(date)s: %(items)s.") % told
    elif order.number:
        text = _("Order %(number)s: %(items)s.") % told
    else:
        text = _("Your order of %(date)s: %(items)s.") % told
    if order.status:
        gap = "" if language == "zh-hans" else " "
        text = f"{text}{gap}{_('Its status is: %(status)s.') % told}"
    title = _("Order %(number)s") % told if order.number else _("Your orders")
    return Candidate("order", title, text)
