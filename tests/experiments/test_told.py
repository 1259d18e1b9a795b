"""Searches and thumbs: told by the pages themselves, counted once, and nobody's without consent."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.template import RequestContext, Template
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.html import escape

from shopguide.delivery import drain
from shopguide.models import Event, Turn
from tests.events.conftest import agreeing_user
from tests.shop.factories import products

BOTH = (
    "{% load shopguide %}{% guide_suggestions q guide='phone' %}{% guide_search q guide='phone' %}"
)
SEARCH = "{% load shopguide %}{% guide_search q guide='phone' %}"
THUMB = reverse("shopguide:thumb")


@pytest.fixture
def phones(db):
    made = products(3)
    drain(60)
    return made


def page(source, q="phone", *, user=None, address="/search/", **headers):
    from django.contrib.auth.models import AnonymousUser

    request = RequestFactory(headers=headers).get(address)
    request.user, request.session = user or AnonymousUser(), SessionStore()
    return Template(source).render(RequestContext(request, {"request": request, "q": q}))


def searches():
    return Event.objects.filter(kind="search")


def test_a_search_is_told_with_what_it_found(phones):
    page(SEARCH, "phone")
    page(SEARCH, "zzqxw", address="/search/?price_max=0.01")
    found = list(searches().order_by("id"))
    assert [each.data["results"] > 0 for each in found] == [True, False]
    assert {(each.shopper, each.surface, each.guide) for each in found} == {("", "search", "phone")}
    assert all(0 <= each.data["seconds"] < 60 for each in found)
    assert not any("zzqxw" in str(vars(each)) for each in found)


def test_two_parts_of_a_page_are_one_search(phones):
    page(BOTH)
    assert [each.surface for each in searches()] == ["suggestions"]


def test_the_next_page_and_the_same_words_are_no_new_search(phones):
    ann = agreeing_user()
    page(SEARCH, user=ann)
    page(SEARCH, user=ann, address="/search/?page=2")
    page(SEARCH, user=ann)
    page(SEARCH, "smartphone", user=ann)
    assert [each.shopper for each in searches()] == [f"user:{ann.pk}"] * 2


@pytest.mark.parametrize(
    "headers", [{"User-Agent": "Googlebot/2.1"}, {"Sec-Purpose": "prefetch"}, {"staff": "1"}]
)
def test_bots_staff_and_browsers_ahead_do_not_search(phones, headers):
    user = User.objects.create_user("boss", is_staff=True) if headers.pop("staff", "") else None
    page(SEARCH, user=user, **headers)
    assert not searches().exists()


def test_the_page_stands_where_a_search_cannot_be_told(phones):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE shopguide_event RENAME TO mislaid")
        assert "sg-search" in page(SEARCH)
        cursor.execute("ALTER TABLE mislaid RENAME TO shopguide_event")


def test_the_api_tells_a_search(phones, client):
    for name in ("search", "suggestions"):
        client.get(reverse(f"shopguide-api:{name}"), {"q": "phone", "guide": "phone"})
    client.get(reverse("shopguide-api:search"), {"q": "phone", "guide": "phone", "page": 2})
    assert sorted(each.surface for each in searches()) == ["search", "suggestions"]


def thumbs():
    return list(Event.objects.filter(kind__startswith="thumb").values_list("kind", "surface"))


def test_a_thumb_counts_once_and_the_last_word_holds(db, client):
    about = str(uuid4())
    said = {"surface": "suggestions", "about": about, "next": "/guide/?q=x"}
    for kind in ("thumb_up", "thumb_up", "thumb_down"):
        answer = client.post(THUMB, {**said, "kind": kind})
        assert (answer.status_code, answer["Location"]) == (302, "/guide/?q=x")
    assert thumbs() == [("thumb_down", "suggestions")]
    client.post(THUMB, {**said, "about": str(uuid4()), "kind": "thumb_up"})
    assert len(thumbs()) == 2
    event = Event.objects.first()
    assert event.shopper == ""
    assert about not in event.client_id


def test_a_script_gets_no_page(db, client):
    said = {"surface": "ask", "about": str(uuid4()), "kind": "thumb_up"}
    assert client.post(THUMB, said, headers={"Accept": "application/json"}).status_code == 204
    assert client.post(THUMB, {**said, "next": "https://evil.example/"})["Location"] == "/"


def test_with_a_session_the_token_is_asked_for(db):
    said = {"surface": "ask", "about": str(uuid4()), "kind": "thumb_up"}
    client = Client(enforce_csrf_checks=True)
    assert client.post(THUMB, said).status_code == 302
    client.force_login(agreeing_user())
    assert client.post(THUMB, {**said, "about": str(uuid4())}).status_code == 403
    assert len(thumbs()) == 1


@pytest.mark.parametrize(
    "wrong", [{"kind": "order"}, {"surface": "search"}, {"about": "1"}, {"about": ""}]
)
def test_what_is_no_thumb(db, client, wrong):
    said = {"surface": "ask", "about": str(uuid4()), "kind": "thumb_up", **wrong}
    assert client.post(THUMB, said).status_code == 404
    assert client.get(THUMB).status_code == 405


def test_the_buttons_stand_under_a_suggestion_without_a_cookie(phones):
    text = page(BOTH)
    assert text.count(f'action="{THUMB}"') == 1
    assert (
        "csrfmiddlewaretoken" not in text.partition('class="sg-thumbs"')[2].partition("</form>")[0]
    )
    assert 'data-sg-strip="suggestions"' in text


def test_the_buttons_stand_under_each_answer(phones, client):
    asked = {"question": "Where is my order?"}
    answer = client.post(reverse("shopguide:ask"), asked, follow=True)
    address = answer.redirect_chain[-1][0].partition("#")[0]
    text = answer.content.decode()
    turn = Turn.objects.get()
    assert text.count(f'name="about" value="{turn.pk}"') == 1
    assert f'name="next" value="{escape(address)}"' in text
