"""What the guide may know of this shop."""

from typing import Any

from django.db.models import QuerySet

from shopguide import Knowledge, Orders, ProductGuide, Reviews, register, register_knowledge

from .labels import SPEC_LABELS
from .models import Line, Policy, Product, Review


@register
class ProductsGuide(ProductGuide):
    model = Product
    name = "products"
    text_fields = [
        "name",
        "brand__name",
        "category__name",
        "category__name_zh",
        "description",
        "specs",
    ]
    # What a thing is called and said to be; the rest is for words and facts.
    encoded_fields = ["name", "description"]
    language_encoders = {"en": "english"}
    facts = ["price", "specs"]
    fact_labels = {f"specs__{name}": label for name, label in SPEC_LABELS.items()}
    price_field, stock_field, date_field = "price", "stock", "released"
    category_field, brand_field = "category__name", "brand__name"
    variant_field = "family"
    image_field = "photo"
    vector_field = "embedding"
    reviews = Reviews(
        Review,
        product="product",
        text=["title", "body"],
        score="score",
        author="author",
        when="created",
        verified="is_verified",
        visible=lambda reviews: reviews.filter(is_approved=True),
    )
    orders = Orders(
        Line,
        product="product",
        buyer="order__user",
        when="order__placed_at",
        number="order__pk",
        status="order__status",
        title="title",
        quantity="quantity",
        price="price",
        counted=lambda lines: lines.exclude(order__status="cancelled"),
    )

    def visible(self, products: QuerySet[Any]) -> QuerySet[Any]:
        return products.filter(is_public=True)


register_knowledge(
    Knowledge(
        Policy,
        text=["body"],
        title="title",
        visible=lambda policies: policies.filter(is_public=True),
    )
)
