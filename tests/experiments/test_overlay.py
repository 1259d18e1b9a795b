"""A variant stands in for settings while a request is answered, and only who met it takes part."""

import time

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError
from django.http import HttpResponse, StreamingHttpResponse
from django.template import Context, Template
from django.test import RequestFactory, override_settings

from shopguide import conf
from shopguide.backends import writers
from shopguide.conf import DEFAULTS, settings
from shopguide.events.consent import PERSONALISATION, record
from shopguide.events.shopper import Shopper
from shopguide.experiments.lifecycle import roll_out, stop
from shopguide.experiments.memory import SECONDS, Remembered, remembered
from shopguide.experiments.overlay import RequestOverlay, merge, overlaid, taken_part
from shopguide.experiments.running import running
from shopguide.middleware import ExperimentMiddleware
from shopguide.models import Consent, Enrolment, FusionWeights
from shopguide.personal import erase_user
from shopguide.search.sentence.constraint import Reading
from shopguide.search.weights import fusion_for
from tests.shop.factories import phone_guide

from .conftest import known

#: What a page shows of the setting that the tests change, where nothing is tested.
PLAIN = str(DEFAULTS["EXPLORATION"]).encode()


def shown(shopper, key="EXPLORATION"):
    """What a shopper's request reads of a setting."""
    overlay = RequestOverlay(running(), lambda: shopper, "en")
    with overlaid(overlay):
        value = settings[key]
    overlay.enrol()
    return value


def test_variants_change_settings_and_shoppers_take_part(declared):
    row = declared()
    values = {n: shown(known(n)) for n in range(60)}
    assert set(values.values()) == {0.05, 0.3}
    assert Enrolment.objects.count() == 60
    for each in Enrolment.objects.select_related("variant"):
        told = values[int(each.shopper.removeprefix("user:"))]
        assert told == each.variant.settings.get("EXPLORATION", DEFAULTS["EXPLORATION"])
    assert {n: shown(known(n)) for n in range(60)} == values
    assert Enrolment.objects.count() == 60
    stop(row)
    assert {shown(known(n)) for n in range(60)} == {0.05}


def test_who_reads_nothing_of_it_takes_no_part(declared):
    declared()
    assert shown(known(1), "SUGGESTION_SIZE") == 3
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize(
    "shopper", [Shopper(), Shopper(user_pk="1"), Shopper(user_pk="1", personal=True, counted=False)]
)
def test_who_may_not_be_remembered_sees_the_shop_as_it_is(declared, shopper):
    declared(variants={"control": {"EXPLORATION": 0.2}, "wide": {"EXPLORATION": 0.3}})
    assert shown(shopper) == 0.05
    assert not Enrolment.objects.exists()


def test_rolled_out_it_is_for_everybody(declared):
    row = declared()
    roll_out(row, row.variants.get(name="wide"))
    assert shown(Shopper()) == shown(known(1)) == 0.3
    assert not Enrolment.objects.exists()


def test_a_dictionary_adds_to_the_shops_own(declared):
    declared("w", {"control": {}, "x": {"WRITERS": {"other": {"BACKEND": "a.B"}}}})
    found = [shown(known(n), "WRITERS") for n in range(40)]
    assert {len(each) for each in found} == {2, 3}
    assert all("default" in each for each in found)


def test_a_variant_may_have_another_backend_under_the_same_name(declared):
    other = {"BACKEND": "shopguide.writers.openai.OpenAIWriter", "OPTIONS": {"model": "m"}}
    declared("w", {"control": {}, "gpt": {"WRITERS": {"default": other}}})
    own, kinds = writers["default"], set()
    for n in range(20):
        with overlaid(RequestOverlay(running(), lambda n=n: known(n), "en")):
            kinds.add(type(writers["default"]).__name__)
            assert writers["default"] is writers["default"]
    assert kinds == {"PlainWriter", "OpenAIWriter"}
    assert writers["default"] is own


def test_weights_of_a_test_are_not_hidden_by_learned_ones(declared):
    learned = {"all": {"lexical": 1.0, "vector": 0.9}}
    FusionWeights.objects.create(guide="phone", weights=learned, in_use=True, report={})
    new = {"FUSION": {"all": {"lexical": 1.0, "vector": 0.0}}}
    declared("f", {"control": {}, "words": new})
    found = set()
    for n in range(20):
        with overlaid(RequestOverlay(running(), lambda n=n: known(n), "en")):
            found.add(fusion_for(phone_guide(), Reading("phone")).vector)
    assert found == {0.9, 0.0}


