from shopguide import Orders, ProductGuide, Reviews, register

from .models import Line, Product, Review


@register
class PhoneGuide(ProductGuide):
    model = Product
    text_fields = ["name", "brand__name", "description"]
    facts = ["price", "screen_size", "camera_mp"]
    image_field = "photo"
    price_field, stock_field = "price", "stock"
    category_field, brand_field = "category__name", "brand__name"
    variant_field = "parent"
    vector_field = "embedding"
    reviews = Reviews(
        Review,
        product="product",
        text=["title", "body"],
        score="rating",
        author="user",
        when="created",
        visible=lambda reviews: reviews.filter(approved=True),
    )
    orders = Orders(Line, product="product", buyer="order__user", when="order__placed_at")

    def visible(self, products):
        return products.filter(is_public=True)
