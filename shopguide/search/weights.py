"""How much each leg counts, by language and kind of query: as learned for this shop, or as shipped."""

from dataclasses import dataclass
from typing import Any

from shopguide.catalogue.guide import ProductGuide
from shopguide.conf import DEFAULTS, settings
from shopguide.models import FusionWeights
from shopguide.text.language import language_of
from shopguide.text.segment import pieces

from .sentence.constraint import Reading

#: Queries of at most so many words are "words", longer ones "sentence".
SHORT = 3


@dataclass(frozen=True)
class Fusion:
    """Weights of the legs in reciprocal rank fusion, and of what reviews say of an aspect that is
    wished for; what has weight 0 is not asked at all."""

    lexical: float
    vector: float
    reviews: float = 0.0

    @property
    def legs(self) -> dict[str, float]:
        """The weights that are learned."""
        return {"lexical": self.lexical, "vector": self.vector}


def fusion_for(guide: ProductGuide, reading: Reading) -> Fusion:
    """The weights for this query: those in use in the admin, else the setting. An experiment with
    weights is about those of the setting."""
    rows = FusionWeights.objects.filter(guide=guide.name, in_use=True)
    learned: dict[str, Any] = {}
    if not settings.changed("FUSION"):
        learned = rows.values_list("weights", flat=True).first() or {}
    kind, shipped = kind_of(reading.sentence), settings["FUSION"]
    default = DEFAULTS["FUSION"]["all"]
    named = (learned.get(kind), learned.get("all"), shipped.get(kind), shipped.get("all"), default)
    given = [each for each in named if each]
    found = given[0]
    reviews = next(each["reviews"] for each in given if "reviews" in each)
    wishes = reading.one("aspect") is not None
    return Fusion(found["lexical"], found["vector"], reviews if wishes else 0.0)


def kind_of(query: str) -> str:
    """ "en words", "en sentence", "zh words" or "zh sentence"."""
    language = "zh" if language_of(query) == "zh-hans" else "en"
    length = len(pieces(query)) / (2 if language == "zh" else 1)
    return f"{language} {'words' if length <= SHORT else 'sentence'}"
