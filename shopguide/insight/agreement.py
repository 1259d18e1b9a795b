"""Stars against text: reviews whose score says one thing and whose words another."""

from dataclasses import dataclass
from datetime import datetime

from .scope import Scope
from .statistics import Share

#: A score up to the first is a bad one, from the second on a good one (of 5 stars: 2 and 4).
LOW, HIGH = 0.4, 0.8
#: The text must be read as surely as this.
SURE = 0.8


@dataclass(frozen=True)
class Disagreement:
    """One review whose stars and text disagree strongly. ``rating`` is a share of the best score,
    ``sentiment`` from -1 to 1; keys are text."""

    review: str
    product: str
    rating: float
    sentiment: float
    written: datetime | None
    language: str
    verified: bool | None


@dataclass(frozen=True)
class Agreement:
    """Of the rated reviews of one product, or of all in a scope (``product`` None): those with
    many stars and a bad text (``stars_higher``), and those with few stars and a good one."""

    product: str | None
    stars_higher: Share
    text_higher: Share

    @property
    def disagree(self) -> Share:
        return Share(self.stars_higher.count + self.text_higher.count, self.stars_higher.total)


def agreement(scope: Scope) -> Agreement:
    """Of all rated reviews in the scope together, in one statement."""
    raise NotImplementedError


def agreement_by_product(scope: Scope, limit: int = 20) -> list[Agreement]:
    """Products with enough rated reviews, those whose stars and texts surely disagree most first,
    in one statement."""
    raise NotImplementedError


def disagreements(scope: Scope, limit: int = 20, offset: int = 0) -> list[Disagreement]:
    """The reviews themselves, the strongest disagreement first, in one statement."""
    raise NotImplementedError