def test_a_visitor_who_signs_in_keeps_the_variant(declared):
    row = declared()
    visitors = [known(n, user=False) for n in range(12)]
    before = [shown(each) for each in visitors]
    for n, each in enumerate(visitors):
        assert merge(each.key, f"user:{n}") == 1
    assert [shown(known(n)) for n in range(12)] == before
    assert Enrolment.objects.filter(experiment=row).count() == 12


def test_one_person_does_not_count_twice(declared):
    declared()
    visitor, user = known(1, user=False), known(1)
    shown(visitor), shown(user)
    assert merge(visitor.key, user.key) == 0
    assert [each.shopper for each in Enrolment.objects.all()] == [user.key]
    assert merge("", user.key) == 0


def test_a_shopper_is_told_of_what_they_take_part_in(declared):
    declared()
    shown(known(5))
    (told,) = taken_part("user:5")
    assert told["experiment"] == "strips"
    assert told["variant"] in ("control", "wide")


def request_of(user=None, **headers):
    made = RequestFactory().get("/", **headers)
    made.user, made.session = user, {}
    return made


@pytest.fixture
def shopper(db):
    user = User.objects.create_user("ann")
    record(f"user:{user.pk}", PERSONALISATION, True)
    return user


def test_the_middleware_shows_and_counts(declared, shopper):
    declared(variants={"control": {"EXPLORATION": 0.2}, "wide": {"EXPLORATION": 0.3}})
    page = ExperimentMiddleware(lambda request: HttpResponse(str(settings["EXPLORATION"])))
    first = page(request_of(shopper)).content
    assert first in (b"0.2", b"0.3")
    assert page(request_of(shopper)).content == first
    assert Enrolment.objects.count() == 1
    assert conf.overlay.get() is None


@pytest.mark.parametrize("headers", [{"HTTP_DNT": "1"}, {"HTTP_SEC_GPC": "1"}])
def test_a_browser_that_says_no_takes_no_part(declared, shopper, headers):
    declared(variants={"control": {"EXPLORATION": 0.2}, "wide": {"EXPLORATION": 0.3}})
    page = ExperimentMiddleware(lambda request: HttpResponse(str(settings["EXPLORATION"])))
    assert page(request_of(shopper, **headers)).content == b"0.05"
    assert not Enrolment.objects.exists()


def test_staff_takes_no_part(declared, shopper):
    shopper.is_staff = True
    declared(variants={"control": {"EXPLORATION": 0.2}, "wide": {"EXPLORATION": 0.3}})
    page = ExperimentMiddleware(lambda request: HttpResponse(str(settings["EXPLORATION"])))
    assert page(request_of(shopper)).content == b"0.05"


def test_a_stream_is_made_under_the_variant_and_leaks_nothing(declared, shopper):
    declared(variants={"control": {"EXPLORATION": 0.2}, "wide": {"EXPLORATION": 0.3}})

    def parts():
        yield str(settings["EXPLORATION"])
        yield str(settings["EXPLORATION"])

    page = ExperimentMiddleware(lambda request: StreamingHttpResponse(parts()))
    stream = iter(page(request_of(shopper)))
    first = next(stream)
    assert settings["EXPLORATION"] == 0.05
    assert [first, *stream] in ([b"0.2"] * 2, [b"0.3"] * 2)
    assert Enrolment.objects.count() == 1


def test_without_a_test_nothing_is_asked(db, shopper, django_assert_num_queries):
    running()
    page = ExperimentMiddleware(lambda request: HttpResponse(str(settings["EXPLORATION"])))
    with django_assert_num_queries(0):
        assert page(request_of(shopper)).content == b"0.05"


def test_a_page_that_meets_no_test_asks_nothing(declared, shopper, django_assert_num_queries):
    declared()
    running()
    page = ExperimentMiddleware(lambda request: HttpResponse(str(settings["SUGGESTION_SIZE"])))
    with django_assert_num_queries(0):
        page(request_of(shopper))


def test_known_to_a_process_a_visit_costs_nothing(declared, shopper, django_assert_num_queries):
    declared(variants={"control": {"EXPLORATION": 0.2}, "wide": {"EXPLORATION": 0.3}})
    page = ExperimentMiddleware(lambda request: HttpResponse(str(settings["EXPLORATION"])))
    first = page(request_of(shopper)).content
    # The shopper's word on being remembered, and the variants they have.
    with django_assert_num_queries(2):
        assert page(request_of(shopper)).content == first
    with django_assert_num_queries(0):
        assert page(request_of(shopper)).content == first
        assert page(request_of(shopper, HTTP_DNT="1")).content == PLAIN
    other = User.objects.create_user("bob")
    page(request_of(other))
    with django_assert_num_queries(0):
        assert page(request_of(other)).content == PLAIN


