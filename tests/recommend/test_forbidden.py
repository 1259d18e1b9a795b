"""What no strip shows, whoever looks and whatever they did before."""

import random

import pytest

from shopguide.events.shopper import Shopper
from shopguide.models import Event, Exposure
from shopguide.recommend import because_you_viewed, bought_together, buy_again, recommend
from tests.shop.models import Line, Order, Product

SHOPPERS = 500


def marks(product):
    """What a product shares with its variants."""
    return {("name", product.name.casefold()), ("group", product.parent_id or product.pk)}


def check(strip, barred, *, owned=()):
    """``barred`` products are not in the strip, nor is anything that cannot be sold, nor twins."""
    pks = [item.pk for item in strip.items]
    products = {each.pk: each for each in Product.objects.filter(pk__in=pks)}
    assert len(set(pks)) == len(pks)
    seen = set().union(*(marks(each) for each in barred)) if barred else set()
    for pk in pks:
        product = products[pk]
        assert product.is_public
        assert product.stock > 0
        assert pk not in owned
        assert not marks(product) & seen
        seen |= marks(product)


def someone(choice, django_user_model, everything, number):
    """A random shopper with a random past: (shopper, owned, dismissed, seen)."""
    kind = choice.choice(["visitor", "remembered visitor", "user", "known user"])
    user = None
    if "user" in kind:
        user = django_user_model.objects.create(username=f"someone{number}")
    shopper = Shopper(
        user_pk=str(user.pk) if user else "",
        session="" if user else f"session{number}",
        personal=kind in ("remembered visitor", "known user"),
    )
    owned, dismissed, seen = [], [], []
    if user and choice.random() < 0.7:
        order = Order.objects.create(user=user)
        owned = choice.sample(everything, choice.randrange(1, 9))
        Line.objects.bulk_create(Line(order=order, product=each, title="x") for each in owned)
        Line.objects.create(order=order, product=None, title="gone")
    if shopper.known:
        dismissed = choice.sample(everything, choice.randrange(5))
        told = [("dismissal", each) for each in dismissed]
        told += [
            (choice.choice(["view", "click", "cart", "order"]), each)
            for each in choice.sample(everything, choice.choice([0, 1, 3, 20]))
        ]
        owned += [each for kind, each in told if kind == "order"]
        Event.objects.bulk_create(
            Event(
                shopper=shopper.known, client_id=f"{number}-{n}", kind=kind, guide="phone",
                object_id=str(each.pk),
            )
            for n, (kind, each) in enumerate(told)
        )  # fmt: skip
    else:
        seen = [str(each.pk) for each in choice.sample(everything, choice.choice([0, 1, 10]))]
        dismissed = choice.sample(everything, choice.randrange(3))
    return shopper, owned, dismissed, seen


def test_no_strip_of_500_random_shoppers_shows_what_is_forbidden(shop, django_user_model):
    choice = random.Random(500)
    everything = list(Product.objects.all())
    visible = [each for each in everything if each.is_public]
    shown = dict.fromkeys(["recommended", "viewed", "together", "again"], 0)
    for number in range(SHOPPERS):
        if number % 25 == 0:
            # The shop goes on: things sell out, come back, are hidden and shown.
            for each in choice.sample(everything, 6):
                each.stock, each.is_public = choice.choice([0, 5]), choice.random() > 0.2
                each.save()
            visible = [each for each in everything if each.is_public]
        shopper, owned, dismissed, seen = someone(choice, django_user_model, everything, number)
        cart = choice.sample(everything, choice.randrange(4))
        here = choice.choice([None, *visible])
        limit = choice.choice([1, 4, 8, 30])
        sent = [str(each.pk) for each in dismissed]
        given = {"limit": limit, "cart": [each.pk for each in cart], "dismissed": sent}
        barred = [*owned, *dismissed, *cart]
        strip = recommend(
            shopper, shop, seen=seen, product=here.pk if here else None, seed=number, **given
        )
        check(strip, [*barred, *([here] if here else [])])
        assert len(strip.items) <= limit
        shown["recommended"] += len(strip.items)
        strip = because_you_viewed(shopper, shop, seen=seen, **given)
        check(strip, barred)
        shown["viewed"] += len(strip.items)
        beside = choice.choice(visible)
        strip = bought_together(shop, beside.pk, shopper=shopper, **given)
        check(strip, [*barred, beside])
        shown["together"] += len(strip.items)
        strip = buy_again(shopper, shop, **given)
        check(strip, [*dismissed, *cart])
        assert {item.pk for item in strip.items} <= {each.pk for each in owned}
        shown["again"] += len(strip.items)
    assert min(shown.values()) > 100


@pytest.mark.parametrize("kind", ["order", "dismissal"])
def test_what_was_bought_or_sent_away_is_shown_no_more(shop, agreed, did, kind):
    ann = agreed("ann")
    first = recommend(ann, shop, seed=1).items[0]
    did(ann, kind, first.product)
    assert first.pk not in [item.pk for item in recommend(ann, shop, seed=1).items]


def test_the_orders_of_the_shop_count_without_any_consent(shop, django_user_model):
    user = django_user_model.objects.create_user("bob")
    bob = Shopper(user_pk=str(user.pk))
    first = recommend(bob, shop, seed=1).items[0]
    Line.objects.create(order=Order.objects.create(user=user), product=first.product, title="x")
    strip = recommend(bob, shop, seed=1)
    assert first.pk not in [item.pk for item in strip.items]
    assert Exposure.objects.exclude(shopper="").count() == 0
    assert [item.pk for item in buy_again(bob, shop).items] == [first.pk]


def test_a_product_hidden_while_it_is_ranked_is_left_out(shop, agreed):
    """Whatever stands in the tables of neighbours and popularity, the gate is asked last."""
    strip = recommend(agreed("ann"), shop, limit=8, seed=1)
    Product.objects.filter(pk=strip.items[0].pk).update(is_public=False)
    again = recommend(agreed("eve"), shop, limit=8, seed=1)
    assert strip.items[0].pk not in [item.pk for item in again.items]


def test_beside_a_hidden_product_there_is_no_strip(shop):
    hidden = Product.objects.filter(is_public=False).first()
    with pytest.raises(LookupError, match="visible"):
        bought_together(shop, hidden.pk)
