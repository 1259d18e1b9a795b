"""What a shopper's own reviews praise and blame, by aspect."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Min, TextField
from django.db.models.functions import Cast

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.paths import key_path
from shopguide.events.shopper import Shopper
from shopguide.models import AspectOpinion
from shopguide.text.aspects import OTHER

from .sums import DAY, LONG


@dataclass
class AspectTaste:
    """``praised`` and ``blamed`` are keys of products; ``weight`` is what is left of the reviews
    that say so, whichever it is: whoever speaks of an aspect cares for it."""

    praised: list[str] = field(default_factory=list)
    blamed: list[str] = field(default_factory=list)
    weight: float = 0.0

    @property
    def count(self) -> int:
        return len(self.praised) + len(self.blamed)


def opinions_of(shopper: Shopper, guide: ProductGuide, now: datetime) -> dict[str, AspectTaste]:
    """By name of the aspect, from what is read of the reviews now: one that was taken back or
    written anew counts as it is. A visitor has none."""
    found: dict[str, AspectTaste] = defaultdict(AspectTaste)
    for aspect, polarity, product, written in _said(shopper, guide):
        taste = found[aspect]
        (taste.praised if polarity > 0 else taste.blamed).append(product)
        days = (now - written).total_seconds() / DAY if written else 0.0
        taste.weight += 0.5 ** (max(days, 0.0) / LONG)
    return dict(found)


def _said(shopper: Shopper, guide: ProductGuide) -> list[tuple[str, int, str, datetime | None]]:
    """Each aspect of each review once for praise and once for blame."""
    reviews = guide.reviews
    if reviews is None or not reviews.author or not shopper.user_pk:
        return []
    author = key_path(reviews.model, reviews.author)
    try:
        own = reviews.model._base_manager.filter(**{author: shopper.user_pk})
    except (ValueError, TypeError, ValidationError):
        # No user of this shop has such a key.
        return []
    keys: Any = own.annotate(shopguide_key=Cast("pk", TextField())).values("shopguide_key")
    rows = AspectOpinion.objects.filter(
        reading__guide=guide.name, reading__reader=guide.reader, reading__review_id__in=keys
    )
    said = rows.exclude(polarity=0).exclude(aspect=OTHER)
    grouped = said.values_list("aspect", "polarity", "object_id", "reading")
    dated = grouped.annotate(when=Min("reading__written")).order_by("when", "reading", "aspect")
    return [(aspect, polarity, product, when) for aspect, polarity, product, _, when in dated]
