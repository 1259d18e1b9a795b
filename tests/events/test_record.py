"""Each thing counts once; what cannot be so is refused, and costs no other event."""

import random
import threading
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connections
from django.utils import timezone

from shopguide.events.bots import is_bot
from shopguide.events.record import Outcome, Reported, record_events
from shopguide.events.shopper import Shopper
from shopguide.events.signals import recorded
from shopguide.models import Event, Exposure
from tests.events.conftest import ago, view
from tests.shop.models import Product

STRANGER = Shopper(session="a visitor who was never asked")


def codes(outcome):
    return {refusal.index: refusal.code for refusal in outcome.refused}


def exposure(*products, shopper="", guide="phone"):
    return Exposure.objects.create(
        guide=guide,
        shopper=shopper,
        surface="recommended",
        query="",
        language="en",
        total=len(products),
        sort="",
        terms={},
        shown=[{"pk": str(product.pk)} for product in products],
    )


@pytest.mark.django_db
class TestOneEvent:
    def test_it_is_stored_as_it_was_told(self, ann, phones):
        shown, happened = exposure(phones[0]), ago(hours=2)
        told = view(
            phones[0], kind="cart", surface="recommended", position=3, exposure=shown.pk,
            quantity=2, amount=Decimal("19.90"), language="zh-hans", data={"page": "product"},
            happened=happened,
        )  # fmt: skip
        assert record_events(ann, [told]) == Outcome(recorded=1)
        event = Event.objects.get()
        assert (event.shopper, event.kind, event.title) == (ann.key, "cart", "Phone 0")
        assert (event.guide, event.object_id) == ("phone", str(phones[0].pk))
        assert (event.surface, event.position, event.exposure) == ("recommended", 3, shown.pk)
        assert (event.quantity, event.amount) == (2, Decimal("19.90"))
        assert (event.language, event.data) == ("zh-hans", {"page": "product"})
        assert (event.happened, event.folded) == (happened, False)

    def test_of_one_who_did_not_agree_it_is_nobodys(self, phones):
        assert record_events(STRANGER, [view(phones[0])]).recorded == 1
        assert record_events(Shopper(), [view(phones[0])]).recorded == 1
        assert set(Event.objects.values_list("shopper", flat=True)) == {""}

    def test_it_outlives_its_product(self, ann, phones):
        record_events(ann, [view(phones[0])])
        phones[0].delete()
        assert Event.objects.get().title == "Phone 0"

    def test_a_search_is_of_no_product(self, ann):
        search = Reported(str(uuid4()), "search", guide="phone", data={"results": 0})
        assert record_events(ann, [search]).recorded == 1

    def test_staff_and_bots_do_not_count(self, ann, phones):
        robot = Shopper(user_pk=ann.user_pk, personal=True, counted=False)
        assert record_events(robot, [view(phones[0])]) == Outcome(ignored=1)
        assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("agent", "bot"),
    [
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", True),
        ("Mozilla/5.0 (compatible; Baiduspider/2.0)", True),
        ("python-requests/2.32", True),
        ("Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/126.0", True),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Safari/604.1", False),
        ("Mozilla/5.0 (Linux; Android 14; CUBOT P80) Chrome/126.0 Mobile", False),
        ("Mozilla/5.0 (Linux; U; zh-cn) MicroMessenger/8.0.49", False),
        ("", False),
    ],
)
def test_bots_are_told_by_their_name(agent, bot):
    assert is_bot(agent) is bot


