"""Which reviews are counted: those of a product, a category, a brand, a period."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Exists, Q, QuerySet
from django.db.models.functions import Cast

from shopguide.catalogue.guide import ProductGuide, Reviews
from shopguide.catalogue.paths import resolve
from shopguide.models import AspectOpinion, ReviewReading


@dataclass(frozen=True)
class Scope:
    """Reviews read by the guide's own reader.

    ``product`` is its key; ``category`` and ``brand`` are values at the guide's ``category_field``
    and ``brand_field``; ``since`` is in the period and ``until`` is not; ``ratings`` are shares of
    the best score, both ends in. ``shoppers`` leaves what shoppers may read now, asked of the
    shop's own rows.
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
        """The readings in the scope, in no order. Raises LookupError for what is no key."""
        guide = self.guide
        rows = ReviewReading.objects.filter(guide=guide.name, reader=guide.reader, **self._copied())
        rows = self._of_products(rows)
        if self.shoppers:
            rows = rows.filter(review_id__in=keys(self._own_reviews()))
        return rows

    def opinions(self) -> QuerySet[AspectOpinion]:
        """Opinions on the products in the scope. Whoever reads them joins ``readings()``."""
        return self._of_products(AspectOpinion.objects.filter(guide=self.guide.name), gate=False)

    def about(self, path: str) -> Q:
        """What the opinions at ``path`` of a reading meet anyway, said so that an index serves."""
        wanted = {f"{path}__guide": self.guide.name}
        if self.product is not None:
            wanted[f"{path}__object_id"] = str(self.product)
        return Q(**wanted)

    def saying(self, aspect: str, polarity: int | None = None) -> QuerySet[ReviewReading]:
        """The readings in the scope that praise (1) or blame (-1) an aspect, or mention it."""
        said = self.opinions().filter(aspect=aspect)
        if polarity is not None:
            said = said.filter(polarity=polarity)
        return self.readings().filter(pk__in=said.values("reading"))

    def reviews(self, aspect: str | None = None, polarity: int | None = None) -> QuerySet[Any]:
        """The shop's own rows of ``saying()``, or of all readings: what a chip leaves of a list of
        reviews. As many as ``aspects()`` counts. ``shopguide_key`` is the key as text."""
        rows = self.saying(aspect, polarity) if aspect else self.readings()
        return self.own_reviews().filter(shopguide_key__in=rows.values("review_id"))

    def own_reviews(self) -> QuerySet[Any]:
        """The shop's own reviews of the product, or all of them, read or not; with ``shoppers``,
        those that they may read. ``shopguide_key`` is the key as text. Of the rest of the scope
        nothing counts here. Raises LookupError where no reviews are declared."""
        return _keyed(self._own_reviews())

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

    def _of_products(self, rows: QuerySet[Any], *, gate: bool = True) -> QuerySet[Any]:
        """``rows`` that are about the products in the scope."""
        guide, shown = self.guide, self.shoppers and gate
        products = guide.products() if shown else guide.model._base_manager.order_by()
        for name, value in (("category_field", self.category), ("brand_field", self.brand)):
            if value is not None:
                products = products.filter(**{self._declared(name): value})
        limited = shown or self.category is not None or self.brand is not None
        if self.product is None:
            return rows.filter(object_id__in=keys(products)) if limited else rows
        pk = guide.parse_pk(self.product)
        rows = rows.filter(object_id=str(pk))
        # Asked once, not for each row.
        return rows.filter(Exists(products.filter(pk=pk))) if limited else rows

    def _declared(self, name: str) -> str:
        path: str | None = getattr(self.guide, name)
        if path is None:
            raise LookupError(f"{type(self.guide).__name__} declares no {name}; give it one.")
        return path

    def _own_reviews(self) -> QuerySet[Any]:
        """The shop's reviews of the product, or all of them; for shoppers, those they may read."""
        reviews = self.guide.reviews
        if reviews is None:
            raise LookupError(
                f"{type(self.guide).__name__} declares no reviews; give it "
                "reviews = Reviews(Review, product=…, text=[…])."
            )
        rows = _shown(reviews) if self.shoppers else reviews.model._base_manager.all()
        if self.product is None:
            return rows
        # A foreign key may name another column than the key.
        product = resolve(reviews.model, reviews.product)
        path = f"{reviews.product}__pk" if product.is_relation else reviews.product
        return rows.filter(**{path: self.guide.parse_pk(self.product)})


def keys(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The keys of a shop's rows as our own tables keep them."""
    return _keyed(rows).values("shopguide_key")


def _keyed(rows: QuerySet[Any]) -> QuerySet[Any]:
    keyed: QuerySet[Any] = rows.annotate(shopguide_key=Cast("pk", CharField()))
    return keyed


def _shown(reviews: Reviews) -> QuerySet[Any]:
    """What shoppers may read, in the form that filters can be added to."""
    shown = reviews.shown()
    query = shown.query
    if query.distinct or query.combinator or query.is_sliced or query.group_by is not None:
        return reviews.model._base_manager.filter(pk__in=shown.values("pk"))
    return shown.order_by()
