"""shopguide's own tables: the outbox, what has been indexed, read and written, and what failed a
check."""

from .assist import Conversation, Passage, Ticket, Turn
from .checks import CheckTally, FailedCheck
from .events import Consent, Event
from .experiments import Enrolment, Experiment, Look, Variant
from .index import WORD_DIMENSIONS, Corpus, Document, FactValue, Synonym, Term, Vector
from .keys import KEY_LENGTH
from .metrics import CountedDay, DailyTally
from .outbox import Job
from .personal import By, Personal
from .proposals import Proposal
from .ranking import Click, Exposure, FusionWeights
from .recommend import Fit, Neighbour, Popularity, Profile
from .reviews import AspectOpinion, AspectTally, ReviewReading
from .writing import CachedAnswer, Circuit, OutboundCall, Spending

__all__ = [
    "KEY_LENGTH",
    "WORD_DIMENSIONS",
    "AspectOpinion",
    "AspectTally",
    "By",
    "CachedAnswer",
    "CheckTally",
    "Circuit",
    "Click",
    "Consent",
    "Conversation",
    "Corpus",
    "CountedDay",
    "DailyTally",
    "Document",
    "Enrolment",
    "Event",
    "Experiment",
    "Exposure",
    "FactValue",
    "FailedCheck",
    "Fit",
    "FusionWeights",
    "Job",
    "Look",
    "Neighbour",
    "OutboundCall",
    "Passage",
    "Personal",
    "Popularity",
    "Profile",
    "Proposal",
    "ReviewReading",
    "Spending",
    "Synonym",
    "Term",
    "Ticket",
    "Turn",
    "Variant",
    "Vector",
]
