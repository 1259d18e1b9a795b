import pytest

from shopguide.catalogue.registry import registry
from shopguide.delivery import drain
from tests.shop.models import Brand, Category, Product

PHONES = [
    ("Zeta Lite", "A budget smartphone with a good camera", 99, 12, 5),
    ("Zeta Plus", "A smartphone with a good camera and a large battery", 199, 48, 5),
    ("Zeta Ultra", "The flagship smartphone with the best camera", 999, 108, 5),
    ("Zeta Mini", "A small budget smartphone, simple camera", 79, 5, 5),
    ("Zeta Gone", "A budget smartphone with a good camera, sold out", 89, 16, 0),
]
CASES = [("Phone case", "A case for a smartphone", 9), ("Camera bag", "A bag for a camera", 19)]


@pytest.fixture
def guide(db):
    """The phone guide over seven products, read by a drainer."""
    zeta = Brand.objects.create(name="Zeta")
    phones = Category.objects.create(name="Smartphones")
    cases = Category.objects.create(name="Cases")
    for name, text, price, camera, stock in PHONES:
        Product.objects.create(
            name=name, brand=zeta, category=phones, description=text, price=price,
            camera_mp=camera, stock=stock,
        )  # fmt: skip
    for name, text, price in CASES:
        Product.objects.create(name=name, category=cases, description=text, price=price)
    drain()
    return registry.get("phone")
