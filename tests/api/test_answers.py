"""Answers and conversations: what comes back, and to whom."""

import uuid

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.utils.html import escape

from shopguide.api import answers
from shopguide.conf import DEFAULTS
from shopguide.models import Conversation, Ticket
from tests.assist.conftest import policies  # noqa: F401

from .doubles import read

ROOT = "/guide-api/v1/"
CONSENT = {"REMOTE_CONSENT": True}
STREAM = {"Accept": "text/event-stream"}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_throttles():
    cache.clear()


def put(client, question="How long do I have to return an item?", headers=None, **asked):
    body = {"question": question, **asked}
    return client.post(f"{ROOT}answers/", body, "application/json", headers=headers)


def test_an_answer_has_its_sources(client, policies):  # noqa: F811
    answer = put(client).json()
    assert answer["known"] is True
    refs = {each["ref"]: each for each in answer["sources"]}
    assert {ref for each in answer["sentences"] for ref in each["refs"]} == set(refs) != set()
    assert all(each["url"].startswith("/help/") for each in refs.values())
    assert answer["sentences"][0]["text"] in answer["text"]
    assert Conversation.objects.filter(pk=answer["conversation"]).exists()


def test_a_second_question_goes_on(client):
    first = put(client).json()
    second = put(client, "And the costs?", conversation=first["conversation"]).json()
    assert second["conversation"] == first["conversation"]
    found = client.get(f"{ROOT}conversations/{first['conversation']}/").json()
    asked = ["How long do I have to return an item?", "And the costs?"]
    assert [each["question"] for each in found["turns"]] == asked


def test_an_answer_as_it_is_written(client, policies):  # noqa: F811
    answer = put(client, headers=STREAM)
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    assert answer.headers["X-Accel-Buffering"] == "no"
    assert answer.headers["Cache-Control"] == "no-store"
    told, _ = read(b"".join(answer.streaming_content).decode())
    assert told[-1][1] == "done"
    assert {"text", "sources"} <= {name for _, name, _ in told}
    assert [number for number, _, _ in told] == [str(n) for n in range(1, len(told) + 1)]
    conversation = told[-1][2]["conversation"]
    assert client.get(f"{ROOT}conversations/{conversation}/").status_code == 200


@pytest.mark.parametrize("headers", [None, STREAM])
@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"question": ""}, 400),
        ({"question": "x" * 3000}, 400),
        ({"conversation": "nonsense"}, 400),
        ({"conversation": str(uuid.uuid4())}, 404),
        ({"guide": "phone", "product": "none"}, 404),
        ({"guide": "nope", "product": "1"}, 404),
    ],
)
def test_what_cannot_be_asked_is_a_problem(client, headers, asked, status):
    answer = put(client, headers=headers, **asked)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]


def test_answers_are_throttled(client, settings):
    settings.SHOPGUIDE = {**settings.SHOPGUIDE, "THROTTLES": {"answers": "2/min"}}
    assert [put(client).status_code for _ in range(3)] == [200, 200, 429]


def test_a_visitors_cookie_is_worth_nothing_to_another_site(client):
    put(client)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    for answer in (
        put(strict),
        strict.delete(f"{ROOT}conversations/"),
        strict.post(f"{ROOT}conversations/{uuid.uuid4()}/hand-off/"),
    ):
        assert answer.status_code == 403
    # Without a cookie there is nothing to misuse.
    assert put(Client(enforce_csrf_checks=True)).status_code == 200


def test_login_and_logout_do_not_hand_conversations_on(client):
    conversation = put(client).json()["conversation"]
    client.force_login(User.objects.create_user("a"))
    address = f"{ROOT}conversations/{conversation}/"
    assert client.get(address).status_code == 404
    mine = put(client).json()["conversation"]
    client.logout()
    assert client.get(f"{ROOT}conversations/{mine}/").status_code == 404
    assert client.get(f"{ROOT}conversations/").json() == {"conversations": []}


def test_export_and_erase(client):
    put(client)
    put(client, "退货怎么办？")
    told = client.get(f"{ROOT}conversations/export/")
    assert told.headers["Content-Disposition"].startswith("attachment")
    assert len(told.json()["conversations"]) == 2
    assert "退货怎么办？" in told.content.decode()
    assert client.delete(f"{ROOT}conversations/").json() == {"erased": 2}
    assert not Conversation.objects.exists()


def test_consent_is_asked_for_and_kept(client, settings, monkeypatch):
    monkeypatch.setitem(DEFAULTS, "REMOTE_CONSENT", False)
    settings.SHOPGUIDE = {**settings.SHOPGUIDE, **CONSENT}
    asked = []

    def seen(question, *, asker, **options):
        asked.append(asker.consent)
        return answers.Answer(question, "en", "policy", [], [])

    monkeypatch.setattr(answers, "answer", seen)
    put(client)
    put(client, consent=True)
    put(client)
    put(client, consent=False)
    assert asked == [False, True, True, False]


