"""What the guide cannot answer becomes a ticket: stored, mailed and signalled."""

import logging
from uuid import UUID

from django.conf import settings as django_settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from shopguide.conf import settings
from shopguide.models import Conversation, Ticket
from shopguide.text.clean import clean

from .conversations import Asker, as_read, conversation_of
from .signals import ticket_opened

logger = logging.getLogger("shopguide")

LONGEST_CONTACT = 200
LONGEST_NOTE = 2000


def hand_off(asker: Asker, conversation: UUID | str, contact: str = "", note: str = "") -> Ticket:
    """A ticket with the transcript of the asker's conversation. Asking again while it is open gives
    the same one, with what has been said since.

    Raises LookupError for a conversation that is not the asker's. Neither a mail that cannot be
    sent nor a listener that fails keeps the ticket from being stored.
    """
    found = conversation_of(asker, conversation)
    with transaction.atomic():
        Conversation.objects.select_for_update().get(pk=found.pk)
        ticket = found.tickets.filter(status=Ticket.Status.OPEN).first()
        is_new = ticket is None
        ticket = ticket or Ticket(conversation=found, language=found.language, **asker.owner)
        transcript = _transcript(found)
        ticket.transcript = transcript
        ticket.question = transcript[-1]["question"] if transcript else ""
        ticket.contact = clean(contact, LONGEST_CONTACT) or ticket.contact
        ticket.note = clean(note, LONGEST_NOTE) or ticket.note
        ticket.save()
    if is_new:
        transaction.on_commit(lambda: _tell(ticket), robust=True)
    return ticket


def _transcript(conversation: Conversation) -> list[dict[str, str]]:
    return [
        {
            "question": turn.question,
            "answer": as_read(turn.answer),
            "asked": turn.created.isoformat(),
        }
        for turn in conversation.turns.order_by("created", "pk")
    ]


def _tell(ticket: Ticket) -> None:
    for listener, answer in ticket_opened.send_robust(Ticket, ticket=ticket):
        if isinstance(answer, Exception):
            logger.error("shopguide: %r failed for ticket %s", listener, ticket.pk, exc_info=answer)
    if not settings["TICKET_EMAIL"]:
        return
    try:
        _mail(ticket).send()
    except Exception:
        # Whatever the mail backend raises: the ticket is in the admin.
        logger.exception("shopguide: no mail was sent of ticket %s", ticket.pk)


def _mail(ticket: Ticket) -> EmailMessage:
    """In the shop's own language: who reads it works there."""
    with translation.override(django_settings.LANGUAGE_CODE):
        # A header is one line; clean() leaves none.
        subject = _("A shopper asks: %(question)s") % {"question": clean(ticket.question, 80)}
        told = [
            _("Ticket %(ticket)s") % {"ticket": ticket.pk},
            _("Contact: %(contact)s") % {"contact": ticket.contact or _("none given")},
            *([ticket.note] if ticket.note else []),
            "",
        ]
    for each in ticket.transcript:
        told += [f"> {each['question']}", each["answer"], ""]
    return EmailMessage(subject, "\n".join(told), to=[settings["TICKET_EMAIL"]])