@pytest.mark.django_db
class TestRefused:
    def refused(self, shopper, phones, **given):
        """The code for one bad event between two good ones, which count all the same."""
        batch = [view(phones[0]), view(phones[1], **given), view(phones[2])]
        outcome = record_events(shopper, batch)
        assert outcome.recorded == Event.objects.count() == 2
        [refusal] = outcome.refused
        assert refusal.index == 1
        assert refusal.message.endswith(".")
        return refusal.code

    @pytest.mark.parametrize("kind", ["order", "review"])
    def test_what_only_the_shop_can_tell(self, ann, phones, kind):
        assert self.refused(ann, phones, kind=kind) == "kind_of_the_shop"

    @pytest.mark.parametrize(
        ("given", "code"),
        [
            ({"kind": "purchase"}, "unknown_kind"),
            ({"guide": "sofas"}, "unknown_guide"),
            ({"object_id": ""}, "product_missing"),
            ({"object_id": "no key"}, "unknown_product"),
            ({"object_id": "99999999"}, "unknown_product"),
            ({"object_id": "9" * 60}, "unknown_product"),
            ({"object_id": "1\0"}, "unknown_product"),
            ({"object_id": "\ud800"}, "unknown_product"),
            ({"object_id": " 1"}, "unknown_product"),
            ({"client_id": "short"}, "bad_id"),
            ({"client_id": "order:phone:1"}, "bad_id"),
            ({"client_id": "x" * 101}, "bad_id"),
            ({"client_id": "nul\0nul\0nul"}, "bad_id"),
            ({"surface": "<b>"}, "invalid"),
            ({"language": "\0"}, "invalid"),
            ({"position": -1}, "invalid"),
            ({"position": 2**31}, "invalid"),
            ({"quantity": 0}, "invalid"),
            ({"quantity": 10**9}, "invalid"),
            ({"amount": Decimal("NaN")}, "invalid"),
            ({"amount": Decimal("-1")}, "invalid"),
            ({"data": {"a": {"b": 1}}}, "invalid"),
            ({"data": {"a": float("nan")}}, "invalid"),
            ({"data": {"a": "x" * 499, "b": "y" * 499, "c": "z" * 499, "d": "w" * 499, "e": "v" * 99}},
             "invalid"),
            ({"data": {str(n): n for n in range(21)}}, "invalid"),
            ({"exposure": uuid4()}, "unknown_exposure"),
        ],
    )  # fmt: skip
    def test_what_is_no_event(self, ann, phones, given, code):
        assert self.refused(ann, phones, **given) == code

    def test_a_hidden_product(self, ann, phones):
        Product.objects.filter(pk=phones[1].pk).update(is_public=False)
        assert self.refused(ann, phones) == "unknown_product"

    def test_the_future(self, ann, phones):
        in_an_hour = timezone.now() + timedelta(hours=1)
        assert self.refused(ann, phones, happened=in_an_hour) == "in_the_future"

    def test_what_is_older_than_events_are_kept(self, ann, phones, settings):
        settings.SHOPGUIDE = {**settings.SHOPGUIDE, "EVENT_DAYS": 30}
        assert self.refused(ann, phones, happened=ago(days=31)) == "too_old"

    def test_the_exposure_of_another(self, ann, phones):
        theirs = exposure(*phones, shopper="user:another")
        assert self.refused(ann, phones, exposure=theirs.pk) == "foreign_exposure"

    def test_ones_own_exposure_after_the_consent_is_taken_back(self, ann, phones):
        own = exposure(*phones, shopper=ann.key)
        unknown = Shopper(user_pk=ann.user_pk)
        assert self.refused(unknown, phones, exposure=own.pk) == "foreign_exposure"

    def test_a_product_that_was_not_shown(self, ann, phones):
        other = exposure(phones[0], shopper=ann.key)
        assert self.refused(ann, phones, exposure=other.pk) == "not_shown"

    def test_a_product_of_another_guide_in_the_exposure(self, ann, phones):
        other = exposure(*phones, guide="products")
        assert self.refused(ann, phones, exposure=other.pk) == "not_shown"

    @pytest.mark.parametrize("key", ["\0", "\ud800", "no uuid"])
    def test_keys_of_another_kind(self, ann, key):
        """The second shop's are UUIDs."""
        told = Reported(str(uuid4()), "view", guide="artikel", object_id=key)
        assert codes(record_events(ann, [told])) == {0: "unknown_product"}

    def test_text_that_hides_something_is_cleaned(self, ann, phones):
        data = {"query": "a\0b\u202ec <script>x</script>"}
        assert record_events(ann, [view(phones[0], data=data)]).recorded == 1
        assert Event.objects.get().data == {"query": "a bc x"}


@pytest.mark.django_db
class TestTime:
    def test_a_clock_that_is_a_little_fast_is_put_right(self, ann, phones):
        record_events(ann, [view(phones[0], happened=timezone.now() + timedelta(minutes=4))])
        assert Event.objects.get().happened <= timezone.now()

    def test_a_time_without_a_zone_is_the_shops(self, ann, phones):
        record_events(ann, [view(phones[0], happened=ago(hours=1).replace(tzinfo=None))])
        assert ago(minutes=61) < Event.objects.get().happened < ago(minutes=59)

    def test_events_may_come_in_any_order(self, ann, phones):
        times = [ago(minutes=n) for n in range(20)]
        told = [view(phones[n % 3], happened=at) for n, at in enumerate(times)]
        random.Random(3).shuffle(told)
        assert record_events(ann, told).recorded == 20
        stored = Event.objects.order_by("happened").values_list("happened", flat=True)
        assert list(stored) == sorted(times)


@pytest.mark.django_db
class TestDuplicates:
    def test_the_same_event_a_thousand_times(self, ann, phones):
        told = view(phones[0])
        first = record_events(ann, [told] * 100)
        assert (first.recorded, first.duplicates) == (1, 99)
        for _ in range(9):
            assert record_events(ann, [told] * 100) == Outcome(duplicates=100)
        assert Event.objects.count() == 1

    def test_two_shoppers_may_use_one_name(self, ann, phones):
        told = view(phones[0])
        other = Shopper(user_pk="77", personal=True)
        assert record_events(ann, [told]).recorded == 1
        assert record_events(other, [told]).recorded == 1

    def test_an_event_told_before_and_after_the_shopper_agreed(self, ann, phones):
        told = view(phones[0])
        record_events(Shopper(user_pk=ann.user_pk), [told])
        assert record_events(ann, [told]) == Outcome(duplicates=1)
        assert Event.objects.get().shopper == ""

    def test_half_of_a_batch_was_there(self, ann, phones):
        old, new = view(phones[0]), view(phones[1])
        record_events(ann, [old])
        assert record_events(ann, [old, new, new]) == Outcome(recorded=1, duplicates=2)


