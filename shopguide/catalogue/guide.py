"""What a shop declares: a class per product type, read from top to bottom as its manual."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Model, Q, QuerySet

from shopguide.conf import settings

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: The alias of SHOPGUIDE["ENCODERS"] that reads pictures where a guide names none.
IMAGE = "image"


@dataclass(frozen=True)
class Reviews:
    """Where reviews live. ``product``, ``author`` and ``when`` are field paths from ``model``;
    ``score`` counts up to ``best``;
    ``visible`` keeps those that shoppers may read (others reach merchants only)."""

    model: type[Model]
    product: str
    text: Sequence[str]
    score: str | None = None
    author: str | None = None
    when: str | None = None
    #: A boolean that says whether the author bought the product; without it ``orders`` tells.
    verified: str | None = None
    #: What ``score`` is out of.
    best: int = 5
    visible: Callable[[QuerySet[Any]], QuerySet[Any]] | None = None

    def shown(self) -> QuerySet[Any]:
        """The reviews that a shopper may read."""
        everything = self.model._default_manager.all()
        return self.visible(everything) if self.visible else everything


@dataclass(frozen=True)
class Aspect:
    """Something that reviews speak of: ``Aspect("camera", _("camera"), ["camera", "photo", "拍照"])``.

    ``terms`` are words for it in any language, as shoppers write them, lower case.
    """

    name: str
    label: "StrOrPromise"
    terms: Sequence[str]


@dataclass(frozen=True)
class Orders:
    """Where order lines live. ``product`` may be null on a line whose product was deleted.

    ``number``, ``status`` and ``title`` are what a shopper may read of their own order: its number,
    how far it is, and what the line calls the product. ``counted`` keeps the lines that were really
    bought: ``lambda lines: lines.exclude(order__status="cancelled")``.
    """

    model: type[Model]
    product: str
    buyer: str
    when: str
    number: str | None = None
    status: str | None = None
    title: str | None = None
    #: How many pieces a line is of, and what one of them cost.
    quantity: str | None = None
    price: str | None = None
    counted: Callable[[QuerySet[Any]], QuerySet[Any]] | None = None

    def bought(self) -> QuerySet[Any]:
        """The lines that count as bought."""
        everything = self.model._default_manager.all()
        return self.counted(everything) if self.counted else everything


class ProductGuide:
    """The declaration of one product type, found in a shop's ``guides.py`` as admin.py is.

    Every name is a field path of ``model``. ``text_fields`` and ``facts`` are allow-lists: nothing
    else is embedded, indexed or shown to a writer.
    """

    model: ClassVar[type[Model]]
    #: How addresses and commands name this guide; the class name without "Guide" if not given.
    name: str = ""

    #: What is searched and encoded, most telling first.
    text_fields: Sequence[str] = ()
    #: How much a word in one of these counts, where that is not 1 (0.6 for a JSONField).
    text_weights: Mapping[str, float] = {}
    #: Typed attributes for filters, grounding and comparison; a JSONField gives all its keys.
    facts: Sequence[str] = ()
    #: What shoppers read for a fact where its own name will not do: {"specs__RAM": _("memory")}.
    fact_labels: Mapping[str, "StrOrPromise"] = {}

    #: What a product is called; the first text field if not given.
    title_field: str = ""
    price_field: str | None = None
    #: A count or a boolean.
    stock_field: str | None = None
    category_field: str | None = None
    brand_field: str | None = None
    #: When a product came to the shop: what "newest" sorts by.
    date_field: str | None = None
    image_field: str | None = None
    #: What the variants of one thing share, such as a parent.
    variant_field: str | None = None

    #: An EmbeddingField of the model, or None to keep vectors in shopguide's own table.
    vector_field: str | None = None
    #: Alias in SHOPGUIDE["ENCODERS"].
    encoder: str = "default"
    #: Other encoders for questions of one language, {"en": alias}. Every product gets a vector of
    #: each, in shopguide's own table.
    language_encoders: Mapping[str, str] = {}
    #: The text fields that encoders read; all of them if not given.
    encoded_fields: Sequence[str] = ()
    #: Alias of an encoder of pictures for ``image_field``; "image" where that is declared.
    image_encoder: str | None = None

    reviews: Reviews | None = None
    #: Alias in SHOPGUIDE["READERS"].
    reader: str = "default"
    #: Aspects of this product type beside the general ones; one of the same name replaces it.
    aspects: Sequence[Aspect] = ()
    orders: Orders | None = None

    def __init__(self) -> None:
        cls = type(self).__name__
        self.name = self.name or cls.removesuffix("Guide").lower() or cls.lower()
        if not self.title_field and self.text_fields:
            self.title_field = self.text_fields[0]

    def encoders(self) -> list[str]:
        """Aliases of every encoder that products have vectors of, the guide's own first."""
        pictures = self.picture_encoder()
        return self.text_encoders() + ([pictures] if pictures else [])

    def text_encoders(self) -> list[str]:
        """Those that read texts, the guide's own first."""
        return list(dict.fromkeys([self.encoder, *self.language_encoders.values()]))

    def picture_encoder(self) -> str | None:
        """The alias that reads pictures, None where the guide or the settings have none."""
        if not self.image_field:
            return None
        return self.image_encoder or (IMAGE if IMAGE in settings["ENCODERS"] else None)

    def encoder_for(self, language: str) -> str:
        """The alias that answers questions in ``language``, "en" or "zh-hans"."""
        return self.language_encoders.get(language, self.encoder)

    def visible(self, products: QuerySet[Any]) -> QuerySet[Any]:
        """The one gate: what shoppers may see, by any door. Override it."""
        return products

    def products(self) -> QuerySet[Any]:
        """Products that shoppers may see now, in the form that filters can be added to."""
        shown = self.visible(self.model._default_manager.all())
        query = shown.query
        if query.distinct or query.combinator or query.is_sliced or query.group_by is not None:
            # Ranking adds its own ORDER BY; inside a subquery all of these stay as they are.
            shown = self.model._default_manager.filter(pk__in=shown.order_by().values("pk"))
        return shown.order_by()

    def in_stock(self, products: QuerySet[Any]) -> QuerySet[Any]:
        """Those of ``products`` that can be bought now; all of them where no stock is declared."""
        if not self.stock_field:
            return products
        from .paths import resolve

        stock = resolve(self.model, self.stock_field)
        counted = stock.field.get_internal_type() not in ("BooleanField", "NullBooleanField")
        wanted = Q(**{f"{self.stock_field}__gt": 0}) if counted else Q(**{self.stock_field: True})
        if stock.many:
            having = self.model._base_manager.filter(wanted).values("pk")
            return products.filter(pk__in=having)
        return products.filter(wanted)

    def parse_pk(self, value: Any) -> Any:
        """``value`` as this model's primary key. Raises LookupError if it cannot be one."""
        from .keys import parse_key

        return parse_key(self.model, value)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r} of {self.model._meta.label}>"
