"""What no strip may show, whatever its score."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.keys import parse_keys
from shopguide.catalogue.reading import Values
from shopguide.search.similar import one_of_each

from .history import History


@dataclass(frozen=True)
class Forbidden:
    """Keys that are not shown, nor their variants: what the shopper owns, has in the cart or sent
    away, and the product whose page it is."""

    keys: frozenset[str]

    @classmethod
    def of(
        cls,
        history: History,
        cart: Collection[Any] = (),
        product: Any = None,
    ) -> "Forbidden":
        here = [] if product is None else [str(product)]
        return cls(frozenset([*history.owned, *history.dismissed, *map(str, cart), *here]))


def allowed(guide: ProductGuide, keys: Iterable[str], forbidden: Forbidden) -> dict[str, Any]:
    """``{key: pk}`` of those that may be shown now: visible, in stock and not forbidden."""
    wanted = parse_keys(guide.model, (key for key in keys if key not in forbidden.keys))
    if not wanted:
        return {}
    shown = guide.in_stock(guide.products()).filter(pk__in=wanted)
    return {str(pk): pk for pk in shown.values_list("pk", flat=True)}


def without_variants(
    guide: ProductGuide, pks: Sequence[Any], forbidden: Forbidden, values: Values | None = None
) -> list[Any]:
    """``pks`` without variants of one another or of anything forbidden. An earlier one stays.
    ``values`` are those of the products and of what is forbidden, where the caller has them."""
    return one_of_each(guide, list(pks), barred=barred(guide, forbidden), values=values)


def barred(guide: ProductGuide, forbidden: Forbidden) -> list[Any]:
    return parse_keys(guide.model, forbidden.keys)
