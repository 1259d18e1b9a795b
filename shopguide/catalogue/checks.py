"""What can be wrong with a declaration, said at start-up with a remedy."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, Warning
from django.db.models import QuerySet

from .guide import ProductGuide
from .paths import FieldPathError, resolve

#: What text.language tells apart.
LANGUAGES = ("en", "zh-hans")
#: What text.aspects calls a term of no aspect.
OTHER = "other"
NAME_LENGTH = 64
SCALARS = (
    "title_field",
    "price_field",
    "stock_field",
    "category_field",
    "brand_field",
    "date_field",
    "image_field",
)


def check_guide(guide: ProductGuide) -> Iterator[CheckMessage]:
    """Every fault of one guide, without reading a row."""
    if not guide.text_fields:
        yield Error(
            f"{type(guide).__name__} has no text_fields.",
            hint="List the columns that may be searched and encoded, such as ['name'].",
            obj=type(guide),
            id="shopguide.E002",
        )
    yield from _check_names(guide)
    for language in guide.language_encoders:
        if language not in LANGUAGES:
            yield Error(
                f"{type(guide).__name__}.language_encoders names the language {language!r}.",
                hint=f"Use {' or '.join(map(repr, LANGUAGES))}.",
                obj=type(guide),
                id="shopguide.E009",
            )
    for attribute, model, path, relation_allowed in _declared(guide):
        yield from _check_path(guide, attribute, model, path, relation_allowed)
    yield from _check_vector_field(guide)
    yield from _check_visible(guide)
    yield from _check_aspects(guide)
    if guide.reviews and guide.reviews.best <= 0:
        yield Error(
            f"{type(guide).__name__}.reviews: best is {guide.reviews.best}, so no score is a share "
            "of it.",
            hint="Set Reviews(best=5) to the most stars that a review can give.",
            obj=type(guide),
            id="shopguide.E018",
        )


def _check_aspects(guide: ProductGuide) -> Iterator[CheckMessage]:
    names = [aspect.name for aspect in guide.aspects]
    for number, aspect in enumerate(guide.aspects):
        if not 0 < len(aspect.name) <= NAME_LENGTH:
            fault, hint = "has none or too long a name", f"Give it 1 to {NAME_LENGTH} characters."
        elif aspect.name == OTHER:
            fault, hint = "has the name of what belongs to no aspect", "Give it another name."
        elif aspect.name in names[:number]:
            fault, hint = "is declared twice", "Put the terms of both into one."
        elif not any(term.strip() for term in aspect.terms):
            fault, hint = "has no terms", "List words for it as shoppers write them."
        else:
            continue
        yield Error(
            f"{type(guide).__name__}.aspects: {aspect.name[:80]!r} {fault}.",
            hint=hint,
            obj=type(guide),
            id="shopguide.E017",
        )


def _check_names(guide: ProductGuide) -> Iterator[CheckMessage]:
    """What is said of a text field or a fact is said of a declared one."""
    for attribute, of, mark in (
        ("text_weights", "text_fields", "E007"),
        ("encoded_fields", "text_fields", "E008"),
        ("fact_labels", "facts", "E015"),
    ):
        declared = getattr(guide, of)
        for path in getattr(guide, attribute):
            # A JSONField is declared whole and labelled key by key.
            if not any(path == each or path.startswith(f"{each}__") for each in declared):
                yield Error(
                    f"{type(guide).__name__}.{attribute} names {path!r}, which is not in {of}.",
                    hint=f"Use only what stands in {of}.",
                    obj=type(guide),
                    id=f"shopguide.{mark}",
                )


def _declared(guide: ProductGuide) -> Iterator[tuple[str, Any, str, bool]]:
    for attribute in ("text_fields", "facts"):
        for path in getattr(guide, attribute):
            yield attribute, guide.model, path, False
    for attribute in SCALARS:
        path = getattr(guide, attribute)
        # The default title is the first text field, whose fault has been told.
        if path and (attribute != "title_field" or path not in guide.text_fields):
            yield attribute, guide.model, path, False
    if guide.variant_field:
        yield "variant_field", guide.model, guide.variant_field, True
    if reviews := guide.reviews:
        for name in ("product", "author"):
            if path := getattr(reviews, name):
                yield f"reviews.{name}", reviews.model, path, True
        values = filter(None, (reviews.score, reviews.when, reviews.verified))
        for path in (*reviews.text, *values):
            yield "reviews", reviews.model, path, False
    if orders := guide.orders:
        yield "orders.product", orders.model, orders.product, True
        yield "orders.buyer", orders.model, orders.buyer, True
        for name in ("when", "number", "status", "title", "quantity", "price"):
            if path := getattr(orders, name):
                yield f"orders.{name}", orders.model, path, False


def _check_path(
    guide: ProductGuide, attribute: str, model: Any, path: str, relation_allowed: bool
) -> Iterator[CheckMessage]:
    where = f"{type(guide).__name__}.{attribute}"
    try:
        resolved = resolve(model, path)
    except FieldPathError as error:
        yield Error(f"{where}: {error}", hint=error.hint, obj=type(guide), id="shopguide.E003")
        return
    if resolved.is_relation and not relation_allowed:
        yield Error(
            f"{where}: {path!r} ends at a relation, which has no text or value of its own.",
            hint=f"Name a column behind it, such as {path + '__name'!r}.",
            obj=type(guide),
            id="shopguide.E004",
        )


def _check_vector_field(guide: ProductGuide) -> Iterator[CheckMessage]:
    from pgvector.django import HalfVectorField

    if not guide.vector_field:
        return
    try:
        field = resolve(guide.model, guide.vector_field).field
    except FieldPathError as error:
        yield Error(
            f"{type(guide).__name__}.vector_field: {error}",
            hint=f"{error.hint} Or set vector_field = None to use shopguide's own table.",
            obj=type(guide),
            id="shopguide.E003",
        )
        return
    if not isinstance(field, HalfVectorField) or "__" in guide.vector_field:
        yield Error(
            f"{type(guide).__name__}.vector_field: {guide.vector_field!r} is no EmbeddingField of "
            f"{guide.model._meta.label}.",
            hint="Declare `embedding = EmbeddingField(dimensions=384)` on the model itself, or set "
            "vector_field = None to use shopguide's own table.",
            obj=type(guide),
            id="shopguide.E005",
        )


def _check_visible(guide: ProductGuide) -> Iterator[CheckMessage]:
    if not isinstance(guide.visible(guide.model._default_manager.none()), QuerySet):
        yield Error(
            f"{type(guide).__name__}.visible() does not return a queryset.",
            hint="Return the products it was given, filtered.",
            obj=type(guide),
            id="shopguide.E006",
        )
    if not guide.facts:
        yield Warning(
            f"{type(guide).__name__} declares no facts, so a suggestion can say little.",
            hint="List typed columns such as ['price', 'weight'].",
            obj=type(guide),
            id="shopguide.W001",
        )
