"""How rows of our tables belong to a shopper: said on each model, read by export and erasure."""

from dataclasses import dataclass
from enum import Enum


class By(Enum):
    """What tells whose a row is."""

    #: A column with the key of ``events.shopper.Shopper``.
    KEY = "key"
    #: ``user_id`` for a user, ``session`` (its digest) for a visitor.
    OWNER = "owner"
    #: A column with the digest that the log of other hosts and the budget know a shopper by.
    DIGEST = "digest"
    #: ``guide`` and ``review_id`` name a review of the shop's own, whose author it is.
    REVIEW = "review"


@dataclass(frozen=True)
class Personal:
    """``personal = Personal()`` on a model: its rows are some shopper's.

    ``via`` is the path to the row that has the columns, where that is another: "exposure__". What is
    ``kept`` rests on a row of the shop's own: it is exported and goes when the shop deletes that row.
    """

    by: By = By.KEY
    column: str = "shopper"
    via: str = ""
    kept: bool = False
