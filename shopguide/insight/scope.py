"""Which reviews are counted: those of a product, a category, a brand, a period."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast

from shopguide.catalogue.guide import ProductGuide
from shopguide.models import AspectOpinion, ReviewReading


@dataclass(frozen=True)
class Scope:
    """Reviews read by the guide's own reader.

    ``category`` and ``brand`` are values at the guide's ``category_field`` and ``brand_field``;
    ``since`` is in the period and ``until`` is not; ``ratings`` are shares of the best score, both
    ends in. ``shoppers`` leaves what shoppers may read now, asked of the shop's own rows.
    """

    guide: ProductGuide
    product: Any = None
    category: Any = None
    brand: Any = None
    since: datetime | None = None
    until: datetime | None = None
    language: str | None = None
    ratings: tuple[float, float] | None = None
    verified: bool | None = None
    shoppers: bool = False

    def readings(self) -> QuerySet[ReviewReading]:
        """The readings in the scope, in no order."""
        guide = self.guide
        rows = ReviewReading.objects.filter(guide=guide.name, reader=guide.reader, **self._copied())
        if self.product is not None:
            rows = rows.filter(object_id=str(self.product))
        if self.category is not None or self.brand is not None:
            rows = rows.filter(object_id__in=_keys(self._grouped()))
        return self._gated(rows) if self.shoppers else rows

    def opinions(self, aspect: str | None = None) -> QuerySet[AspectOpinion]:
        """What the readings in the scope say, of one aspect or of all."""
        rows = AspectOpinion.objects.filter(guide=self.guide.name, reading__in=self.readings())
        if self.product is not None:
            rows = rows.filter(object_id=str(self.product))
        return rows.filter(aspect=aspect) if aspect else rows

    def saying(self, aspect: str, polarity: int | None = None) -> QuerySet[ReviewReading]:
        """The readings in the scope that praise (1) or blame (-1) an aspect, or mention it."""
        said = AspectOpinion.objects.filter(guide=self.guide.name, aspect=aspect)
        if polarity is not None:
            said = said.filter(polarity=polarity)
        return self.readings().filter(pk__in=said.values("reading"))

    def reviews(self, aspect: str, polarity: int | None = None) -> QuerySet[Any]:
        """The shop's own rows of ``saying()``: what a chip on a list of reviews leaves. As many as
        ``aspects()`` counts."""
        raise NotImplementedError

    def _copied(self) -> dict[str, Any]:
        """Filters on what a reading has copied from the review."""
        wanted = {
            "written__gte": self.since,
            "written__lt": self.until,
            "language": self.language,
            "verified": self.verified,
            "rating__range": self.ratings,
        }
        return {path: value for path, value in wanted.items() if value is not None}

    def _grouped(self) -> QuerySet[Any]:
        raise NotImplementedError

    def _gated(self, rows: QuerySet[ReviewReading]) -> QuerySet[ReviewReading]:
        raise NotImplementedError


def _keys(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The keys of a shop's rows as our own tables keep them."""
    keyed: QuerySet[Any] = rows.annotate(shopguide_key=Cast("pk", CharField()))
    return keyed.values("shopguide_key")
