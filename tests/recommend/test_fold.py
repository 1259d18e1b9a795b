"""Events into profiles, on real rows."""

import random
import threading

import pytest
from django.db import connection, transaction

from shopguide.events.consent import PERSONALISATION, record
from shopguide.models import Event, Profile
from shopguide.recommend.fold import fold_events, refold
from shopguide.recommend.sums import Sums
from tests.recommend.shoppers import agreed_shopper, did
from tests.shop.factories import products
from tests.shop.models import Brand, Category

pytestmark = pytest.mark.django_db


def sums_of(shopper):
    return Sums(Profile.objects.get(shopper=shopper.key).state)


def same(one, other):
    assert one["sums"].keys() == other["sums"].keys()
    for section, keys in one["sums"].items():
        assert keys.keys() == other["sums"][section].keys()
        for key, (long, short, kinds) in keys.items():
            stored = other["sums"][section][key]
            assert stored[:2] == [pytest.approx(long, rel=1e-9), pytest.approx(short, rel=1e-9)]
            assert stored[2] == kinds


def test_events_are_added_once():
    shopper, [phone] = agreed_shopper(), products(1)
    did(shopper, "view", phone, language="en")
    did(shopper, "order", phone)
    assert fold_events() == 2
    assert fold_events() == 0
    sums = sums_of(shopper)
    assert sums.of("category")["phone:Smartphones"].long == pytest.approx(7.0)
    assert sums.of("brand")["phone:Zeta"].kinds == {"view": 1, "order": 1}
    assert sums.of("product")[f"phone:{phone.pk}"].short == pytest.approx(7.0)
    assert sums.of("language")["en"].kinds == {"view": 1}
    assert Profile.objects.get().events == 2
    assert not Event.objects.filter(folded=False).exists()


def test_what_comes_out_does_not_depend_on_what_came_first():
    shelf = [*products(3), *products(3, brand=Brand.objects.create(name="Iota"))]
    one, other = agreed_shopper("1"), agreed_shopper("2")
    chance = random.Random(7)
    deeds = [
        (chance.choice(["view", "click", "cart", "uncart", "order", "dismissal"]),
         chance.choice(shelf), chance.uniform(0, 300))
        for _ in range(60)
    ]  # fmt: skip
    for kind, product, days in deeds:
        did(one, kind, product, days_ago=days)
    fold_events()
    chance.shuffle(deeds)
    for number, (kind, product, days) in enumerate(deeds):
        did(other, kind, product, days_ago=days)
        if number % 7 == 0:
            fold_events()
    fold_events()
    same(Profile.objects.get(shopper=one.key).state, Profile.objects.get(shopper=other.key).state)


def test_price_is_where_a_product_stands_in_its_category():
    cheap = products(20)
    cables = Category.objects.create(name="Cables")
    dear = products(20, category=cables, price=9)
    dear[0].price = 900
    dear[0].save()
    shopper = agreed_shopper()
    for product in (cheap[1], dear[0]):
        did(shopper, "order", product)
    fold_events()
    sums = sums_of(shopper)
    level = {key: found.long / sums.of("price")[key].long for key, found in
             sums.of("level").items()}  # fmt: skip
    assert level["phone:Smartphones"] < 0.2
    assert level["phone:Cables"] > 0.9


def test_a_review_counts_by_its_stars():
    shopper, shelf = agreed_shopper(), products(3)
    told = ({"score": 5.0, "best": 5}, {"score": 1.0, "best": 5}, {"score": "five"})
    for product, data in zip(shelf, told, strict=True):
        did(shopper, "review", product, data=data)
    fold_events()
    found = sums_of(shopper).of("product")
    weights = [found[f"phone:{product.pk}"].long for product in shelf]
    assert weights == [pytest.approx(4.0), pytest.approx(-2.4), 0.0]


def test_one_dismissal_is_no_word_on_a_whole_category():
    shopper, [phone] = agreed_shopper(), products(1)
    did(shopper, "dismissal", phone)
    fold_events()
    sums = sums_of(shopper)
    assert sums.of("product")[f"phone:{phone.pk}"].long == pytest.approx(-6.0)
    assert sums.of("category")["phone:Smartphones"].long == pytest.approx(-1.0)


