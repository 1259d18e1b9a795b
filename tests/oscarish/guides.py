from shopguide import ProductGuide, Reviews, register

from .models import Artikel, Opinion


@register
class ArtikelGuide(ProductGuide):
    model = Artikel
    text_fields = ["headline", "tags__word", "blurb"]
    facts = ["extras"]
    price_field, stock_field = "offers__amount", "offers__available"
    variant_field = "family"
    reviews = Reviews(Opinion, product="about", text=["words"], score="stars", author="by")

    def visible(self, products):
        return products.filter(deleted_at=None, offers__isnull=False).distinct()
