"""shopguide's own tables: the outbox, what has been indexed and read, and what failed a check."""

from .assist import Conversation, Passage, Ticket, Turn
from .checks import CheckTally, FailedCheck
from .index import WORD_DIMENSIONS, Corpus, Document, FactValue, Synonym, Term, Vector
from .keys import KEY_LENGTH
from .outbox import Job
from .ranking import Click, Exposure, FusionWeights
from .reviews import AspectOpinion, AspectTally, ReviewReading

__all__ = [
    "KEY_LENGTH",
    "WORD_DIMENSIONS",
    "AspectOpinion",
    "AspectTally",
    "CheckTally",
    "Click",
    "Conversation",
    "Corpus",
    "Document",
    "Exposure",
    "FactValue",
    "FailedCheck",
    "FusionWeights",
    "Job",
    "Passage",
    "ReviewReading",
    "Synonym",
    "Term",
    "Ticket",
    "Turn",
    "Vector",
]
