"""Readings of reviews in, pros and cons with their shares, trends and quotes out: pure reads."""

from .aspects import AspectShare, aspects, cons, pros
from .complaints import Complaint, new_complaints
from .highlights import Highlights, Phrase, highlights
from .quotes import Quote, quotes, quotes_for
from .scope import Scope
from .statistics import Share
from .trend import Period, trend

__all__ = [
    "AspectShare",
    "Complaint",
    "Highlights",
    "Period",
    "Phrase",
    "Quote",
    "Scope",
    "Share",
    "aspects",
    "cons",
    "highlights",
    "new_complaints",
    "pros",
    "quotes",
    "quotes_for",
    "trend",
]
