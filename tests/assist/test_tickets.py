"""What the guide cannot answer goes to a person, with all that was said."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from shopguide.assist import answer, hand_off, ticket_opened
from shopguide.assist.conversations import forget_conversations
from shopguide.conf import settings
from shopguide.models import Conversation, Ticket, Turn


@pytest.fixture
def mailed(settings):
    settings.SHOPGUIDE = {**settings.SHOPGUIDE, "TICKET_EMAIL": "help@shop.example"}


@pytest.fixture
def talk(policies, visitor):
    first = answer("Is there a student discount?", asker=visitor)
    return answer("Do you accept Klarna?", asker=visitor, conversation=first.conversation)


@pytest.mark.parametrize("question", ["My phone arrived broken", "我要投诉你们"])
def test_a_complaint_is_offered_a_person_at_once(policies, visitor, question):
    found = answer(question, asker=visitor)
    assert (found.intent, found.hand_off) == ("complaint", True)


def test_a_ticket_has_the_transcript(talk, visitor):
    ticket = hand_off(visitor, talk.conversation, contact="anna@shop.example", note="Urgent\0")
    ticket.refresh_from_db()
    assert ticket.question == "Do you accept Klarna?"
    assert ticket.transcript[0]["question"] == "Is there a student discount?"
    assert "8% off laptops" in ticket.transcript[0]["answer"]
    assert (ticket.contact, ticket.note) == ("anna@shop.example", "Urgent")
    assert (ticket.status, ticket.language) == ("open", "en")


def test_asking_again_gives_the_same_ticket_until_it_is_done(talk, visitor):
    ticket = hand_off(visitor, talk.conversation, contact="anna@shop.example")
    later = answer("Do you accept Bitcoin?", asker=visitor, conversation=talk.conversation)
    assert later.ticket == str(ticket.pk)
    again = hand_off(visitor, talk.conversation)
    assert (again.pk, again.contact, len(again.transcript)) == (ticket.pk, ticket.contact, 3)
    Ticket.objects.update(status="answered")
    assert hand_off(visitor, talk.conversation).pk != ticket.pk


def test_a_ticket_is_mailed_and_signalled_once(
    mailed, talk, visitor, django_capture_on_commit_callbacks
):
    heard = []

    def listen(ticket, **given):
        heard.append(ticket)

    ticket_opened.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            ticket = hand_off(visitor, talk.conversation, contact="a@b.example\nBcc: all@x.example")
            hand_off(visitor, talk.conversation)
    finally:
        ticket_opened.disconnect(listen)
    assert heard == [ticket]
    (sent,) = mail.outbox
    assert sent.to == ["help@shop.example"]
    assert sent.subject == "A shopper asks: Do you accept Klarna?"
    assert "> Is there a student discount?" in sent.body
    assert "\nBcc:" not in sent.message().as_string()


def test_no_mail_where_no_address_is_set(talk, visitor, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        hand_off(visitor, talk.conversation)
    assert mail.outbox == []


def test_mail_and_listeners_that_fail_are_logged(
    mailed, talk, visitor, settings, caplog, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "tests.assist.no_such_backend"

    def listen(ticket, **given):
        raise RuntimeError("The help desk is down.")

    ticket_opened.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            hand_off(visitor, talk.conversation)
    finally:
        ticket_opened.disconnect(listen)
    assert Ticket.objects.count() == 1
    assert "no mail was sent" in caplog.text
    assert "The help desk is down." in caplog.text


def test_old_conversations_are_forgotten_and_open_tickets_kept(talk, visitor):
    ticket = hand_off(visitor, talk.conversation)
    old = timezone.now() - timedelta(days=settings["CONVERSATION_DAYS"] + 1)
    assert forget_conversations() == 0
    Conversation.objects.update(updated=old)
    Ticket.objects.update(updated=old)
    assert forget_conversations() == 1
    assert not Turn.objects.exists()
    ticket.refresh_from_db()
    assert ticket.conversation is None
    Ticket.objects.update(status="closed", updated=old)
    forget_conversations()
    assert not Ticket.objects.exists()
