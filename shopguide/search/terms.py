"""The words a query is searched by: as typed, joined, in other words, in the other language."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from shopguide.catalogue.guide import ProductGuide
from shopguide.models import Document, Term
from shopguide.text.clean import fold
from shopguide.text.lexicon import is_chinese
from shopguide.text.segment import is_han, pairs, pieces, words
from shopguide.text.stopwords import ENGLISH

from .vocabulary import Vocabulary

#: What another word for the same thing counts beside the word that was typed.
SYNONYM = 0.1
#: "head set" typed, "headset" written.
JOINED = 0.8
#: A word of the other language: the catalogue may have no other.
TRANSLATION = 0.8


@dataclass(frozen=True)
class Terms:
    """Index words with their weights, the texts that each stands in, and what each stands for in
    the query as it was typed. ``total`` is the number of indexed texts."""

    weights: dict[str, float] = field(default_factory=dict)
    documents: dict[str, int] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    total: int = 0


def terms_of(vocabulary: Vocabulary, query: str) -> Terms:
    """The weighted words of ``query``, each asked of the shop's index."""
    weights: dict[str, float] = {}
    said: dict[str, str] = {}

    def add(found: Iterable[str], weight: float, typed: str) -> None:
        for word in found:
            if weight > weights.get(word, 0.0):
                weights[word] = weight
                said[word] = typed

    for word, surface in pairs(query):
        add([word], 1.0, surface)
    folded, cut = fold(query), pieces(query)
    for one, two in pairwise(cut):
        if _may_be_one_word(one.text, two.text):
            add(words(one.text + two.text), JOINED, f"{one.text} {two.text}")
    translated: dict[str, list[str]] = {}
    for mention in vocabulary.lexicon.mentions(tuple(piece.stem for piece in cut)):
        # Positions of pieces count in the folded text.
        typed = folded[cut[mention.start].start : cut[mention.end - 1].end]
        for concept in mention.concepts:
            for other in vocabulary.lexicon.concepts[concept]:
                same = is_chinese(other) == is_chinese(typed)
                spoken = [word for word in words(other) if word not in weights]
                add(spoken, (SYNONYM if same else TRANSLATION) / max(1, len(spoken)), typed)
                if not same:
                    translated |= dict.fromkeys(spoken, words(typed))
    rows = Term.objects.filter(guide=vocabulary.guide.name, text__in=list(weights))
    documents = dict(rows.values_list("text", "documents"))
    for word, asked in translated.items():
        # What the shop says more often in the language that was typed needs no translation.
        if documents.get(word, 0) <= min((documents.get(each, 0) for each in asked), default=0):
            weights.pop(word, None)
    return Terms(weights, documents, said, vocabulary.documents)


def matched(guide: ProductGuide, terms: Terms, pks: list[Any]) -> dict[str, tuple[str, ...]]:
    """Words of the query that stand in each product, as the shopper wrote them."""
    asked = [word for word, said in terms.said.items() if said]
    rows = Document.objects.filter(guide=guide.name, object_id__in=[str(pk) for pk in pks])
    found = rows.extra(
        select={
            "standing": "ARRAY(SELECT word FROM unnest(%s::text[]) WITH ORDINALITY AS w (word, n)"
            " WHERE word = ANY (tsvector_to_array(lexemes)) ORDER BY n)"
        },
        select_params=[asked],
    )
    return {
        object_id: tuple(dict.fromkeys(terms.said[word] for word in standing))
        for object_id, standing in found.values_list("object_id", "standing")
    }


def _may_be_one_word(one: str, two: str) -> bool:
    joined = one + two
    return joined.isalpha() and not is_han(joined) and not {one, two} & ENGLISH
