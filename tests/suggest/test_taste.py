"""A shopper's taste chooses among products that fit equally well, and never against the question."""

import pytest
from django.contrib.auth.models import User

from shopguide.delivery import drain
from shopguide.events.consent import PERSONALISATION, record
from shopguide.models import AspectTally
from shopguide.recommend.affinity import affinity, sentence
from shopguide.recommend.fold import fold_events
from shopguide.recommend.weights import PriceTaste, TasteWeights, weights_of
from shopguide.suggest import stream_suggestion, suggest
from tests.recommend.shoppers import agreed_shopper, did
from tests.shop.factories import products
from tests.shop.models import Brand, Category, Product

pytestmark = pytest.mark.django_db
QUESTION = "smartphone with a torch"


@pytest.fixture
def equals(guide):
    """Phones of two brands of which the same is said."""
    phones = Category.objects.get(name="Smartphones")
    made = []
    for number, name in enumerate(["Iota", "Kappa"] * 3):
        brand, _ = Brand.objects.get_or_create(name=name)
        made.append(
            Product.objects.create(
                name=f"Handset {number}", brand=brand, category=phones, price=100 + 50 * number,
                description="A smartphone with a torch",
            )
        )  # fmt: skip
    drain()
    return made


def brands(suggestion):
    return [pick.product.brand.name for pick in suggestion.picks]


def test_the_brand_that_is_liked_comes_first_and_says_why(guide, equals):
    plain = suggest(guide, QUESTION, size=3)
    assert plain.because == ""
    for liked in ("Iota", "Kappa"):
        suggestion = suggest(guide, QUESTION, size=3, taste=TasteWeights(brand={liked: 1.0}))
        assert brands(suggestion) == [liked] * 3
        assert suggestion.because.endswith(f"your taste for {liked} decided.")
        first = next(
            stream_suggestion(guide, QUESTION, size=3, taste=TasteWeights(brand={liked: 1}))
        )
        assert [pick.product.brand.name for pick in first.picks] == [liked] * 3
        assert first.because == suggestion.because


def test_taste_goes_against_no_question(guide, equals):
    asked = suggest(guide, "smartphone with a torch Handset 4", size=1)
    against = TasteWeights(brand={"Iota": -1.0, "Kappa": 1.0})
    [pick] = suggest(guide, "smartphone with a torch Handset 4", size=1, taste=against).picks
    assert pick.product == asked.picks[0].product == equals[4]


def test_nothing_is_said_where_taste_changed_nothing(guide, equals):
    taste = TasteWeights(category={"Smartphones": 1.0})
    assert suggest(guide, QUESTION, size=3, taste=taste).because == ""


def test_what_is_usually_paid_and_what_reviews_say(guide, equals):
    usual = TasteWeights(price={"Smartphones": PriceTaste(0.5, 200.0)})
    scores = affinity(guide, [each.pk for each in equals], usual)
    assert max(scores, key=lambda pk: scores[pk].score) == equals[2].pk
    assert scores[equals[2].pk].score == pytest.approx(1.0)
    assert scores[equals[0].pk].score == pytest.approx(0.5)
    for product, good, bad in ((equals[1], 9, 0), (equals[2], 0, 9)):
        AspectTally.objects.create(
            guide="phone", object_id=str(product.pk), aspect="battery", positive=good,
            negative=bad, reviews=9,
        )  # fmt: skip
    cares = TasteWeights(aspects={"battery": 0.7})
    found = affinity(guide, [each.pk for each in equals], cares)
    assert found[equals[1].pk].score == pytest.approx(0.75)
    assert found[equals[2].pk].score == pytest.approx(-0.75)
    one, other = found[equals[1].pk], found[equals[2].pk]
    assert sentence(guide, one, other).endswith("what you say of “battery” decided.")
    assert sentence(guide, other, one) == ""
    assert affinity(guide, [equals[0].pk], TasteWeights()) == {}


def test_a_profile_of_real_events_decides(guide, equals):
    shopper = agreed_shopper()
    for product in (equals[1], equals[3], equals[5]):
        did(shopper, "order", product)
    fold_events()
    suggestion = suggest(guide, QUESTION, size=3, taste=weights_of(shopper, "phone"))
    assert set(brands(suggestion)) == {"Kappa"}


def test_the_page_and_the_api_ask_the_shoppers_own_taste(guide, equals, client):
    user = User.objects.create(username="ann")
    client.force_login(user)
    key = f"user:{user.pk}"
    for product in (equals[1], equals[3], equals[5]):
        did(key, "order", product)
    address = "/guide-api/v1/suggestions/"
    asked = {"q": QUESTION, "guide": "phone"}
    assert client.get(address, asked).json()["because"] == ""
    record(key, PERSONALISATION, True)
    fold_events()
    assert client.get(address, asked).json()["because"].endswith("your taste for Kappa decided.")
    assert client.get(address, asked, headers={"DNT": "1"}).json()["because"] == ""


def test_products_like_nothing_known_are_left_where_they_are(guide):
    shelf = products(3)
    drain()
    taste = TasteWeights(brand={"Nobody": 1.0})
    plain = suggest(guide, "smartphone number1", size=2)
    tasted = suggest(guide, "smartphone number1", size=2, taste=taste)
    assert [pick.product for pick in plain.picks] == [pick.product for pick in tasted.picks]
    assert shelf[1] in [pick.product for pick in plain.picks]
