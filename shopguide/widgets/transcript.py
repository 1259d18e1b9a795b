"""Stored questions and answers as pages, programs and merchants read them."""

from typing import Any

from shopguide.models import Conversation, Turn
from shopguide.text.language import language_of

#: Turns of one conversation that a page shows, the latest.
SHOWN = 30


def told_turns(conversation: Conversation) -> list[dict[str, Any]]:
    """Questions with their stored answers, oldest first."""
    latest = list(conversation.turns.order_by("-created", "-pk")[:SHOWN])
    return [told_turn(turn) for turn in reversed(latest)]


def told_turn(turn: Turn) -> dict[str, Any]:
    """One question with its answer, its sources numbered as the page numbers them."""
    blank = {"ref": "", "kind": "text", "title": "", "text": "", "url": ""}
    stored = turn.answer.get("sources", ())
    sources = [{**blank, **each, "number": n} for n, each in enumerate(stored, start=1)]
    sentences = [_sentence(each, sources) for each in turn.answer.get("sentences", ())]
    return {
        "id": turn.pk,
        "question": turn.question,
        "language": language_of("".join(each["text"] for each in sentences)),
        "sentences": sentences,
        "sources": sources,
        "intent": turn.intent,
        "known": turn.known,
        "asked": turn.created,
        "generative": turn.answer.get("generative", False),
        "degraded": turn.answer.get("degraded", ()),
    }


def _sentence(stored: dict[str, Any], sources: list[dict[str, Any]]) -> dict[str, Any]:
    segments = stored.get("segments", ())
    refs = stored.get("refs", ())
    return {
        "part": stored.get("part", "answer"),
        "text": "".join(each["text"] for each in segments),
        "segments": [{"url": "", **each} for each in segments],
        "refs": refs,
        "cited": [each for each in sources if each["ref"] in refs],
    }