def test_hand_off_gives_a_ticket(client):
    conversation = put(client, "What is the meaning?").json()["conversation"]
    told = client.post(
        f"{ROOT}conversations/{conversation}/hand-off/",
        {"contact": "a@example.com", "note": "Soon, please"},
        "application/json",
    )
    assert told.status_code == 201
    ticket = Ticket.objects.get(pk=told.json()["id"])
    assert (ticket.contact, ticket.question) == ("a@example.com", "What is the meaning?")
    own = client.get(f"{ROOT}conversations/{conversation}/").json()
    assert own["tickets"][0]["status"] == "open"


# The matrix: five people, each with a conversation and a ticket, and every address.

PEOPLE = ["visitor", "other visitor", "A", "B", "staff"]


@pytest.fixture
def people(settings):
    """Clients by name, each with a conversation that names its owner and a ticket."""
    # All of them come from one address.
    settings.SHOPGUIDE = {**settings.SHOPGUIDE, "THROTTLES": {}}
    made = {}
    for name in PEOPLE:
        client = Client()
        if "visitor" not in name:
            user = User.objects.create_user(name, is_staff=name == "staff")
            client.force_login(user)
        conversation = put(client, f"May {name} return the secret of {name}?").json()[
            "conversation"
        ]
        address = f"{ROOT}conversations/{conversation}/hand-off/"
        contact = {"contact": f"{name.replace(' ', '.')}@secret.example"}
        assert client.post(address, contact, "application/json").status_code == 201
        made[name] = (client, conversation)
    made["nobody"] = (Client(), None)
    return made


def attempts(client, conversation):
    """Every way to a conversation: reading ones first."""
    one = f"{ROOT}conversations/{conversation}/"
    yield client.get(one)
    yield put(client, conversation=conversation)
    yield put(client, headers=STREAM, conversation=conversation)
    yield client.post(f"{one}hand-off/", {"contact": "me@x.example"}, "application/json")
    yield client.delete(one)
    yield client.get("/ask/", {"conversation": conversation})
    yield client.post("/ask/", {"question": "What?", "conversation": conversation})
    yield client.post("/ask/hand-off/", {"conversation": conversation})
    yield client.post("/ask/erase/", {"conversation": conversation})
    yield client.get(f"/admin/shopguide/conversation/{conversation}/change/")


@pytest.mark.parametrize("who", [*PEOPLE, "nobody"])
def test_nothing_of_anothers(people, who):
    client, _ = people[who]
    for whose in PEOPLE:
        if whose == who:
            continue
        for answer in attempts(client, people[whose][1]):
            expected = {302, 403} if "/admin/" in answer.request["PATH_INFO"] else {404}
            assert answer.status_code in expected, (who, whose, answer.request["PATH_INFO"])
            assert f"the secret of {whose}".encode() not in answer.content
    assert Conversation.objects.count() == Ticket.objects.count() == len(PEOPLE)
    # What lists everything lists one's own.
    for path in (f"{ROOT}conversations/", f"{ROOT}conversations/export/", "/ask/"):
        told = client.get(path).content.decode()
        for whose in PEOPLE:
            assert (people[whose][1] in told) == (whose == who), (path, whose)
        if path.endswith(("export/", "/ask/")):
            assert ("secret of" in told) == (who in PEOPLE)
    client.delete(f"{ROOT}conversations/")
    client.post("/ask/erase/")
    left = set(map(str, Conversation.objects.values_list("pk", flat=True)))
    assert left == {key for name, (_, key) in people.items() if name not in (who, "nobody")}


def test_staff_need_the_permission_of_the_admin(people):
    client, _ = people["staff"]
    for path in ("conversation", "ticket"):
        assert client.get(f"/admin/shopguide/{path}/").status_code == 403


def test_the_stored_answer_is_what_the_page_shows(client, policies):  # noqa: F811
    answer = put(client).json()
    page = client.get("/ask/", {"conversation": answer["conversation"]}).content.decode()
    for sentence in answer["sentences"]:
        assert escape(sentence["text"]) in page
    assert f'id="sg-source-{answer["turn"]}-1"' in page


def test_a_shop_without_sessions_answers_and_keeps_nothing(client, settings, policies):  # noqa: F811
    settings.MIDDLEWARE = [
        each
        for each in settings.MIDDLEWARE
        if not any(name in each for name in ("session", "auth", "messages"))
    ]
    answer = put(client).json()
    assert answer["known"] is True
    assert answer["conversation"] == ""
    page = client.post("/ask/", {"question": "How long do I have to return an item?"})
    assert escape(answer["sentences"][0]["text"]) in page.content.decode()
    assert not Conversation.objects.exists()
