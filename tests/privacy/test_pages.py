"""The bar, the page of consent, export and erasure by pages, without a script."""

import json
import re

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.template import engines
from django.test import Client, RequestFactory

from shopguide.api.visitors import shopper_of
from shopguide.events.consent import PERSONALISATION, REMOTE_WRITER, agreed, record, words
from shopguide.events.shopper import TOKEN, Shopper
from shopguide.models import Consent, Conversation, Event, Profile
from shopguide.personal import count_user

pytestmark = pytest.mark.django_db
PAGE = "/ask/consent/"
HERE = {"Origin": "http://testserver"}
SIGNALS = [{"DNT": "1"}, {"Sec-GPC": "1"}]


@pytest.fixture
def browser():
    """One that checks tokens, as a real one would be checked."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def both(settings, monkeypatch):
    """A shop that asks for both purposes."""
    settings.SHOPGUIDE = {**settings.SHOPGUIDE, "REMOTE_CONSENT": True}
    monkeypatch.setattr("shopguide.writers.plain.PlainWriter.remote", True)


def visitor_of(client):
    return Shopper(session=client.session[TOKEN])


def bar(request):
    template = engines["django"].from_string("{% load shopguide %}{% consent_notice %}")
    return template.render({}, request).strip()


def request_of(client, path="/p/1/?a=1&b=2", headers=None):
    """A request of this browser, as a middleware leaves it."""
    request = RequestFactory(headers=headers or {}).get(path)
    cookie = client.cookies.get("sessionid")
    request.session = SessionStore(cookie.value if cookie else None)
    return request


def buttons(page):
    return re.findall(r'<button[^>]*name="answer" value="(\w+)"', page)


class TestNotice:
    def test_it_asks_with_nothing_chosen_and_equal_buttons(self, both):
        page = bar(request_of(Client()))
        assert buttons(page) == ["yes", "no"]
        assert "checked" not in page
        assert f'action="{PAGE}"' in page
        assert 'value="/p/1/?a=1&amp;b=2"' in page
        assert "Personal recommendations" in page
        assert "Answers by an AI service" in page
        assert "<script" not in page
        assert "style=" not in page

    @pytest.mark.parametrize("answer", ["yes", "no"])
    def test_once_said_it_is_gone_and_the_page_is_back(self, browser, answer):
        back = "/p/1/?a=1&b=2"
        told = browser.post(PAGE, {"answer": answer, "next": back}, headers=HERE)
        assert (told.status_code, told.headers["Location"]) == (302, back)
        assert bar(request_of(browser)) == ""
        key = visitor_of(browser).key
        assert agreed(key, PERSONALISATION) is (answer == "yes")
        # The cookie of the session, and no other.
        assert list(browser.cookies) == ["sessionid"]

    def test_of_two_purposes_only_the_unsaid_is_asked(self, both, browser):
        browser.post(PAGE, {REMOTE_WRITER: "no"}, headers=HERE)
        page = bar(request_of(browser))
        assert "Personal recommendations" in page
        assert "AI service" not in page

    def test_another_wording_is_asked_for(self, browser, settings):
        browser.post(PAGE, {"answer": "yes"}, headers=HERE)
        settings.SHOPGUIDE = {**settings.SHOPGUIDE, "CONSENT_VERSION": "2"}
        assert buttons(bar(request_of(browser))) == ["yes", "no"]

    def test_it_is_not_on_the_page_that_asks_the_same(self):
        assert bar(request_of(Client(), PAGE)) == ""

    @pytest.mark.parametrize("headers", SIGNALS)
    def test_a_browser_that_said_no_is_not_asked(self, headers):
        assert bar(request_of(Client(), headers=headers)) == ""

    @pytest.mark.parametrize("rule", ["always", "never"])
    def test_a_shop_that_needs_no_word_asks_for_none(self, settings, rule):
        settings.SHOPGUIDE = {**settings.SHOPGUIDE, "PERSONALISATION": rule}
        assert bar(request_of(Client())) == ""

    def test_a_shop_without_sessions(self):
        assert bar(RequestFactory().get("/")) == ""
        template = engines["django"].from_string("{% load shopguide %}{% consent_notice %}")
        assert template.render({}).strip() == ""


class TestLooking:
    def test_it_makes_no_session_no_cookie_and_no_row(self, browser):
        for path in (PAGE, "/guide-api/v1/me/consents/", "/guide-api/v1/me/", "/ask/me/export/"):
            assert browser.get(path).status_code == 200
        assert "sessionid" not in browser.cookies
        request = request_of(browser)
        bar(request)
        assert shopper_of(request) == Shopper()
        assert not request.session.modified
        assert not Session.objects.exists()
        assert not Consent.objects.exists()
        assert not Profile.objects.exists()

    def test_the_notice_and_its_page_set_no_cookie_at_all(self, settings):
        # In no frame of the demo's, whose other forms have tokens.
        request = request_of(Client())
        bar(request)
        assert "CSRF_COOKIE" not in request.META


class TestPage:
    def test_each_purpose_has_its_own_word(self, both, browser):
        told = browser.get(PAGE).content.decode()
        assert "checked" not in told
        assert told.count('type="radio"') == 4
        saved = browser.post(PAGE, {PERSONALISATION: "yes", REMOTE_WRITER: "no"}, headers=HERE)
        assert saved.headers["Location"] == f"{PAGE}?saved=1"
        page = browser.get(saved.headers["Location"]).content.decode()
        assert page.count(" checked") == 2
        assert "Saved." in page
        assert {name: word.given for name, word in words(visitor_of(browser).key).items()} == {
            PERSONALISATION: True,
            REMOTE_WRITER: False,
        }

    def test_consent_is_taken_back(self, browser):
        browser.post(PAGE, {PERSONALISATION: "yes"}, headers=HERE)
        key = visitor_of(browser).key
        Event.objects.create(shopper=key, client_id="e", kind="view")
        Profile.objects.create(shopper=key)
        browser.post(PAGE, {PERSONALISATION: "no"}, headers=HERE)
        assert Event.objects.get().shopper == ""
        assert not Profile.objects.exists()
        assert Consent.objects.count() == 2

    @pytest.mark.parametrize("headers", SIGNALS)
    def test_a_signal_of_the_browser_holds(self, browser, headers):
        page = browser.get(PAGE, headers=headers).content.decode()
        assert "<fieldset disabled" in page
        browser.post(PAGE, {PERSONALISATION: "yes"}, headers={**HERE, **headers})
        assert not Consent.objects.exists()
        # Said before, in another browser, it holds only where no signal is.
        browser.post(PAGE, {PERSONALISATION: "yes"}, headers=HERE)
        assert shopper_of(request_of(browser)).personal
        quiet = shopper_of(request_of(browser, headers=headers))
        assert (quiet.personal, quiet.known) == (False, "")

    def test_where_no_yes_is_needed_a_no_holds(self, browser, settings):
        settings.SHOPGUIDE = {**settings.SHOPGUIDE, "PERSONALISATION": "always"}
        page = browser.get(PAGE).content.decode()
        assert "on unless you decline" in page
        assert "checked" not in page
        assert shopper_of(request_of(browser)).personal
        for headers in SIGNALS:
            assert not shopper_of(request_of(browser, headers=headers)).personal
        browser.post(PAGE, {PERSONALISATION: "no"}, headers=HERE)
        assert not shopper_of(request_of(browser)).personal

    @pytest.mark.parametrize("said", [{}, {"answer": "maybe"}, {"other": "yes"}])
    def test_nonsense_says_nothing(self, browser, said):
        assert browser.post(PAGE, said, headers=HERE).status_code == 302
        assert not Consent.objects.exists()
        assert "sessionid" not in browser.cookies

    @pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:x"])
    def test_it_leads_to_no_other_site(self, browser, back):
        told = browser.post(PAGE, {"answer": "no", "next": back}, headers=HERE)
        assert told.headers["Location"] == f"{PAGE}?saved=1"

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Referer": "https://evil.example/testserver"},
            {"Origin": "http://testserver.evil.example"},
            {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
            {"Sec-Fetch-Site": "same-site"},
            {"Origin": "http://["},
        ],
    )
    def test_another_site_cannot_agree_for_anybody(self, browser, headers):
        assert browser.post(PAGE, {"answer": "yes"}, headers=headers).status_code == 403
        assert not Consent.objects.exists()
        assert "sessionid" not in browser.cookies

    @pytest.mark.parametrize(
        "headers",
        [{"Sec-Fetch-Site": "same-origin"}, HERE, {"Referer": "http://testserver/p/1/"}],
    )
    def test_this_site_can(self, browser, headers):
        assert browser.post(PAGE, {"answer": "yes"}, headers=headers).status_code == 302
        assert Consent.objects.count() == 1

    def test_a_token_will_do(self, browser):
        browser.get("/ask/me/erase/")
        token = browser.cookies["csrftoken"].value
        said = {"answer": "yes", "csrfmiddlewaretoken": token}
        assert browser.post(PAGE, said).status_code == 302
        assert Consent.objects.count() == 1

    def test_the_questions_word_is_the_same_word(self, both, client):
        """The tick beside a question, the page and the API have one word in common."""
        client.post("/ask/", {"question": "How do I return it?", "consent": "1"})
        key = visitor_of(client).key
        assert agreed(key, REMOTE_WRITER)
        assert shopper_of(request_of(client)).remote
        client.put("/guide-api/v1/me/consents/", {"remote_writer": False}, "application/json")
        assert not shopper_of(request_of(client)).remote
        # Asking without the tick repeats nothing.
        client.post("/ask/", {"question": "How do I return it?"})
        assert Consent.objects.count() == 2


class TestMine:
    def test_the_export_is_a_file_of_ones_own(self, client, anna, ben, as_shopper):
        for user in (anna, ben):
            record(as_shopper(user).key, PERSONALISATION, True)
            Event.objects.create(shopper=as_shopper(user).key, client_id=f"of {user}", kind="view")
        client.force_login(anna)
        told = client.get("/ask/me/export/")
        assert told.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
        assert "no-store" in told.headers["Cache-Control"]
        whole = json.loads(told.content)
        assert whole["shopper"] == as_shopper(anna).key
        assert [row["client_id"] for row in whole["kept"]["event"]] == ["of anna"]
        assert len(whole["kept"]["consent"]) == 1
        assert "of ben" not in told.content.decode()

    def test_what_was_asked_before_the_sign_in_is_not_exported(self, client, anna):
        """The one who asked may have been another, at the same browser."""
        session = client.session
        session[TOKEN] = "t"
        session.save()
        Conversation.objects.create(session=Shopper(session="t").digest, language="en")
        client.force_login(anna)
        assert json.loads(client.get("/ask/me/export/").content)["kept"]["conversation"] == []

    def test_erasure_asks_once_more(self, client, anna, as_shopper):
        record(as_shopper(anna).key, PERSONALISATION, True)
        client.force_login(anna)
        assert "1 record is kept" in client.get("/ask/me/erase/").content.decode()
        client.post("/ask/me/erase/")
        assert Consent.objects.exists()
        told = client.post("/ask/me/erase/", {"confirm": "1"})
        assert told.headers["Location"] == f"{PAGE}?erased=1"
        assert not Consent.objects.exists()

    def test_erasure_needs_the_token(self, browser):
        browser.post(PAGE, {"answer": "yes"}, headers=HERE)
        assert browser.post("/ask/me/erase/", {"confirm": "1"}, headers=HERE).status_code == 403
        assert Consent.objects.exists()

    def test_the_visitors_session_keeps_the_shops_part(self, client):
        client.post(PAGE, {"answer": "yes"}, headers=HERE)
        session = client.session
        session["cart"], session["shopguide_seen"] = [1], ["1"]
        session.save()
        visitor = visitor_of(client)
        Conversation.objects.create(session=visitor.digest, language="en")
        client.post("/ask/me/erase/", {"confirm": "1"})
        assert dict(client.session) == {"cart": [1]}
        assert count_user(visitor) == {}

    def test_what_was_done_before_the_sign_in_is_erased(self, client, anna):
        session = client.session
        session[TOKEN] = "t"
        session.save()
        Conversation.objects.create(session=Shopper(session="t").digest, language="en")
        client.force_login(anna)
        client.post("/ask/me/erase/", {"confirm": "1"})
        assert not Conversation.objects.exists()
        assert TOKEN not in client.session

    def test_erasure_has_a_limit(self, client, settings):
        settings.SHOPGUIDE = {**settings.SHOPGUIDE, "THROTTLES": {"erasure": "1/hour"}}
        assert client.post("/ask/me/erase/", {"confirm": "1"}).status_code == 302
        assert client.post("/ask/me/erase/", {"confirm": "1"}).status_code == 429

    def test_pages_without_the_demos_frame(self, client, settings):
        [first] = settings.TEMPLATES
        settings.TEMPLATES = [{**first, "DIRS": []}]
        for path in (PAGE, "/ask/me/erase/"):
            page = client.get(path).content.decode()
            assert "shopguide/shopguide.css" in page
            assert "<h1>" in page
            assert "<script" not in page
