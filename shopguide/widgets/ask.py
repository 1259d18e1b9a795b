"""Context of the panel in which a shopper asks, and of the page with the answers."""

from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from shopguide.assist import Answer, Asker, conversations_of
from shopguide.catalogue.facts import title_of
from shopguide.catalogue.reading import read
from shopguide.conf import settings
from shopguide.events.consent import REMOTE_WRITER, asked
from shopguide.models import Conversation, Ticket, Turn
from shopguide.text.language import language_of

from .addresses import needed, served
from .product import guide_of
from .transcript import told_turn, told_turns

#: Conversations that the page lists; all of them are in the export.
LISTED = 20


@dataclass(frozen=True)
class Addresses:
    """Where the panel's forms go: pages of ``shopguide.urls``, and the API where the shop has it."""

    ask: str
    hand_off: str
    erase: str
    answers: str
    export: str


def addresses() -> Addresses:
    """Raises NoReverseMatch for a shop that does not serve the pages."""
    return Addresses(
        **{page: needed(page, "ask_guide", "its answers") for page in ("ask", "hand_off", "erase")},
        answers=served("shopguide-api:answers"),
        export=served("shopguide-api:export"),
    )


def ask_context(
    product: Any = None,
    guide_name: str | None = None,
    *,
    conversation: Conversation | None = None,
    asker: Asker | None = None,
    level: int = 2,
) -> dict[str, Any]:
    """What ``shopguide/ask.html`` needs. ``product`` is the row whose page is open; with
    ``conversation``, which must be the asker's own, its turns and tickets are shown."""
    context: dict[str, Any] = {
        "addresses": addresses(),
        "conversation": conversation,
        "turns": told_turns(conversation) if conversation else [],
        "tickets": told_tickets(conversation) if conversation else [],
        "level": level,
        "longest": settings["QUERY_LENGTH"],
        "asks_consent": REMOTE_WRITER in asked(),
        "consent": asker.consent if asker else False,
        "product": product,
        "thumb": served("shopguide:thumb"),
        "thumb_token": True,
    }
    if product is not None:
        guide = guide_of(product, guide_name)
        context["guide"] = guide
        if level == 1:
            # A page of its own; a product's page says anyway what it is about.
            values = read(guide, [product.pk], [guide.title_field] if guide.title_field else [])
            title = title_of(guide, values.get(product.pk, {}), product)
            context |= {"title": title, "title_language": language_of(title)}
    return context


def conversations_context(asker: Asker, current: Conversation | None = None) -> dict[str, Any]:
    """What ``shopguide/ask_conversations.html`` needs: the asker's own, latest first."""
    own = conversations_of(asker).prefetch_related("turns")[:LISTED]
    listed = [
        {
            "conversation": each,
            "address": conversation_address(each),
            "first": first_question(each),
            "is_current": current is not None and each.pk == current.pk,
        }
        for each in own
    ]
    return {"listed": listed}


def first_question(conversation: Conversation) -> str:
    turns = sorted(conversation.turns.all(), key=lambda turn: turn.created)
    return turns[0].question if turns else ""


def conversation_address(conversation: Conversation | str) -> str:
    key = getattr(conversation, "pk", conversation)
    return f"{reverse('shopguide:ask')}?{urlencode({'conversation': str(key)})}"


def told_answer(made: Answer) -> dict[str, Any]:
    """An answer that nothing is kept of, as ``ask_turn.html`` shows it."""
    stored = {
        "sentences": [asdict(each) for each in made.sentences],
        "sources": [asdict(each) for each in made.sources],
        "generative": made.generative,
        "degraded": made.degraded,
    }
    turn = Turn(question=made.question, answer=stored, intent=made.intent, known=made.known)
    return told_turn(turn)


def told_tickets(conversation: Conversation) -> list[Ticket]:
    return list(conversation.tickets.order_by("created", "pk"))
