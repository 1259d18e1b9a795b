"""What is copied of a review's own row beside its text: whose, how many stars, when, and by whom."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from shopguide.catalogue.guide import Orders, ProductGuide, Reviews
from shopguide.catalogue.paths import FieldPath, key_path, resolve
from shopguide.catalogue.reading import moment


@dataclass(frozen=True)
class Copied:
    """The columns of ReviewReading that have the names of these."""

    object_id: str
    rating: float | None
    written: datetime | None
    verified: bool | None
    shown: bool


COPIED = tuple(field.name for field in fields(Copied))


def reviews_of(guide: ProductGuide) -> QuerySet[Any]:
    """Every review of a product of the guide, hidden ones and those of hidden products too; none
    where no reviews are declared."""
    if guide.reviews is None:
        return guide.model._base_manager.none()
    products = guide.model._base_manager.values("pk")
    path = key_path(guide.reviews.model, guide.reviews.product)
    return guide.reviews.model._base_manager.filter(**{f"{path}__in": products})


def copied(guide: ProductGuide, pks: Iterable[Any]) -> dict[Any, Copied]:
    """``{pk: what is copied}`` of those of ``pks`` that exist and whose product does, in at most
    three queries."""
    reviews = guide.reviews
    if reviews is None:
        return {}
    pks = list(pks)
    product, author, verified = _paths(reviews)
    declared = [product, author, verified, reviews.score, reviews.when]
    paths = dict.fromkeys(path for path in declared if path)
    rows = {row["pk"]: row for row in reviews_of(guide).filter(pk__in=pks).values("pk", *paths)}
    shown = set(reviews.shown().filter(pk__in=pks).values_list("pk", flat=True))
    bought = _bought(guide, rows.values())
    return {
        pk: Copied(
            object_id=str(row[product]),
            rating=_rating(row[reviews.score], reviews.best) if reviews.score else None,
            written=moment(row[reviews.when]) if reviews.when else None,
            verified=_flag(row[verified])
            if verified
            else bought((row[product], row[author] if author else None)),
            shown=pk in shown,
        )
        for pk, row in rows.items()
    }


def _paths(reviews: Reviews) -> tuple[str, str | None, str | None]:
    """Of product, author and what says that one bought the other."""
    author = key_path(reviews.model, reviews.author) if reviews.author else None
    return key_path(reviews.model, reviews.product), author, reviews.verified


def _bought(
    guide: ProductGuide, rows: Iterable[dict[str, Any]]
) -> Callable[[tuple[Any, Any]], bool | None]:
    """Says of (product, author) whether it stands in an order; None where orders cannot tell."""
    reviews, orders = guide.reviews, guide.orders
    if reviews is None or reviews.verified or orders is None or not _comparable(reviews, orders):
        return lambda pair: None
    product, author, _ = _paths(reviews)
    wanted = [(row[product], row[author]) for row in rows if author and row[author] is not None]
    product_path = key_path(orders.model, orders.product)
    buyer_path = key_path(orders.model, orders.buyer)
    lines = orders.bought().filter(
        **{
            f"{product_path}__in": {product for product, _ in wanted},
            f"{buyer_path}__in": {author for _, author in wanted},
        }
    )
    bought = set(lines.order_by().values_list(product_path, buyer_path).distinct())
    return bought.__contains__


def _comparable(reviews: Reviews, orders: Orders) -> bool:
    """Whether author and buyer end at one model, or at columns of one type."""
    if not reviews.author:
        return False
    author, buyer = resolve(reviews.model, reviews.author), resolve(orders.model, orders.buyer)
    return bool(_kind(author) == _kind(buyer))


def _kind(path: FieldPath) -> Any:
    if path.is_relation:
        return path.field.related_model._meta.concrete_model
    return path.field.get_internal_type()


def _rating(score: Any, best: int) -> float | None:
    """0 to 1; None where there are no stars, or what is there is no number."""
    try:
        share = float(score) / best
    except (TypeError, ValueError):
        return None
    return None if math.isnan(share) else min(max(share, 0.0), 1.0)


def _flag(value: Any) -> bool | None:
    return None if value is None else bool(value)
