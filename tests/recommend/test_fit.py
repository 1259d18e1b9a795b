"""What is learned from orders: neighbours, what goes together, popularity; replaced as a whole."""

import json
import threading

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import close_old_connections, connection, transaction
from django.db.models import F

from shopguide.models import Fit, Neighbour, Popularity
from shopguide.recommend import behaviour, rows
from shopguide.recommend.fit import REMEMBERED, fit
from tests.shop.factories import phone_guide, products
from tests.shop.models import Line

from .orders import order


@pytest.fixture
def guide(db):
    return phone_guide()


def two_worlds(size=4, buyers=12):
    """Products of two kinds, and buyers who stay with one kind each."""
    made = products(2 * size)
    cameras, kettles = made[:size], made[size:]
    for n in range(buyers):
        world = cameras if n % 2 else kettles
        # Each leaves another one out, so that there is something to say of it.
        order(f"b{n}", [each for k, each in enumerate(world) if k != n // 2 % size], days=n)
    return cameras, kettles


def keys(made):
    return {str(each.pk) for each in made}


class TestNeighbours:
    def test_what_buyers_have_in_common_speaks_for_itself(self, guide):
        cameras, kettles = two_worlds()
        fit(guide)
        scores = behaviour.scores(guide, {cameras[0].pk: 1.0})
        assert set(scores) & keys(cameras)
        assert not set(scores) & keys(kettles)
        assert list(scores.values()) == sorted(scores.values(), reverse=True)

    def test_no_product_speaks_for_itself(self, guide):
        two_worlds()
        fit(guide)
        assert not Neighbour.objects.filter(object_id=F("other_id")).exists()

    def test_a_history_is_the_sum_of_what_is_in_it(self, guide):
        cameras, _ = two_worlds()
        fit(guide)
        one, other = cameras[0].pk, cameras[1].pk
        alone = behaviour.scores(guide, {one: 1.0})
        beside = behaviour.scores(guide, {other: 1.0})
        both = behaviour.scores(guide, {one: 2.0, other: 0.5})
        for key, score in both.items():
            assert score == pytest.approx(2 * alone.get(key, 0) + 0.5 * beside.get(key, 0))

    def test_the_reason_is_the_product_that_says_most(self, guide):
        cameras, kettles = two_worlds()
        fit(guide)
        history = {cameras[0].pk: 1.0, kettles[0].pk: 1.0}
        told = behaviour.reasons(guide, history, [cameras[1].pk, kettles[1].pk])
        assert told == {
            str(cameras[1].pk): str(cameras[0].pk),
            str(kettles[1].pk): str(kettles[0].pk),
        }
        assert behaviour.reasons(guide, history, []) == {}

    def test_what_sells_now_counts_more_than_what_sold_long_ago(self, guide):
        asked, old, new = products(3)
        for n in range(6):
            order(f"old{n}", [asked, old], days=200)
            order(f"new{n}", [asked, new], days=n)
        fit(guide)
        scores = behaviour.scores(guide, {asked.pk: 1.0})
        assert scores[str(new.pk)] > 2 * scores.get(str(old.pk), 0.0)

    def test_hidden_products_speak_and_are_not_spoken_for(self, guide):
        cameras, _ = two_worlds()
        type(cameras[0]).objects.filter(pk=cameras[0].pk).update(is_public=False)
        fit(guide)
        hidden = str(cameras[0].pk)
        assert not Neighbour.objects.filter(other_id=hidden).exists()
        assert Neighbour.objects.filter(object_id=hidden).exists()

    def test_nothing_is_known_of_a_stranger(self, guide):
        two_worlds()
        fit(guide)
        assert behaviour.scores(guide, {}) == {}
        assert behaviour.scores(guide, {"no such key": 1.0}) == {}


class TestTogether:
    def test_it_is_more_than_chance(self, guide):
        phone, case, bag = products(3)
        for n in range(8):
            order(f"a{n}", [phone, case, bag])
            order(f"b{n}", [bag])
        fit(guide)
        found = behaviour.together_with(guide, phone.pk)
        assert list(found) == [str(case.pk)]
        assert found[str(case.pk)].orders == 8

    def test_two_baskets_prove_nothing(self, guide):
        phone, case, bag = products(3)
        for n in range(2):
            order(f"a{n}", [phone, case])
        order("c", [bag, bag])
        fit(guide)
        assert behaviour.together_with(guide, phone.pk) == {}


class TestFitting:
    def test_a_shop_without_orders_has_no_neighbours_and_an_honest_report(self, guide):
        report = fit(guide).report
        assert report["lines"] == report["buyers"] == 0
        assert not Neighbour.objects.exists()

    def test_lines_without_a_product_are_passed_over(self, guide):
        order("a", [None])
        assert fit(guide).report["lines"] == 0

    def test_one_buyer_proves_nothing_and_breaks_nothing(self, guide):
        order("a", products(3))
        report = fit(guide).report
        assert report["lines"] == 3
        assert report["popular"] == 3

    def test_the_next_replaces_the_last(self, guide):
        cameras, _ = two_worlds()
        fit(guide)
        first = set(Neighbour.objects.values_list("object_id", "other_id"))
        Line.objects.filter(product=cameras[0]).delete()
        fit(guide)
        second = set(Neighbour.objects.values_list("object_id", "other_id"))
        gone = str(cameras[0].pk)
        assert any(gone in pair for pair in first)
        assert not any(gone in pair for pair in second)

    def test_only_its_own_guide_is_replaced(self, guide):
        Neighbour.objects.create(guide="other", kind="ease", object_id="1", other_id="2", weight=1)
        two_worlds()
        fit(guide)
        assert Neighbour.objects.filter(guide="other").count() == 1

    def test_the_same_orders_give_the_same_neighbours(self, guide):
        two_worlds()
        fit(guide)
        columns = ("kind", "object_id", "other_id", "weight", "count")
        first = sorted(Neighbour.objects.values_list(*columns))
        fit(guide)
        again = sorted(Neighbour.objects.values_list(*columns))
        assert [row[:3] for row in first] == [row[:3] for row in again]
        assert np.allclose([row[3] for row in first], [row[3] for row in again])

    def test_old_reports_go(self, guide):
        Fit.objects.bulk_create([Fit(guide=guide.name) for _ in range(REMEMBERED + 5)])
        newest = fit(guide)
        assert Fit.objects.count() == REMEMBERED
        assert Fit.objects.filter(pk=newest.pk).exists()

    def test_it_says_what_it_read(self, guide):
        two_worlds(buyers=10)
        report = Fit.objects.get(pk=fit(guide).pk).report
        assert (report["buyers"], report["products"], report["baskets"]) == (10, 8, 10)
        assert report["neighbours"]["ease"] == Neighbour.objects.filter(kind="ease").count()


@pytest.mark.django_db(transaction=True)
def test_two_fits_at_once_leave_one_whole_set():
    guide = phone_guide()
    two_worlds()
    faults = []

    def work():
        try:
            fit(guide)
        except Exception as error:
            faults.append(error)
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert faults == []
    once = Neighbour.objects.count()
    fit(guide)
    assert Neighbour.objects.count() == once


@pytest.mark.django_db(transaction=True)
def test_a_fit_that_dies_leaves_what_was_known(monkeypatch):
    guide = phone_guide()
    two_worlds()
    fit(guide)
    before = Neighbour.objects.count()

    def broken():
        yield ("ease", "1", "2", 1.0, 1)
        raise OSError("the machine went down")

    with pytest.raises(OSError):
        rows.replace(
            Neighbour,
            guide.name,
            ("kind", "object_id", "other_id", "weight", "count"),
            broken(),
        )
    assert Neighbour.objects.count() == before
    # The connection is of use again.
    with transaction.atomic():
        assert Popularity.objects.exists()


@pytest.mark.django_db
class TestCommand:
    def test_it_tells_what_it_learned(self, capsys):
        two_worlds()
        call_command("shopguide_fit", "phone", "--format", "json")
        (told,) = json.loads(capsys.readouterr().out)["guides"]
        assert told["guide"] == "phone"
        assert told["neighbours"]["ease"] == Neighbour.objects.filter(kind="ease").count() > 0
        call_command("shopguide_fit", "phone")
        assert "12 buyers and 8 products" in capsys.readouterr().out

    @pytest.mark.parametrize("name", ["nonesuch", "artikel"])
    def test_bad_input_is_exit_code_2(self, name):
        with pytest.raises(CommandError) as caught:
            call_command("shopguide_fit", name)
        assert caught.value.returncode == 2

    def test_all_guides_are_fitted_where_none_is_named(self, capsys):
        call_command("shopguide_fit", "--format", "json")
        told = json.loads(capsys.readouterr().out)["guides"]
        assert {"phone", "artikel"} <= {each["guide"] for each in told}