@pytest.mark.django_db
class TestFloods:
    @pytest.fixture(autouse=True)
    def limits(self, settings):
        limits = {"exposure": 50, "other": 20}
        settings.SHOPGUIDE = {**settings.SHOPGUIDE, "EVENTS_PER_MINUTE": limits}

    def flood(self, shopper, phones, source=""):
        outcomes = [
            record_events(shopper, [view(phones[0]) for _ in range(100)], source) for _ in range(10)
        ]
        return sum(each.recorded for each in outcomes), sum(each.ignored for each in outcomes)

    def test_a_thousand_views_of_a_shopper_in_a_minute(self, ann, phones):
        assert self.flood(ann, phones) == (20, 980)
        assert Event.objects.count() == 20

    def test_a_thousand_views_of_an_address(self, phones):
        assert self.flood(Shopper(), phones, "203.0.113.7") == (20, 980)
        assert record_events(Shopper(), [view(phones[0])], "203.0.113.8").recorded == 1

    def test_one_flood_keeps_no_other_shopper_from_being_counted(self, ann, phones):
        self.flood(ann, phones)
        other = Shopper(user_pk="77", personal=True)
        assert record_events(other, [view(phones[0])]).recorded == 1

    def test_what_was_shown_is_counted_apart(self, ann, phones):
        self.flood(ann, phones)
        shown = [view(phones[0], kind="exposure") for _ in range(60)]
        assert record_events(ann, shown) == Outcome(recorded=50, ignored=10)

    def test_old_dates_do_not_get_around_it(self, ann, phones):
        told = [view(phones[0], happened=ago(days=n)) for n in range(40)]
        assert record_events(ann, told) == Outcome(recorded=20, ignored=20)

    def test_a_minute_later_there_is_room_again(self, ann, phones):
        self.flood(ann, phones)
        Event.objects.update(received=ago(seconds=61))
        assert record_events(ann, [view(phones[0])]).recorded == 1

    def test_duplicates_use_up_nothing(self, ann, phones):
        told = [view(phones[0]) for _ in range(19)]
        record_events(ann, told)
        record_events(ann, told)
        assert record_events(ann, [view(phones[0])]).recorded == 1

    def test_orders_use_up_nothing(self, ann, phones):
        Event.objects.bulk_create(
            Event(shopper=ann.key, kind="order", client_id=f"order:phone:{n}") for n in range(30)
        )
        assert record_events(ann, [view(phones[0])]).recorded == 1

    def test_the_cache_is_down(self, phones, monkeypatch, caplog):
        def down(*args, **options):
            raise ConnectionError("no cache")

        monkeypatch.setattr(cache, "add", down)
        assert record_events(Shopper(), [view(phones[0])], "203.0.113.7").recorded == 1
        assert "no cache" in caplog.text


def at_once(*deeds):
    """Each in a thread with a connection of its own, all let go at one moment."""
    barrier, given = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(number, deed):
        try:
            barrier.wait(10)
            given[number] = deed()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return given


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.mark.parametrize("known", [True, False])
    def test_two_workers_get_the_same_batch(self, ann, phones, known):
        shopper = ann if known else Shopper()
        told = [view(phones[n % 3]) for n in range(50)]
        backwards = list(reversed(told))
        outcomes = at_once(
            *(lambda batch=batch: record_events(shopper, batch) for batch in [told, backwards] * 2)
        )
        assert sum(each.recorded for each in outcomes) == Event.objects.count() == 50
        assert sum(each.duplicates for each in outcomes) == 150

    def test_a_flood_through_four_workers(self, ann, phones, settings):
        limits = {"exposure": 50, "other": 20}
        settings.SHOPGUIDE = {**settings.SHOPGUIDE, "EVENTS_PER_MINUTE": limits}

        def flood():
            return [record_events(ann, [view(phones[0]) for _ in range(15)]) for _ in range(5)]

        at_once(flood, flood, flood, flood)
        assert Event.objects.count() == 20


@pytest.mark.django_db
class TestHook:
    @pytest.fixture
    def told(self):
        heard = []
        receiver = lambda **kwargs: heard.append(1)  # noqa: E731
        recorded.connect(receiver)
        yield heard
        recorded.disconnect(receiver)

    def test_it_is_told_once_the_events_are_committed(
        self, ann, phones, told, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            record_events(ann, [view(phones[0]), view(phones[1])])
            assert told == []
        assert told == [1]

    def test_nothing_is_told_of_nobody_or_of_duplicates(
        self, ann, phones, told, django_capture_on_commit_callbacks
    ):
        known = view(phones[0])
        record_events(ann, [known])
        with django_capture_on_commit_callbacks(execute=True):
            record_events(STRANGER, [view(phones[0])])
            record_events(ann, [known])
        assert told == []
