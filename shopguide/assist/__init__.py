"""A shopper's question in, a cited answer or a hand-off out."""

from .answers import Answer, Answered
from .ask import answer, ask
from .conversations import (
    Asker,
    conversation_of,
    conversations_of,
    erase,
    erase_conversation,
    export,
)
from .signals import ticket_opened
from .telling import SpokenProduct
from .tickets import hand_off

__all__ = [
    "Answer",
    "Answered",
    "Asker",
    "SpokenProduct",
    "answer",
    "ask",
    "conversation_of",
    "conversations_of",
    "erase",
    "erase_conversation",
    "export",
    "hand_off",
    "ticket_opened",
]
