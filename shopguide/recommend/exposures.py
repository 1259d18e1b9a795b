"""What a strip showed and why, kept so that it can be said again and measured."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils.translation import get_language

from shopguide.catalogue.guide import ProductGuide
from shopguide.events.shopper import Shopper
from shopguide.models import Exposure
from shopguide.search.query import logger

if TYPE_CHECKING:
    from .items import Item


def record(
    shopper: Shopper,
    guide: ProductGuide,
    surface: str,
    items: "tuple[Item, ...]",
    terms: Mapping[str, Any],
) -> UUID | None:
    """Store what a strip shows. It names the shopper only where they agreed to be known; what bots
    and staff are shown is not kept. A database that cannot be written to costs the record, never
    the page."""
    if not items or not shopper.counted:
        return None
    try:
        with transaction.atomic(using=Exposure.objects.db):
            made = Exposure.objects.create(
                guide=guide.name,
                surface=surface,
                shopper=shopper.known,
                query="",
                language=(get_language() or "")[:8],
                total=len(items),
                sort="",
                terms=dict(terms),
                shown=[_shown(item, rank) for rank, item in enumerate(items, start=1)],
            )
    except DatabaseError as error:
        logger.warning("shopguide: what was recommended is not recorded: %s", error)
        return None
    return made.pk


def _shown(item: "Item", rank: int) -> dict[str, Any]:
    return {
        "pk": str(item.pk),
        "title": item.title[:200],
        "rank": rank,
        "score": item.score,
        "parts": item.parts,
        "weights": item.weights,
        "reason": item.reason.as_json(),
        "source": item.source,
        "propensity": item.propensity,
    }
