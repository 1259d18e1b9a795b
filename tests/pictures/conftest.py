import numpy as np
import pytest
from PIL import Image

from shopguide.delivery import drain
from shopguide.search.index import count_terms
from tests.shop.factories import phone_guide
from tests.shop.models import Brand, Category, Product

COLOURS = {"red": (220, 20, 20), "green": (20, 200, 20), "blue": (20, 20, 220)}


@pytest.fixture
def media(settings, tmp_path):
    """MEDIA_ROOT for pictures, and an encoder of pictures beside the shop's others."""
    image = {"BACKEND": "shopguide.encoders.fake.FakePictureEncoder"}
    settings.SHOPGUIDE = {
        **settings.SHOPGUIDE,
        "ENCODERS": {**settings.SHOPGUIDE["ENCODERS"], "image": image},
    }
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def paint(folder, name, colour, seed):
    """A square in one colour with some noise of its own."""
    noise = np.random.default_rng(seed).normal(0, 25, size=(24, 24, 3))
    pixels = np.clip(np.array(COLOURS[colour]) + noise, 0, 255).astype(np.uint8)
    Image.fromarray(pixels).save(folder / name)
    return (folder / name).read_bytes()


@pytest.fixture
def market(db, media):
    """Thirty cases, ten of each colour, which their texts do not tell, and ten without a picture."""
    brand = Brand.objects.create(name="Zeta")
    cases = Category.objects.create(name="Cases")
    for number in range(30):
        colour = list(COLOURS)[number % 3]
        paint(media, f"{number}.png", colour, number)
        Product.objects.create(
            name=f"Case {number}", description="case for a phone", brand=brand, category=cases,
            price=10 + number, photo=f"{number}.png", camera_mp=[12, 48, 108][number % 3],
        )  # fmt: skip
    for number in range(30, 40):
        Product.objects.create(
            name=f"Cable {number}", description="cable for a phone", brand=brand, category=cases
        )
    drain()
    count_terms(phone_guide())
    return phone_guide()
