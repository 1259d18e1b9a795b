"""Orders and reviews of the shop are events as long as their rows say so."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from shopguide.catalogue.registry import registry
from shopguide.conf import settings as guide_settings
from shopguide.events.collect import collect_all
from shopguide.events.consent import PERSONALISATION, record
from shopguide.events.sources import sources_of
from shopguide.models import Consent, Event
from shopguide.tasks import reconcile
from storefront import models as demo
from tests.events.conftest import ago, agreeing_user
from tests.events.test_record import at_once
from tests.shop.models import Line, Order, Product, Review


def phone_orders(*phones, user, title=""):
    order = Order.objects.create(user=user)
    return [Line.objects.create(order=order, product=phone, title=title) for phone in phones]


def events(kind="order", guide="phone"):
    return Event.objects.filter(kind=kind, guide=guide)


def source(kind="order", guide="phone"):
    return next(each for each in sources_of(registry.get(guide)) if each.kind == kind)


@pytest.mark.django_db
class TestOrders:
    def test_a_line_is_an_event_of_a_buyer_who_agreed(self, phones):
        ann = agreeing_user()
        [line] = phone_orders(phones[0], user=ann)
        event = events().get()
        assert event.client_id == f"order:phone:{line.pk}"
        assert (event.shopper, event.object_id) == (f"user:{ann.pk}", str(phones[0].pk))
        assert (event.title, event.happened) == ("Phone 0", line.order.placed_at)

    def test_of_another_buyer_it_is_nobodys(self, phones):
        phone_orders(phones[0], user=User.objects.create_user("bob"))
        assert events().get().shopper == ""

    @pytest.mark.parametrize(("rule", "known"), [("always", True), ("never", False)])
    def test_a_shop_that_asks_nobody(self, phones, settings, rule, known):
        settings.SHOPGUIDE = {**settings.SHOPGUIDE, "PERSONALISATION": rule}
        bob = User.objects.create_user("bob")
        phone_orders(phones[0], user=bob)
        assert events().get().shopper == (f"user:{bob.pk}" if known else "")

    def test_a_no_holds_where_nobody_is_asked(self, phones, settings):
        settings.SHOPGUIDE = {**settings.SHOPGUIDE, "PERSONALISATION": "always"}
        bob = User.objects.create_user("bob")
        record(f"user:{bob.pk}", PERSONALISATION, given=False)
        phone_orders(phones[0], user=bob)
        assert events().get().shopper == ""

    def test_consent_to_other_words_is_none(self, phones, settings):
        settings.SHOPGUIDE = {**settings.SHOPGUIDE, "CONSENT_VERSION": "2"}
        ann = User.objects.create_user("ann")
        Consent.objects.create(
            shopper=f"user:{ann.pk}", purpose=PERSONALISATION, given=True, version="1"
        )
        phone_orders(phones[0], user=ann)
        assert events().get().shopper == ""

    def test_saved_again_it_is_the_same_event(self, phones):
        [line] = phone_orders(phones[0], user=agreeing_user())
        before = events().get().pk
        for _ in range(5):
            line.save()
            line.order.save()
        assert events().get().pk == before

    def test_a_deleted_line_takes_its_event_away(self, phones):
        first, _second = phone_orders(phones[0], phones[1], user=agreeing_user())
        first.delete()
        assert events().get().object_id == str(phones[1].pk)

    def test_a_deleted_order_too(self, phones):
        [line] = phone_orders(phones[0], user=agreeing_user())
        line.order.delete()
        assert not events().exists()

    def test_a_deleted_product_does_not(self, phones):
        [line] = phone_orders(phones[0], user=agreeing_user())
        key = str(phones[0].pk)
        phones[0].delete()
        line.refresh_from_db()
        line.save()
        event = events().get()
        assert (event.object_id, event.title) == (key, "Phone 0")

    def test_a_line_whose_product_is_gone_is_an_event_all_the_same(self):
        phone_orders(None, user=agreeing_user())
        assert events().get().object_id == ""

    def test_a_hidden_product_was_bought_all_the_same(self, phones):
        Product.objects.update(is_public=False)
        phone_orders(phones[0], user=agreeing_user())
        assert events().get().title == "Phone 0"

    def test_an_order_of_another_product(self, phones):
        [line] = phone_orders(phones[0], user=agreeing_user())
        line.product = phones[1]
        line.save()
        assert events().get().object_id == str(phones[1].pk)

    def test_an_order_older_than_events_are_kept(self, phones):
        [line] = phone_orders(phones[0], user=agreeing_user())
        line.order.placed_at = ago(days=guide_settings["EVENT_DAYS"] + 1)
        line.order.save()
        assert not events().exists()

    def test_no_save_fails_for_us(self, phones, caplog):
        ann = agreeing_user()
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE shopguide_event RENAME TO mislaid")
            [line] = phone_orders(phones[0], user=ann)
            line.delete()
            cursor.execute("ALTER TABLE mislaid RENAME TO shopguide_event")
        assert "no event could be written" in caplog.text
        assert Order.objects.count() == 1


@pytest.mark.django_db
class TestCancelled:
    """The demo's orders have a status, amounts and pieces."""

    @pytest.fixture
    def order(self):
        category = demo.Category.objects.create(slug="a", name="A", name_zh="甲", icon="a")
        lamp = demo.Product.objects.create(sku="lamp", name="Lamp", category=category, price=20)
        order = demo.Order.objects.create(user=agreeing_user(), placed_at=ago(days=3))
        demo.Line.objects.create(
            order=order, product=lamp, title="Lamp as it was", quantity=3, price=Decimal("19.99")
        )
        return order

    def test_amount_and_pieces(self, order):
        event = events(guide="products").get()
        assert (event.quantity, event.amount) == (3, Decimal("59.97"))
        assert (event.title, event.happened) == ("Lamp as it was", order.placed_at)

    def test_a_cancelled_order_takes_its_events_away_and_back(self, order):
        order.status = demo.Order.Status.CANCELLED
        order.save()
        assert not events(guide="products").exists()
        order.status = demo.Order.Status.SENT
        order.save()
        assert events(guide="products").count() == 1

    def test_a_changed_quantity(self, order):
        before = events(guide="products").get().pk
        line = order.lines.get()
        line.quantity = 1
        line.save()
        event = events(guide="products").get()
        assert (event.quantity, event.amount) == (1, Decimal("19.99"))
        assert event.pk != before
        assert not event.folded

    def test_the_profile_is_told_anew(self, order):
        fold = pytest.importorskip("shopguide.recommend.fold")
        fold.fold_events()
        from shopguide.models import Profile

        assert Profile.objects.get().events == 1
        order.status = demo.Order.Status.CANCELLED
        order.save()
        fold.fold_events()
        assert not Profile.objects.filter(events__gt=0).exists()