def test_without_consent_there_is_no_profile(settings):
    [phone] = products(1)
    did("user:3", "view", phone)
    assert fold_events() == 0
    assert not Profile.objects.exists()
    assert not Event.objects.filter(folded=False).exists()


def test_a_shop_may_need_no_consent_or_allow_none(settings):
    [phone] = products(1)
    settings.SHOPGUIDE = {**settings.SHOPGUIDE, "PERSONALISATION": "always"}
    did("user:3", "view", phone)
    assert fold_events() == 1
    settings.SHOPGUIDE = {**settings.SHOPGUIDE, "PERSONALISATION": "never"}
    did("user:3", "view", phone)
    assert fold_events() == 0
    assert not Profile.objects.exists()


def test_consent_taken_back_takes_the_profile_away_and_given_again_brings_it_back():
    shopper, [phone] = agreed_shopper(), products(1)
    did(shopper, "view", phone)
    fold_events()
    record(shopper.key, PERSONALISATION, False)
    did(shopper, "view", phone)
    fold_events()
    assert not Profile.objects.exists()
    record(shopper.key, PERSONALISATION, True)
    did(shopper, "view", phone)
    # What was done before belongs to nobody since.
    assert fold_events() == 2


def test_an_event_taken_back_leaves_the_profile():
    shopper, shelf = agreed_shopper(), products(2)
    kept = did(shopper, "view", shelf[0])
    gone = did(shopper, "order", shelf[1])
    fold_events()
    Profile.objects.update(edits={"brand:phone:Zeta": "like"})
    gone.delete()
    assert fold_events() == 1
    profile = Profile.objects.get()
    assert profile.events == 1
    assert set(Sums(profile.state).of("product")) == {f"phone:{kept.object_id}"}
    assert profile.edits == {"brand:phone:Zeta": "like"}
    kept.delete()
    fold_events()
    assert Sums(Profile.objects.get().state).of("product") == {}


def test_a_profile_of_nothing_is_not_kept():
    shopper, [phone] = agreed_shopper(), products(1)
    seen = did(shopper, "view", phone)
    fold_events()
    seen.delete()
    fold_events()
    assert not Profile.objects.exists()


def test_events_that_belong_to_nobody_or_to_no_product_do_no_harm():
    shopper, [phone] = agreed_shopper(), products(1)
    did("", "view", phone)
    did(shopper, "view", phone)
    Event.objects.filter(shopper=shopper.key).update(object_id="no key")
    did(shopper, "search", language="zh-hans")
    stray = did(shopper, "view", phone)
    Event.objects.filter(pk=stray.pk).update(guide="gone")
    assert fold_events() == 3
    assert list(sums_of(shopper).state()["sums"]) == ["language"]
    assert Event.objects.get(shopper="").folded is False


def test_profiles_of_merged_shoppers_are_made_anew():
    user, visitor = agreed_shopper("1"), agreed_shopper("2")
    shelf = products(2)
    did(user, "view", shelf[0])
    did(visitor, "view", shelf[1])
    fold_events()
    Event.objects.filter(shopper=visitor.key).update(shopper=user.key)
    refold([user.key, visitor.key])
    fold_events()
    assert Profile.objects.get().shopper == user.key
    assert len(sums_of(user).of("product")) == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_add_each_event_once():
    shelf = products(3)
    shoppers = [agreed_shopper(str(number)) for number in range(8)]
    for shopper in shoppers:
        for number in range(20):
            did(shopper, "view", shelf[number % 3])
    done = []

    def work():
        try:
            done.append(fold_events())
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(done) == 160
    assert set(Profile.objects.values_list("events", flat=True)) == {20}


@pytest.mark.django_db(transaction=True)
def test_an_event_being_deleted_while_another_is_added_ends_outside_the_profile():
    shopper, [phone] = agreed_shopper(), products(1)
    gone = did(shopper, "order", phone)
    did(shopper, "view", phone)
    folded = []

    def work():
        try:
            folded.append(fold_events())
        finally:
            connection.close()

    with transaction.atomic():
        Event.objects.filter(pk=gone.pk).select_for_update().get()
        worker = threading.Thread(target=work)
        worker.start()
        worker.join(20)
        assert folded == [1]
        gone.delete()
    fold_events()
    assert Profile.objects.get().events == 1
    assert sums_of(shopper).of("product")[f"phone:{phone.pk}"].kinds == {"view": 1}
