"""The tags: a view is recorded by the page itself, whatever the browser, and never breaks it."""

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.db import connection
from django.template import Context, Template
from django.test import RequestFactory

from shopguide.events.record import Outcome
from shopguide.events.shopper import Shopper
from shopguide.models import Event, Exposure
from shopguide.report import report
from shopguide.widgets.seen import seen_in
from tests.events.conftest import agreeing_user
from tests.shop.factories import phone_guide
from tests.shop.models import Product

pytestmark = pytest.mark.django_db
VIEW = "{% load shopguide %}{% record_view product %}"
EVENTS = "{% load shopguide %}{% record_events %}"


def request_of(user=None, method="get", **headers):
    request = getattr(RequestFactory(headers=headers), method)("/p/1/")
    request.user = user or AnonymousUser()
    request.session = SessionStore()
    return request


def rendered(source, request, product=None):
    return Template(source).render(Context({"request": request, "product": product}))


def test_a_view_is_recorded_with_the_page(phones):
    ann = agreeing_user()
    assert rendered(VIEW, request_of(ann), phones[0]) == ""
    event = Event.objects.get()
    assert (event.shopper, event.kind, event.title) == (f"user:{ann.pk}", "view", "Phone 0")


def test_a_session_that_is_there_remembers_what_was_looked_at(phones):
    request = request_of()
    rendered(VIEW, request, phones[0])
    assert request.session.is_empty()
    request.session["cart"] = [1]
    for phone in phones[:2]:
        rendered(VIEW, request, phone)
    assert seen_in(request, phone_guide(), Shopper()) == [str(phones[1].pk), str(phones[0].pk)]


def test_loaded_again_it_is_the_same_view(phones):
    ann = agreeing_user()
    for phone in (phones[0], phones[0], phones[1], phones[0]):
        rendered(VIEW, request_of(ann), phone)
    assert Event.objects.count() == 2


def test_views_of_people_who_cannot_be_told_apart_all_count(phones):
    for _ in range(3):
        rendered(VIEW, request_of(), phones[0])
    assert Event.objects.filter(shopper="").count() == 3


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("head", {}),
        ("post", {}),
        ("get", {"Sec-Purpose": "prefetch;prerender"}),
        ("get", {"Purpose": "prefetch"}),
        ("get", {"User-Agent": "Googlebot/2.1"}),
    ],
)
def test_nobody_looked(phones, method, headers):
    rendered(VIEW, request_of(method=method, **headers), phones[0])
    assert not Event.objects.exists()


def test_a_page_without_a_request(phones):
    assert Template(VIEW).render(Context({"product": phones[0]})) == ""


def test_a_hidden_product_is_looked_at_by_nobody(phones):
    Product.objects.filter(pk=phones[0].pk).update(is_public=False)
    rendered(VIEW, request_of(), phones[0])
    assert not Event.objects.exists()


def test_the_page_stands_where_nothing_can_be_written(phones, caplog):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE shopguide_event RENAME TO mislaid")
        assert rendered(VIEW, request_of(), phones[0]) == ""
        cursor.execute("ALTER TABLE mislaid RENAME TO shopguide_event")
    assert "a view is not recorded" in caplog.text
    assert User.objects.count() == 0


def test_a_page_that_is_kept_in_a_cache_leaves_it_to_the_browser(phones):
    source = "{% load shopguide %}{% record_view product script=True %}"
    page = rendered(source, request_of(), phones[0])
    assert f'data-sg-view="{phones[0].pk}" data-sg-guide="phone"' in page
    assert not Event.objects.exists()


def test_a_view_of_the_shop_reports_a_deed(phones):
    ann = agreeing_user()
    outcome = report(request_of(ann, "post"), "cart", phones[0], quantity=2, surface="similar")
    assert outcome == Outcome(recorded=1)
    event = Event.objects.get()
    assert (event.kind, event.quantity, event.surface) == ("cart", 2, "similar")


def test_a_model_without_a_guide_is_told():
    with pytest.raises(LookupError, match="has no guide"):
        report(request_of(), "cart", User())


class TestScript:
    def test_it_says_where_to_tell(self):
        page = rendered(EVENTS, request_of())
        assert 'data-sg-events="/guide-api/v1/events/"' in page
        assert "shopguide/events.js" in page
        assert "data-sg-token" not in page

    def test_a_visitor_without_a_session_gets_no_cookie(self):
        request = request_of()
        rendered(EVENTS, request)
        assert "CSRF_COOKIE" not in request.META

    def test_whoever_has_a_session_gets_a_token(self):
        request = request_of()
        request.COOKIES["sessionid"] = "one"
        assert "data-sg-token" in rendered(EVENTS, request)

    @pytest.mark.parametrize("signal", ["DNT", "Sec-GPC"])
    def test_nothing_where_the_browser_forbids_it(self, signal):
        assert rendered(EVENTS, request_of(**{signal: "1"})).strip() == ""

    def test_nothing_where_the_api_is_not_served(self, settings):
        settings.ROOT_URLCONF = "django.contrib.auth.urls"
        assert rendered(EVENTS, request_of()).strip() == ""


def test_search_results_say_what_they_are(client, phones):
    source = "{% load shopguide %}{% guide_search 'smartphone' guide='phone' %}"
    page = rendered(source, request_of())
    exposure = Exposure.objects.get()
    assert f'data-sg-strip="search" data-sg-guide="phone" data-sg-exposure="{exposure.pk}"' in page
