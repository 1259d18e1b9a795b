"""The page and the API of taste: for its shopper alone, and without a script."""

import re

import pytest
from django.contrib.auth.models import User
from django.template import Context, Template
from django.test import Client, RequestFactory

from shopguide.events.consent import PERSONALISATION, record
from shopguide.models import Profile
from shopguide.recommend.fold import fold_events
from tests.recommend.shoppers import did
from tests.shop.factories import products

pytestmark = pytest.mark.django_db
PAGE, API = "/ask/taste/", "/guide-api/v1/me/taste/"
ZETA = "brand:phone:Zeta"


@pytest.fixture
def user():
    return User.objects.create(username="ann")


@pytest.fixture
def known(user, client):
    """A signed-in client of one who agreed and looked at three phones."""
    client.force_login(user)
    key = f"user:{user.pk}"
    record(key, PERSONALISATION, True)
    for product in products(3):
        did(key, "view", product)
    fold_events()
    return client


def test_whoever_did_not_agree_reads_so_and_gets_no_form(client, user):
    answer = client.get(PAGE)
    assert "Nothing is remembered of you" in answer.content.decode()
    assert (
        "<form" not in answer.content.decode().partition("sg-taste")[2].partition("</section>")[0]
    )
    assert client.get(API).json() == {"personal": False, "events": 0, "lines": []}
    assert client.patch(
        API, {"key": ZETA, "word": "like"}, content_type="application/json"
    ).status_code == 403  # fmt: skip
    assert not Profile.objects.exists()


def test_the_page_tells_in_sentences(known):
    page = known.get(PAGE).content.decode()
    assert "Lately you have been looking at Smartphones." in page
    assert "looked at 3 times" in page
    assert page.count('aria-checked="true"') == len(known.get(API).json()["lines"])
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_the_page_in_chinese(known):
    page = known.get(PAGE, headers={"accept-language": "zh-hans"}).content.decode()
    assert 'lang="zh-Hans"' in page
    assert "Smartphones" in page


def test_a_line_is_switched_off_and_on(known, user):
    answer = known.post(PAGE, {"key": ZETA, "word": "off"}, follow=True)
    assert "Saved." in answer.content.decode()
    assert 'aria-checked="false"' in answer.content.decode()
    assert Profile.objects.get().edits == {ZETA: "off"}
    known.post(PAGE, {"key": ZETA, "word": "on"})
    assert Profile.objects.get().edits == {}


def test_who_says_something_comes_back_to_the_shops_own_page_and_no_other(known):
    given = {"key": ZETA, "word": "off"}
    assert known.post(PAGE, {**given, "next": "/account/?a=1"}).url == "/account/?a=1"
    for elsewhere in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        assert known.post(PAGE, {**given, "next": elsewhere}).url == f"{PAGE}?saved=1"


def test_the_form_is_refused_without_its_token(known, user):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user)
    assert strict.post(PAGE, {"key": ZETA, "word": "off"}).status_code == 403
    assert strict.patch(
        API, {"key": ZETA, "word": "off"}, content_type="application/json"
    ).status_code == 403  # fmt: skip
    assert Profile.objects.get().edits == {}


def test_words_that_mean_nothing(known):
    assert known.post(PAGE, {"key": "", "word": "off"}).status_code == 400
    assert known.post(PAGE, {"key": "brand:phone:Nobody", "word": "like"}).status_code == 404
    assert known.post(PAGE, {"key": ZETA, "word": "adore"}).status_code == 400


def test_nobody_reads_or_corrects_anothers(known):
    other = Client()
    other.force_login(User.objects.create(username="bob"))
    record(f"user:{User.objects.get(username='bob').pk}", PERSONALISATION, True)
    assert other.get(API).json()["lines"] == []
    assert "Smartphones" not in other.get(PAGE).content.decode().partition("sg-taste-say")[0]
    assert other.post(PAGE, {"key": ZETA, "word": "off"}).status_code == 404
    assert Profile.objects.get(events=3).edits == {}


@pytest.mark.parametrize("header", ["HTTP_DNT", "HTTP_SEC_GPC"])
def test_a_browser_that_forbids_it_is_heeded(known, header):
    assert known.get(API, **{header: "1"}).json()["personal"] is False
    page = known.get(PAGE, **{header: "1"}).content.decode()
    assert "is not used now" in page
    assert "Nothing is remembered" not in page
    assert "Smartphones" not in page
    assert known.post(PAGE, {"key": ZETA, "word": "off"}, **{header: "1"}).status_code == 403


def test_the_api_corrects_a_line(known):
    def patch(**given):
        return known.patch(API, given, content_type="application/json")

    lines = {line["key"]: line for line in patch(key=ZETA, word="dislike").json()["lines"]}
    assert lines[ZETA] == {
        "key": ZETA, "kind": "brand", "sentence": "You said that Zeta is not for you.",
        "evidence": ["looked at 3 times"], "on": True, "word": "dislike",
    }  # fmt: skip
    assert patch(key="brand:phone:Nobody", word="like").json()["code"] == "unknown_line"
    assert patch(key=ZETA, word="adore").status_code == 400
    assert patch().json()["code"] == "invalid"


def test_the_tag_in_a_page_of_the_shop(known, user):
    request = RequestFactory().get("/account/?tab=2")
    request.user, request.session = user, known.session
    shown = Template("{% load shopguide %}{% my_taste %}").render(Context({"request": request}))
    assert "Lately you have been looking at Smartphones." in shown
    assert 'name="next" value="/account/?tab=2"' in shown
    assert "<h1" not in shown
    bare = Template("{% load shopguide %}{% my_taste %}").render(Context())
    assert "Nothing is remembered of you" in bare