def two_pages(declared):
    """A page that meets one test, and a page that meets two."""
    declared(variants={"control": {"EXPLORATION": 0.2}, "wide": {"EXPLORATION": 0.3}})
    declared("size", {"control": {}, "long": {"SUGGESTION_SIZE": 5}})

    def one(request):
        return HttpResponse(str(settings["EXPLORATION"]))

    def both(request):
        return HttpResponse(f"{settings['EXPLORATION']} {settings['SUGGESTION_SIZE']}")

    return ExperimentMiddleware(one), ExperimentMiddleware(both)


@pytest.mark.parametrize("how", ["erased here", "erased elsewhere", "taken back elsewhere"])
def test_memory_enrols_nobody_who_has_left(declared, shopper, how):
    """What another process does sends no signal here: rows change, and memory does not know."""
    page, more = two_pages(declared)
    for _ in range(3):
        page(request_of(shopper))
    key = f"user:{shopper.pk}"
    assert remembered.get(key) is not None
    assert Enrolment.objects.count() == 1
    if how == "erased here":
        erase_user(Shopper(user_pk=str(shopper.pk)))
        assert remembered.get(key) is None
    else:
        Enrolment.objects.filter(shopper=key)._raw_delete("default")
        words = Consent.objects.filter(shopper=key)
        words.delete() if how.startswith("erased") else words.update(given=False)
    for _ in range(3):
        page(request_of(shopper))
        more(request_of(shopper))
    assert not Enrolment.objects.exists()
    # The page that would have written noticed.
    assert page(request_of(shopper)).content == PLAIN


def test_a_word_that_is_taken_back_is_heard_at_once(declared, shopper):
    page, _ = two_pages(declared)
    for _ in range(3):
        page(request_of(shopper))
    record(f"user:{shopper.pk}", PERSONALISATION, False)
    assert page(request_of(shopper)).content == PLAIN
    assert not Enrolment.objects.exists()


def test_whoever_takes_their_word_back_on_a_page_of_a_test_does_not_take_part(declared, shopper):
    declared(variants={"control": {"EXPLORATION": 0.2}, "wide": {"EXPLORATION": 0.3}})

    def view(request):
        settings["EXPLORATION"]
        record(f"user:{shopper.pk}", PERSONALISATION, False)
        return HttpResponse()

    ExperimentMiddleware(view)(request_of(shopper))
    assert not Enrolment.objects.exists()


def test_memory_ends_after_a_minute(declared, shopper, monkeypatch):
    page, _ = two_pages(declared)
    for _ in range(3):
        page(request_of(shopper))
    Consent.objects.filter(shopper=f"user:{shopper.pk}").update(given=False)
    assert page(request_of(shopper)).content != PLAIN
    later = time.monotonic() + SECONDS
    monkeypatch.setattr("shopguide.experiments.memory.time.monotonic", lambda: later)
    assert page(request_of(shopper)).content == PLAIN


def test_a_process_remembers_only_so_many(monkeypatch):
    monkeypatch.setattr("shopguide.experiments.memory.MOST", 3)
    for n in range(5):
        remembered.put(f"user:{n}", Remembered(known(n)))
    assert [remembered.get(f"user:{n}") is not None for n in range(5)] == [False] * 2 + [True] * 3


def test_a_database_that_cannot_be_written_costs_no_page(declared, shopper, monkeypatch):
    declared()

    def refused(*given, **named):
        raise DatabaseError("read-only")

    monkeypatch.setattr("shopguide.experiments.overlay.enrol", refused)
    page = ExperimentMiddleware(lambda request: HttpResponse(str(settings["EXPLORATION"])))
    assert page(request_of(shopper)).status_code == 200


def test_a_change_of_the_shops_settings_is_seen_at_once(declared):
    declared()
    with override_settings(SHOPGUIDE={"EXPLORATION": 0.07}):
        assert {shown(known(n)) for n in range(30)} == {0.07, 0.3}


def test_a_template_asks_for_the_variant(declared, shopper):
    row = declared(variants={"control": {}, "without": {}})
    page = ExperimentMiddleware(
        lambda request: HttpResponse(
            Template('{% load shopguide %}{% experiment_variant "strips" as v %}[{{ v }}]').render(
                Context()
            )
        )
    )
    first = page(request_of(shopper)).content
    assert first in (b"[control]", b"[without]")
    assert Enrolment.objects.count() == 1
    roll_out(row, row.variants.get(name="without"))
    assert page(request_of(None)).content == b"[without]"
    stop(row)
    assert page(request_of(shopper)).content == b"[]"
