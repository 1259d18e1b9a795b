"""From no event, from one, from many; each product with a true reason."""

from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from shopguide.events.shopper import Shopper
from shopguide.models import Exposure, Neighbour, Popularity
from shopguide.recommend import because_you_viewed, bought_together, buy_again, recommend
from shopguide.recommend.fusion import weights_for
from shopguide.recommend.replay import replay, why
from tests.shop.factories import phone_guide, products
from tests.shop.models import Line, Order, Product

NOBODY = Shopper()


def sellable():
    return Product.objects.filter(is_public=True, stock__gt=0, parent=None).order_by("pk")


def explored(strip):
    return [item for item in strip.items if "exploration" in item.parts]


def settings_with(**given):
    from django.conf import settings

    return override_settings(SHOPGUIDE={**settings.SHOPGUIDE, **given})


def test_of_nobody_it_shows_what_is_popular_lately_and_not_one_kind_alone(shop):
    with settings_with(EXPLORATION=0):
        strip = recommend(NOBODY, shop, limit=8)
    assert len(strip.items) == 8
    assert {str(item.reason) for item in strip.items} == {"Popular lately."}
    assert all(list(item.parts) == ["popular"] for item in strip.items)
    assert len({item.product.category_id for item in strip.items}) >= 3
    keys = [str(pk) for pk in sellable().values_list("pk", flat=True)]
    best = Popularity.objects.filter(object_id__in=keys).order_by("-recent")[0]
    assert str(strip.items[0].pk) == best.object_id


def test_a_shop_without_orders_shows_what_is_new(db):
    from shopguide.delivery import drain

    products(10)
    drain()
    strip = recommend(NOBODY, phone_guide(), limit=4)
    assert len(strip.items) == 4
    assert {str(item.reason) for item in strip.items} == {"Few shoppers have seen it yet."}


def test_an_empty_shop_has_an_empty_strip(db):
    strip = recommend(NOBODY, phone_guide())
    assert strip.items == ()
    assert strip.exposure is None


def neighbours():
    """A product, and the one that it speaks for above all others."""
    source, neighbour = sellable()[:2]
    Neighbour.objects.filter(object_id=str(source.pk)).delete()
    Neighbour.objects.create(
        guide="phone", kind="ease", object_id=str(source.pk), other_id=str(neighbour.pk), weight=0.9
    )
    Popularity.objects.update_or_create(
        guide="phone", object_id=str(neighbour.pk), defaults={"buyers": 60}
    )
    return source, neighbour


def test_one_view_is_enough_for_neighbours(shop, agreed, did):
    ann = agreed("ann")
    source, neighbour = neighbours()
    did(ann, "view", source)
    with settings_with(EXPLORATION=0):
        strip = recommend(ann, shop, limit=3)
    first = strip.items[0]
    assert first.pk == neighbour.pk
    assert str(first.reason) == f"Because you viewed “{source.name}”."
    assert max(first.parts, key=first.parts.get) == "behaviour"


def test_a_reason_says_bought_only_of_what_was_bought(shop, agreed, did):
    ann = agreed("ann")
    source, _ = neighbours()
    did(ann, "order", source)
    with settings_with(EXPLORATION=0):
        strip = recommend(ann, shop, limit=3)
    assert str(strip.items[0].reason) == f"Because you bought “{source.name}”."


def test_a_hidden_product_is_not_named_in_a_reason(shop, agreed, did):
    ann = agreed("ann")
    hidden = Product.objects.filter(is_public=False).first()
    did(ann, "view", hidden)
    strip = recommend(ann, shop, limit=8)
    assert strip.items
    assert all(hidden.name not in str(item.reason) for item in strip.items)
    assert because_you_viewed(ann, shop).items == ()


def test_of_one_who_did_not_agree_events_are_not_read(shop, agreed, did):
    ann = agreed("ann")
    for each in sellable()[:5]:
        did(ann, "view", each)
    stranger = Shopper(user_pk=ann.user_pk, personal=False)
    with settings_with(EXPLORATION=0):
        strip, other = recommend(stranger, shop), recommend(NOBODY, shop)
    assert [item.pk for item in strip.items] == [item.pk for item in other.items]
    assert Exposure.objects.get(pk=strip.exposure).shopper == ""


def test_weights_move_from_content_to_behaviour():
    unknown, new, known = weights_for(0, 50), weights_for(9, 0), weights_for(9, 500)
    assert (unknown.behaviour, unknown.content, unknown.popular) == (0, 0, 1)
    assert new.behaviour == 0
    assert new.content > 0.9
    assert known.behaviour > 0.9 > known.content
    steps = [weights_for(9, buyers).behaviour for buyers in range(0, 100, 10)]
    assert steps == sorted(steps)


def test_parts_add_up_to_the_score(shop, agreed, did):
    ann = agreed("ann")
    for each in sellable()[:4]:
        did(ann, "view", each)
    for item in recommend(ann, shop, limit=20).items:
        assert sum(item.parts.values()) == pytest.approx(item.score)


