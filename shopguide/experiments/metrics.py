"""What can be measured of shoppers, by the name under which a test asks for it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: What is counted of one shopper's events, as aggregates over the table ``v``.
COLUMNS = {
    "bought": "max((v.kind = 'order')::int)",
    "carted": "max((v.kind = 'cart')::int)",
    "revenue": "sum(v.amount) FILTER (WHERE v.kind = 'order')",
    "lines": "count(*) FILTER (WHERE v.kind = 'order')",
    "views": "count(*) FILTER (WHERE v.kind = 'view')",
    "clicks": "count(*) FILTER (WHERE v.kind = 'click')",
    "shown": "count(*) FILTER (WHERE v.kind = 'exposure')",
    "searches": "count(*) FILTER (WHERE v.kind = 'search')",
    "empty": "count(*) FILTER (WHERE v.kind = 'search' AND v.data ->> 'results' = '0')",
    "dismissed": "count(*) FILTER (WHERE v.kind = 'dismissal')",
    "up": "count(*) FILTER (WHERE v.kind = 'thumb_up')",
    "thumbs": "count(*) FILTER (WHERE v.kind IN ('thumb_up', 'thumb_down'))",
}


@dataclass(frozen=True)
class Metric:
    """``share`` of shoppers who did something, ``mean`` of an amount per shopper, or ``ratio`` of two
    sums. ``good`` is -1 where less is better; ``unit`` is how a value is written."""

    name: str
    label: Promise
    kind: str
    above: str
    below: str = ""
    good: int = 1
    unit: str = "percent"


METRICS = {
    each.name: each
    for each in (
        Metric("conversion", _("shoppers who buy"), "share", "bought"),
        Metric("add_to_cart", _("shoppers who put something in the cart"), "share", "carted"),
        Metric("revenue", _("revenue per shopper"), "mean", "revenue", unit="money"),
        Metric("lines", _("order lines per shopper"), "mean", "lines", unit="number"),
        Metric("views", _("products looked at per shopper"), "mean", "views", unit="number"),
        Metric("click_through", _("clicks by products shown"), "ratio", "clicks", "shown"),
        Metric("no_results", _("searches that find nothing"), "ratio", "empty", "searches", -1),
        Metric(
            "dismissals", _("products sent away per shopper"), "mean", "dismissed", "", -1, "number"
        ),
        Metric("satisfaction", _("helpful, of all thumbs"), "ratio", "up", "thumbs"),
    )
}


def metric_of(name: str) -> Metric:
    """Raises LookupError for a name that nobody counts."""
    if name not in METRICS:
        raise LookupError(f"There is no measure {name!r}; use one of {', '.join(METRICS)}.")
    return METRICS[name]
