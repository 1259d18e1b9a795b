"""Hard limits on a search, each one a WHERE that every leg shares."""

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import (
    Avg,
    BooleanField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.keys import cast_key
from shopguide.catalogue.paths import resolve
from shopguide.conf import settings
from shopguide.models import Document, FactValue


@dataclass(frozen=True)
class Filters:
    """Hard limits on a search; None, False or empty means no limit.

    ``facts`` are groups of numbers of ``FactValue``: a product has one of each group. ``without``
    are values that it has none of; ``phrases`` are tsqueries that its words satisfy.
    """

    category: str | None = None
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    in_stock: bool = False
    rating_min: float | None = None
    facts: tuple[tuple[int, ...], ...] = ()
    without: tuple[int, ...] = ()
    phrases: tuple[str, ...] = ()

    def apply(self, guide: ProductGuide, products: QuerySet[Any]) -> QuerySet[Any]:
        """``products`` within the limits. A limit on what the guide does not declare is refused
        with LookupError rather than ignored."""
        products = self.apply_live(guide, products)
        wanted, unwanted = self._conditions(guide)
        if wanted and self._is_tight(guide):
            products = products.filter(pk__in=_keys(guide, reduce(and_, wanted)))
        elif wanted:
            products = products.filter(_indexed(guide, reduce(and_, wanted)))
        if unwanted:
            products = products.exclude(_indexed(guide, unwanted))
        return products

    def few(self, guide: ProductGuide) -> list[Any] | None:
        """Keys of all products within the limits, where there are limits and they leave at most
        SHOPGUIDE["EXACT_LIMIT"]; else None."""
        limit = int(settings["EXACT_LIMIT"])
        if self == Filters() or self._is_known_loose(guide):
            return None
        if self.facts or self.without or self.phrases or self.category is not None:
            documents = Document.objects.filter(guide=guide.name)
            keys = self.shown(guide, documents).values_list("shopguide_key", flat=True)
        else:
            products = self.apply_live(guide, guide.products())
            keys = products.order_by().values_list("pk", flat=True)
        found = list(keys[: limit + 1])
        return found if len(found) <= limit else None

    def _is_known_loose(self, guide: ProductGuide) -> bool:
        """Whether the index knows without looking that many products are left."""
        groups = self._groups(guide)
        alone = replace(self, facts=(), category=None) == Filters()
        return len(groups) == 1 and alone and not self._is_tight(guide)

    def shown(self, guide: ProductGuide, documents: QuerySet[Document]) -> QuerySet[Any, Any]:
        """Indexed texts of visible products within the limits, with ``shopguide_key``.

        What is live is looked up in the shop by key: as a join it would be planned as a scan of all
        products once there are a few thousand texts."""
        products = self.apply_live(guide, guide.products())
        live = products.order_by().filter(pk=OuterRef("shopguide_key")).values("pk")[:1]
        keyed: QuerySet[Any, Any] = self.apply_indexed(guide, documents)
        keyed = keyed.annotate(shopguide_key=cast_key(guide))
        shown: QuerySet[Any, Any] = keyed.annotate(shopguide_live=Subquery(live))
        return shown.exclude(shopguide_live=None)

    def _is_tight(self, guide: ProductGuide) -> bool:
        """Whether so few products are left that they are best listed first."""
        if self.phrases:
            return True
        groups = self._groups(guide)
        values = {value for group in groups for value in group}
        rows = FactValue.objects.filter(pk__in=values).values_list("pk", "documents")
        counted = dict(rows)
        least = min(sum(counted.get(value, 0) for value in group) for group in groups)
        return least <= int(settings["EXACT_LIMIT"])

    def apply_live(self, guide: ProductGuide, products: QuerySet[Any]) -> QuerySet[Any]:
        """``products`` within the limits that are read from the shop's own tables."""
        if self.in_stock:
            products = guide.in_stock(products)
        for lookup, value in (("gte", self.price_min), ("lte", self.price_max)):
            if value is not None:
                products = _limited(guide, products, guide.price_field, lookup, value)
        if self.rating_min is not None:
            products = products.filter(pk__in=rated(guide, self.rating_min))
        return products

    def apply_indexed(
        self, guide: ProductGuide, documents: QuerySet[Document]
    ) -> QuerySet[Document]:
        """Indexed texts within the other limits: those on facts and phrases."""
        wanted, unwanted = self._conditions(guide)
        documents = documents.filter(*wanted)
        return documents.exclude(unwanted) if unwanted else documents

    def _groups(self, guide: ProductGuide) -> list[tuple[int, ...]]:
        category = [] if self.category is None else [category_values(guide, self.category)]
        return [*self.facts, *category]

    def _conditions(self, guide: ProductGuide) -> tuple[list[Q], Q | None]:
        wanted = [Q(facts__overlap=list(group)) for group in self._groups(guide)]
        wanted += [Q(Matches(F("lexemes"), TsQuery(Value(phrase)))) for phrase in self.phrases]
        return wanted, Q(facts__overlap=list(self.without)) if self.without else None


def _keys(guide: ProductGuide, wanted: Q) -> QuerySet[Any, Any]:
    rows = Document.objects.filter(wanted, guide=guide.name)
    return rows.annotate(shopguide_key=cast_key(guide)).values("shopguide_key")


def _indexed(guide: ProductGuide, wanted: Q) -> Exists:
    # By key, row by row: a ranking stops long before it has seen all that is black.
    key = Cast(OuterRef("pk"), TextField())
    return Exists(Document.objects.filter(wanted, guide=guide.name, object_id=key))


def category_values(guide: ProductGuide, category: str) -> tuple[int, ...]:
    """Numbers of the category of that name, in any of its languages."""
    path = _declared(guide, guide.category_field, "category_field")
    named = Q(text__iexact=category) | Q(aliases__contains=[category])
    return tuple(
        FactValue.objects.filter(named, guide=guide.name, path=path).values_list("pk", flat=True)
    )


def rated(guide: ProductGuide, least: float) -> QuerySet[Any, Any]:
    """Keys of products whose reviews give ``least`` stars on average."""
    means = rating_means(guide)
    return means.filter(mean__gte=least).values("product_key")


def rating_means(guide: ProductGuide) -> QuerySet[Any, Any]:
    """Rows with ``product_key`` and ``mean``, of reviews that shoppers may read."""
    reviews = guide.reviews
    if reviews is None or not reviews.score:
        raise LookupError(
            f"The guide {guide.name!r} declares no reviews with a score to filter by."
        )
    shown = reviews.shown().exclude(**{reviews.score: None}).order_by()
    keyed: QuerySet[Any, Any] = shown.values(product_key=F(reviews.product))
    means: QuerySet[Any, Any] = keyed.annotate(mean=Avg(reviews.score))
    return means


def _limited(
    guide: ProductGuide, products: QuerySet[Any], path: str | None, lookup: str, value: Any
) -> QuerySet[Any]:
    path = _declared(guide, path, "price_field")
    wanted = Q(**{f"{path}__{lookup}": value})
    if resolve(guide.model, path).many:
        wanted = Q(pk__in=guide.model._base_manager.filter(wanted).values("pk"))
    return products.filter(wanted)


def _declared(guide: ProductGuide, path: str | None, name: str) -> str:
    if not path:
        raise LookupError(f"The guide {guide.name!r} declares no {name} to filter by.")
    return path


class Matches(Func):
    """``tsvector @@ tsquery``."""

    arg_joiner = " @@ "
    template = "%(expressions)s"
    output_field = BooleanField()


class TsQuery(Func):
    """A tsquery whose words are lexemes already: no parser and no dictionary."""

    template = "(%(expressions)s)::tsquery"
    output_field = TextField()