@pytest.mark.django_db
class TestReviews:
    def test_a_review_is_an_event_of_its_author(self, phones):
        ann = agreeing_user()
        review = Review.objects.create(product=phones[0], user=ann, body="Good.", rating=4)
        event = events("review").get()
        assert event.client_id == f"review:phone:{review.pk}"
        assert (event.shopper, event.title) == (f"user:{ann.pk}", "Phone 0")
        assert event.data == {"row": str(review.pk), "score": 4.0, "best": 5}
        assert event.happened == review.created

    def test_without_an_author_it_is_none(self, phones):
        Review.objects.create(product=phones[0], body="Good.")
        assert not events("review").exists()

    def test_other_stars_are_another_event(self, phones):
        review = Review.objects.create(
            product=phones[0], user=agreeing_user(), body="Good.", rating=4
        )
        review.rating = 1
        review.save()
        assert events("review").get().data["score"] == 1.0

    def test_an_author_who_is_deleted(self, phones):
        ann = agreeing_user()
        review = Review.objects.create(product=phones[0], user=ann, body="Good.")
        ann.delete()
        review.refresh_from_db()
        review.save()
        assert not events("review").exists()

    def test_a_deleted_review(self, phones):
        Review.objects.create(product=phones[0], user=agreeing_user(), body="Good.").delete()
        assert not events("review").exists()


@pytest.mark.django_db
class TestConsent:
    def test_orders_of_before_become_the_shoppers_and_nobodys_again(self, phones):
        bob = User.objects.create_user("bob")
        phone_orders(phones[0], user=bob)
        phone_orders(phones[1], user=agreeing_user())
        Review.objects.create(product=phones[0], user=bob, body="Good.")
        key = f"user:{bob.pk}"
        record(key, PERSONALISATION, given=True)
        assert Event.objects.filter(shopper=key).count() == 2
        record(key, PERSONALISATION, given=False)
        assert Event.objects.filter(shopper=key).count() == 0
        assert Event.objects.count() == 3


