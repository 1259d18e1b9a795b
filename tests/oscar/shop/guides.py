"""What the guide may know of oscar's own, unchanged models."""

from oscar.core.loading import get_model

from shopguide import Orders, ProductGuide, Reviews, register

Product = get_model("catalogue", "Product")


@register
class ProductsGuide(ProductGuide):
    model = Product
    name = "products"
    text_fields = ["title", "categories__name", "description"]
    facts = ["upc", "product_class__name"]
    price_field, stock_field = "stockrecords__price", "stockrecords__num_in_stock"
    category_field = "categories__name"
    variant_field = "parent"
    reviews = Reviews(
        get_model("reviews", "ProductReview"),
        product="product",
        text=["title", "body"],
        score="score",
        author="user",
        when="date_created",
        visible=lambda reviews: reviews.filter(status=1),
    )
    orders = Orders(
        get_model("order", "Line"),
        product="product",
        buyer="order__user",
        when="order__date_placed",
    )

    def visible(self, products):
        return products.browsable().filter(is_public=True)
