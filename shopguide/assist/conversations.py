"""Conversations of one shopper: found, listed, exported and erased by their owner alone."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from shopguide.conf import settings
from shopguide.models import Conversation, Ticket, Turn
from shopguide.text.language import Language
from shopguide.writers.quoting import joined

#: Turns that a writer is told of.
REMEMBERED = 4


@dataclass(frozen=True)
class Asker:
    """Who asks, as the request says: a user, or a visitor by the key of a signed session.

    ``consent`` is whether the question may go to a writer on another host.
    """

    user_pk: str = ""
    session: str = ""
    consent: bool = True

    @property
    def is_known(self) -> bool:
        """Whether a conversation can belong to this asker."""
        return bool(self.user_pk or self.session)

    @property
    def shopper(self) -> str:
        """What tells shoppers apart, for a budget."""
        return self.user_pk or self.session

    @property
    def owner(self) -> dict[str, str]:
        """The columns that say whose a row is. A user's rows are found by the user alone, so that
        the next person at the same browser does not read them."""
        if self.user_pk:
            return {"user_id": str(self.user_pk), "session": ""}
        # A key in the clear would let whoever reads the table take the session over.
        return {"user_id": "", "session": sha256(self.session.encode()).hexdigest()}


def conversations_of(asker: Asker) -> QuerySet[Conversation]:
    """The asker's own, latest first, with the number of their turns in ``asked``."""
    if not asker.is_known:
        return Conversation.objects.none()
    own = Conversation.objects.filter(**asker.owner)
    return own.annotate(asked=Count("turns")).order_by("-updated", "pk")


def conversation_of(asker: Asker, conversation: UUID | str) -> Conversation:
    """Raises LookupError for one that is not the asker's, whether it exists or not."""
    try:
        key = conversation if isinstance(conversation, UUID) else UUID(str(conversation))
    except ValueError as error:
        raise LookupError("That is no conversation of yours.") from error
    found = conversations_of(asker).filter(pk=key).first()
    if found is None:
        raise LookupError("That is no conversation of yours.")
    return found


def begun(asker: Asker, language: Language) -> Conversation:
    """A new conversation, not stored yet."""
    return Conversation(language=language, **asker.owner)


def stored(conversation: Conversation, turn: Turn) -> bool:
    """Store a whole turn and what is spoken of since. Returns whether it was: a conversation that
    was erased while its answer was written stays erased."""
    with transaction.atomic():
        rows = Conversation.objects.select_for_update().filter(pk=conversation.pk)
        if not conversation._state.adding and not rows.exists():
            return False
        conversation.save()
        turn.conversation = conversation
        turn.save()
    return True


def history(conversation: Conversation) -> tuple[tuple[str, str], ...]:
    """The last questions with their answers as read, oldest first."""
    if conversation._state.adding:
        return ()
    turns = list(conversation.turns.order_by("-created", "pk")[:REMEMBERED])
    return tuple((turn.question, as_read(turn.answer)) for turn in reversed(turns))


def as_read(answer: dict[str, Any]) -> str:
    """A stored answer as one text."""
    told = ("".join(part["text"] for part in each["segments"]) for each in answer["sentences"])
    return joined(told)


def export(asker: Asker) -> dict[str, Any]:
    """All that is kept of the asker's conversations and tickets, ready for JSON."""
    own = conversations_of(asker).prefetch_related("turns")
    return {
        "conversations": [
            {
                "id": str(each.pk),
                "language": each.language,
                "begun": each.created.isoformat(),
                "turns": [
                    _exported(turn) for turn in sorted(each.turns.all(), key=lambda t: t.created)
                ],
            }
            for each in own
        ],
        "tickets": [
            {
                "id": str(ticket.pk),
                "question": ticket.question,
                "contact": ticket.contact,
                "note": ticket.note,
                "status": ticket.status,
                "transcript": ticket.transcript,
                "opened": ticket.created.isoformat(),
            }
            for ticket in tickets_of(asker).order_by("-created", "pk")
        ],
    }


def _exported(turn: Turn) -> dict[str, Any]:
    return {
        "id": str(turn.pk),
        "question": turn.question,
        "answer": turn.answer,
        "intent": turn.intent,
        "known": turn.known,
        "asked": turn.created.isoformat(),
    }


def tickets_of(asker: Asker) -> QuerySet[Ticket]:
    return Ticket.objects.filter(**asker.owner) if asker.is_known else Ticket.objects.none()


def erase(asker: Asker) -> int:
    """Delete the asker's conversations and tickets. Returns how many conversations went."""
    with transaction.atomic():
        tickets_of(asker).delete()
        own = Conversation.objects.filter(pk__in=conversations_of(asker).values("pk"))
        count = own.count()
        own.delete()
    return count


def erase_conversation(asker: Asker, conversation: UUID | str) -> None:
    """Delete one conversation with its tickets. Raises LookupError if it is not the asker's."""
    found = conversation_of(asker, conversation)
    with transaction.atomic():
        found.tickets.all().delete()
        found.delete()


def forget_conversations() -> int:
    """Delete conversations whose last turn is older than SHOPGUIDE["CONVERSATION_DAYS"], and
    tickets that have been done with for as long."""
    before = timezone.now() - timedelta(days=settings["CONVERSATION_DAYS"])
    done = Ticket.objects.filter(updated__lt=before).exclude(status=Ticket.Status.OPEN)
    done.delete()
    old = Conversation.objects.filter(updated__lt=before)
    count = old.count()
    old.delete()
    return count
