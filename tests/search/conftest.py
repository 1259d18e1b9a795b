import random

import pytest

from shopguide.delivery import drain
from shopguide.search.index import count_terms
from tests.shop.factories import phone_guide
from tests.shop.models import Brand, Category, Product, Review

THINGS = {
    "Smartphones": "smartphone with a camera",
    "Laptops": "laptop with a keyboard",
    "Headphones": "wireless headphones",
    "Cables": "usb cable",
}


@pytest.fixture
def market(db):
    """300 products of four categories and five brands: some hidden, some sold out, some without a
    brand or a price, some reviewed."""
    choice = random.Random(7)
    brands = [
        Brand.objects.create(name=name) for name in ("Zeta", "Orion", "Nova", "Kite", "Lumen")
    ]
    categories = [Category.objects.create(name=name) for name in THINGS]
    for number in range(300):
        category = choice.choice(categories)
        product = Product.objects.create(
            name=f"{choice.choice(['Model', 'Type', '型号'])} {number} {category.name[:-1]}",
            description=THINGS[category.name],
            brand=choice.choice([*brands, None]),
            category=category,
            price=choice.choice([None, *range(5, 900, 7)]),
            screen_size=choice.choice([None, 5.5, 6.1, 6.7, 13.3]),
            camera_mp=choice.choice([None, 12, 48]),
            stock=choice.choice([0, 3, 9]),
            is_public=choice.random() > 0.1,
        )
        for _ in range(choice.choice([0, 0, 1, 3])):
            Review.objects.create(
                product=product, body="x", rating=choice.choice([2, 4, 5, 5]),
                approved=choice.random() > 0.2,
            )  # fmt: skip
    drain()
    count_terms(phone_guide())
    return phone_guide()
