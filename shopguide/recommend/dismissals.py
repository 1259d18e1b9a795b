""" "Not for me": what a shopper sends away is not recommended again."""

from typing import Any
from uuid import UUID

from shopguide.catalogue.guide import ProductGuide
from shopguide.events.shopper import Shopper
from shopguide.models import Event

from .items import named


def dismiss(
    shopper: Shopper,
    guide: ProductGuide,
    pk: Any,
    *,
    surface: str = "",
    exposure: UUID | None = None,
) -> None:
    """Record that this shopper does not want a product: once, however often it is said. Of a shopper
    who did not agree to be known nothing is stored here. Raises LookupError for a product that is not
    visible."""
    pk = guide.parse_pk(pk)
    found = named(guide, [pk]).get(str(pk))
    if found is None:
        raise LookupError(f"No product {pk!r} is visible in the guide {guide.name!r}.")
    if not shopper.known:
        return
    Event.objects.get_or_create(
        shopper=shopper.known,
        client_id=f"dismissal:{guide.name}:{pk}",
        defaults={
            "kind": Event.Kind.DISMISSAL,
            "guide": guide.name,
            "object_id": str(pk),
            "title": found[1][:200],
            "surface": surface[:32],
            "exposure": exposure,
        },
    )
