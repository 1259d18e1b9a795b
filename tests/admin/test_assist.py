"""Tickets and conversations in the admin: who sees them, and what is done with them."""

import pytest
from django.contrib.auth.models import Permission, User

from shopguide.models import Conversation, Ticket, Turn

ROOT = "/admin/shopguide/"


@pytest.fixture
def conversation(db):
    kept = Conversation.objects.create(user_id="7", language="en")
    sentence = {"part": "answer", "segments": [{"kind": "text", "text": "In 30 days."}]}
    answer = {"sentences": [{**sentence, "refs": ["S1"]}], "sources": []}
    Turn.objects.create(conversation=kept, question="<b>When?</b>", answer=answer, intent="policy")
    Ticket.objects.create(
        conversation=kept, question="When?", contact="a@example.com", language="en",
        transcript=[{"question": "<b>When?</b>", "answer": "In 30 days."}],
    )  # fmt: skip
    return kept


@pytest.fixture
def staff(client, db):
    """Logs a member of staff in with these permissions."""

    def logged_in(*names):
        user = User.objects.create_user("staff", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=names))
        client.force_login(user)
        return client

    return logged_in


def test_a_conversation_is_read_with_its_permission_and_never_changed(conversation, staff):
    client = staff("view_conversation")
    page = client.get(f"{ROOT}conversation/{conversation.pk}/change/").content.decode()
    assert "&lt;b&gt;When?&lt;/b&gt;" in page
    assert "In 30 days." in page
    assert "_save" not in page
    assert client.get(f"{ROOT}conversation/").status_code == 200
    assert client.get(f"{ROOT}ticket/").status_code == 403


def test_a_ticket_is_answered(conversation, staff):
    client = staff("view_ticket", "change_ticket")
    ticket = Ticket.objects.get()
    listed = client.get(f"{ROOT}ticket/").content.decode()
    assert "1 shopper waits for a person." in listed
    page = client.get(f"{ROOT}ticket/{ticket.pk}/change/").content.decode()
    assert "&lt;b&gt;When?&lt;/b&gt;" in page
    client.post(f"{ROOT}ticket/", {"action": "mark_answered", "_selected_action": [str(ticket.pk)]})
    ticket.refresh_from_db()
    assert ticket.status == "answered"
    assert client.get(f"{ROOT}conversation/").status_code == 403


def test_who_may_only_look_changes_no_ticket(conversation, staff):
    client = staff("view_ticket")
    ticket = Ticket.objects.get()
    client.post(f"{ROOT}ticket/", {"action": "mark_closed", "_selected_action": [str(ticket.pk)]})
    client.post(f"{ROOT}ticket/{ticket.pk}/change/", {"status": "closed"})
    ticket.refresh_from_db()
    assert ticket.status == "open"