def test_the_stated_share_of_places_goes_to_newcomers(shop):
    with settings_with(EXPLORATION=0.2):
        seen = [str(sellable()[0].pk)]
        strips = [recommend(NOBODY, shop, limit=5, seed=seed, seen=seen) for seed in range(150)]
        assert not any(explored(recommend(NOBODY, shop, seed=seed)) for seed in range(30))
        places = [len(explored(strip)) for strip in strips]
    assert 0.16 < sum(places) / sum(len(strip.items) for strip in strips) < 0.24
    new = {item.pk for strip in strips for item in explored(strip)}
    assert len(new) > 5
    known = Popularity.objects.filter(buyers__gt=1).values_list("object_id", flat=True)
    assert not {str(pk) for pk in new} & set(known)
    assert all("exploration" not in strip.items[0].parts for strip in strips)
    told = strips[places.index(1)]
    item = explored(told)[0]
    assert "20% of the places here go to products that hardly anybody knows yet." in item.why(
        told.terms
    )
    assert item.propensity == pytest.approx(1 / len(new))


def test_one_seed_gives_one_strip(shop):
    first, second = (recommend(NOBODY, shop, seed=7) for _ in range(2))
    assert [item.pk for item in first.items] == [item.pk for item in second.items]


def test_why_is_said_again_from_the_record_alone(shop, agreed, did):
    ann = agreed("ann")
    for each in sellable()[:4]:
        did(ann, "view", each)
    strip = recommend(ann, shop)
    row = Exposure.objects.get(pk=strip.exposure)
    assert (row.surface, row.shopper, row.query) == ("recommended", ann.known, "")
    before = [item.why(strip.terms) for item in strip.items]
    Neighbour.objects.all().delete()
    Popularity.objects.all().delete()
    Product.objects.filter(pk=strip.items[0].pk).update(name="Renamed")
    assert [why(row, item.pk) for item in strip.items] == before
    assert [told for *_, told in replay(row)] == before
    with pytest.raises(LookupError, match="was not shown"):
        why(row, 0)


def test_what_staff_and_bots_are_shown_is_not_recorded(shop):
    strip = recommend(Shopper(user_pk="1", counted=False), shop)
    assert strip.items
    assert strip.exposure is None
    assert not Exposure.objects.exists()


def test_a_strip_costs_a_few_statements_whatever_was_done(
    shop, agreed, did, django_assert_max_num_queries
):
    ann = agreed("ann")
    for each in sellable():
        did(ann, "view", each)
    recommend(ann, shop)
    with django_assert_max_num_queries(24):
        recommend(ann, shop)


def test_bought_together_is_said_with_its_count(shop):
    one, two, three = sellable()[:3]
    Neighbour.objects.filter(kind="together").delete()
    for other, count in ((two, 7), (three, 1)):
        Neighbour.objects.create(
            guide="phone", kind="together", object_id=str(one.pk), other_id=str(other.pk),
            weight=3, count=count,
        )  # fmt: skip
    strip = bought_together(shop, one.pk)
    # One order proves nothing.
    assert [item.pk for item in strip.items] == [two.pk]
    assert str(strip.items[0].reason) == f"Often bought with “{one.name}”: in 7 orders."


def test_buy_again_is_led_by_what_is_bought_often(shop, django_user_model):
    user = django_user_model.objects.create_user("bob")
    often, once = [each for each in sellable() if each.parent_id is None][:2]
    now = timezone.now()
    for product, days in ((once, 200), (often, 30), (often, 60), (often, 90)):
        order = Order.objects.create(user=user)
        Order.objects.filter(pk=order.pk).update(placed_at=now - timedelta(days=days))
        Line.objects.create(order=order, product=product, title="x")
    strip = buy_again(Shopper(user_pk=str(user.pk)), shop)
    assert [item.pk for item in strip.items] == [often.pk, once.pk]
    assert str(strip.items[0].reason) == "You have bought it 3 times."
    assert buy_again(NOBODY, shop).items == ()


def test_because_you_viewed_names_the_last_thing_looked_at(shop, agreed, did):
    ann = agreed("ann")
    first, last = sellable()[:2]
    did(ann, "view", first, happened=timezone.now() - timedelta(hours=1))
    did(ann, "view", last)
    strip = because_you_viewed(ann, shop)
    assert strip.about == last.name
    assert strip.items
    assert last.pk not in [item.pk for item in strip.items]
    assert because_you_viewed(ann, shop, product=last.pk).about == first.name
    assert because_you_viewed(NOBODY, shop).items == ()
    assert because_you_viewed(NOBODY, shop, seen=[str(first.pk)]).about == first.name


def test_an_encoder_that_is_down_costs_the_content_alone(shop, agreed, did):
    ann = agreed("ann")
    did(ann, "view", sellable()[0])
    from django.conf import settings

    broken = {
        "BACKEND": "shopguide.encoders.transformer.TransformerEncoder",
        "OPTIONS": {"model": "/nowhere/at/all"},
    }
    encoders = {**settings.SHOPGUIDE["ENCODERS"], "default": broken}
    with settings_with(ENCODERS=encoders):
        strip = recommend(ann, shop)
    assert len(strip.items) == 8
    assert all("content" not in item.parts for item in strip.items)
