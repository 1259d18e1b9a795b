import random

import pytest

from shopguide.delivery import drain
from shopguide.events.consent import PERSONALISATION, record
from shopguide.events.shopper import Shopper
from shopguide.models import Event, Neighbour, Popularity
from tests.shop.factories import phone_guide
from tests.shop.models import Brand, Category, Product

THINGS = {
    "Smartphones": "smartphone with a camera",
    "Laptops": "laptop with a keyboard",
    "Headphones": "wireless headphones for music",
    "Kettles": "electric kettle for tea",
}


@pytest.fixture
def shop(db):
    """120 products of four categories, some hidden, sold out or variants, with what a fit and a count
    would have stored of random orders."""
    choice = random.Random(3)
    brands = [Brand.objects.create(name=name) for name in ("Zeta", "Orion", "Nova")]
    categories = [Category.objects.create(name=name) for name in THINGS]
    made = []
    for number in range(120):
        category = choice.choice(categories)
        made.append(
            Product.objects.create(
                # Every eighth shares its name with another one.
                name=f"Model {number if number % 8 else number // 16} {category.name[:-1]}",
                description=f"{THINGS[category.name]} number{number}",
                brand=choice.choice(brands),
                category=category,
                price=20 + number,
                stock=choice.choice([0, 4, 9, 9]),
                is_public=choice.random() > 0.15,
                parent=choice.choice(made) if made and choice.random() < 0.2 else None,
            )
        )
    drain()
    keys = [str(each.pk) for each in made]
    for key in keys:
        others = choice.sample([each for each in keys if each != key], 12)
        rows = [
            Neighbour(
                guide="phone", kind=kind, object_id=key, other_id=other,
                weight=choice.random(), count=choice.randrange(1, 6),
            )
            for kind in ("ease", "together")
            for other in others
        ]  # fmt: skip
        Neighbour.objects.bulk_create(rows)
    for key in choice.sample(keys, 60):
        Popularity.objects.create(
            guide="phone", object_id=key, recent=choice.random() * 50,
            buyers=choice.randrange(1, 80), views=choice.randrange(300),
        )  # fmt: skip
    return phone_guide()


@pytest.fixture
def agreed(django_user_model):
    """``agreed("ann")``: a shopper who agreed to be remembered."""

    def made(name):
        user = django_user_model.objects.create_user(name)
        shopper = Shopper(user_pk=str(user.pk), personal=True)
        record(shopper.key, PERSONALISATION, True)
        return shopper

    return made


@pytest.fixture
def did():
    """``did(shopper, "view", product)``: an event, the latest so far."""
    numbers = iter(range(10_000))

    def made(shopper, kind, product, **given):
        return Event.objects.create(
            shopper=shopper.known, client_id=f"e{next(numbers)}", kind=kind, guide="phone",
            object_id=str(product.pk), title=str(product), **given,
        )  # fmt: skip

    return made