def backfill(capsys, *arguments):
    call_command("shopguide_backfill", *arguments, "--format", "json")
    told = json.loads(capsys.readouterr().out)["sources"]
    return {(each["guide"], each["kind"]): each for each in told}


@pytest.mark.django_db
class TestBackfill:
    @pytest.fixture
    def lines(self, phones):
        """As an import of a shop makes them: without a signal."""
        ann, bob = agreeing_user(), User.objects.create_user("bob")
        made = []
        for user in (ann, bob):
            order = Order.objects.create(user=user)
            made += Line.objects.bulk_create(
                Line(order=order, product=phones[n % 3], title="") for n in range(10)
            )
        Review.objects.bulk_create([Review(product=phones[0], user=ann, body="Good.")])
        assert not Event.objects.exists()
        return made

    def test_it_makes_an_event_of_each_row_once(self, lines, capsys):
        told = backfill(capsys)
        assert told["phone", "order"] == {
            "guide": "phone", "kind": "order",
            "seen": 20, "made": 20, "changed": 0, "removed": 0, "held": 0,
        }  # fmt: skip
        assert told["phone", "review"]["made"] == 1
        assert Event.objects.exclude(shopper="").count() == 11
        again = backfill(capsys)
        assert again["phone", "order"]["made"] == again["phone", "order"]["changed"] == 0
        assert events().count() == 20

    def test_what_sql_changed_is_found(self, lines, phones, capsys):
        backfill(capsys)
        Line.objects.filter(pk=lines[0].pk).update(product=phones[2])
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM shop_line WHERE id = %s", [lines[1].pk])
        told = backfill(capsys, "phone", "--kind", "order")
        assert list(told) == [("phone", "order")]
        assert (told["phone", "order"]["changed"], told["phone", "order"]["removed"]) == (1, 1)
        assert events().get(client_id=f"order:phone:{lines[0].pk}").object_id == str(phones[2].pk)

    def test_interrupted_it_goes_on(self, lines, capsys, monkeypatch):
        monkeypatch.setattr("shopguide.events.collect.CHUNK", 4)
        chunks = []

        def stop(seen):
            chunks.append(seen)
            if len(chunks) == 3:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            collect_all(source(), on_progress=stop)
        assert events().count() == 12
        assert backfill(capsys)["phone", "order"]["made"] == 8

    def test_an_unknown_guide_is_exit_code_2(self):
        with pytest.raises(CommandError) as error:
            call_command("shopguide_backfill", "sofas")
        assert error.value.returncode == 2

    def test_people_read_it(self, lines, capsys):
        call_command("shopguide_backfill", "phone")
        assert "phone, orders: 20 rows seen, 20 events made" in capsys.readouterr().out

    def test_the_hourly_look_finds_what_is_new(self, lines, phones, monkeypatch):
        monkeypatch.setattr("shopguide.tasks.drain.delay", lambda: None)
        old = Order.objects.order_by("pk").first()
        Order.objects.filter(pk=old.pk).update(placed_at=timezone.now() - timedelta(days=9))
        reconcile("phone")
        assert events().count() == 10


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_two_collect_the_same_rows_while_they_are_saved(self, phones):
        ann = agreeing_user()
        order = Order.objects.create(user=ann)
        lines = Line.objects.bulk_create(Line(order=order, product=phones[0]) for _ in range(40))

        def save():
            for line in lines:
                line.save()

        at_once(lambda: collect_all(source()), lambda: collect_all(source()), save, order.save)
        names = sorted(events().values_list("client_id", flat=True))
        assert names == sorted(f"order:phone:{line.pk}" for line in lines)

    def test_a_row_that_another_holds_is_left_to_it(self, phones):
        [line] = phone_orders(phones[0], user=agreeing_user())
        Event.objects.all().delete()

        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT 1 FROM shop_line WHERE id = %s FOR UPDATE", [line.pk])
            [found] = at_once(lambda: collect_all(source()))
            cursor.execute("ROLLBACK")
        assert (found.held, found.made) == (1, 0)
        assert collect_all(source()).made == 1
