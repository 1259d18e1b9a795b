"""A shopper's question in, a cited answer or a hand-off out."""

from .answering import Answer, Answered, answer, ask
from .conversations import (
    Asker,
    conversation_of,
    conversations_of,
    erase,
    erase_conversation,
    export,
    tickets_of,
)
from .tickets import hand_off

__all__ = [
    "Answer",
    "Answered",
    "Asker",
    "answer",
    "ask",
    "conversation_of",
    "conversations_of",
    "erase",
    "erase_conversation",
    "export",
    "hand_off",
    "tickets_of",
]
