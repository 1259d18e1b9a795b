"""What one shop's products say, kept in memory: the words, the values of facts, the synonyms."""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection

from shopguide.catalogue.facts import label_of
from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.registry import registry
from shopguide.models import FactValue, Synonym, Term
from shopguide.text.lexicon import Key, Lexicon, key_of, packaged

#: Values that more products have come first; rarer ones can be searched but not understood.
MOST_VALUES = 20_000
#: A word that stands in fewer texts than this is as likely a slip of the pen as a word.
LEAST_DOCUMENTS = 2
MOST_SPELLINGS = 50_000


@dataclass(frozen=True)
class KnownValue:
    """A row of ``FactValue``."""

    pk: int
    path: str
    text: str
    aliases: tuple[str, ...]
    number: float | None
    dimension: str
    documents: int


class Vocabulary:
    """One guide's words and values at one moment."""

    def __init__(self, guide: ProductGuide) -> None:
        self.guide = guide
        rows = FactValue.objects.filter(guide=guide.name).order_by("-documents", "pk")
        self.values: dict[int, KnownValue] = {}
        #: Names of values, aliases too: what a sentence may mention.
        self.named: dict[Key, list[int]] = defaultdict(list)
        self.by_path: dict[str, list[KnownValue]] = defaultdict(list)
        for row in rows[:MOST_VALUES]:
            value = KnownValue(
                row.pk,
                row.path,
                row.text,
                tuple(row.aliases),
                row.number,
                row.dimension,
                row.documents,
            )
            self.values[row.pk] = value
            self.by_path[row.path].append(value)
            for name in (row.text, *row.aliases):
                if key := key_of(name):
                    self.named[key].append(row.pk)
        own = Synonym.objects.filter(guide__in=["", guide.name], is_active=True)
        self.lexicon = Lexicon([*(each.listed() for each in own), *packaged().concepts])
        self._name_in_other_words()
        self.longest_name = max(map(len, self.named), default=0)

    def _name_in_other_words(self) -> None:
        """A category "Smartphones" is asked for by 手机 too, a colour "Grey" by "gray"."""
        for key, pks in list(self.named.items()):
            for other in self.lexicon.of_key(key):
                known = self.named.get(other, [])
                paths = {self.values[pk].path for pk in known}
                # A value that has this very name goes before one that only means the same.
                found = [pk for pk in pks if self.values[pk].path not in paths]
                self.named[other] = [*known, *found]

    def named_in(self, key: Key, paths: set[str]) -> list[int]:
        """Numbers of values of ``paths`` that have this name."""
        return [pk for pk in self.named.get(key, ()) if self.values[pk].path in paths]

    def label(self, path: str) -> str:
        """What a fact is called."""
        return label_of(self.guide, path)

    @property
    def spellings(self) -> dict[str, int]:
        """Words as the shop writes them, with the number of texts that they stand in."""
        return _spellings(self.guide.name, self.stamp)

    stamp: Any = None
    #: How many texts were indexed when they were last counted.
    documents: int = 0


def vocabulary_of(guide: ProductGuide) -> Vocabulary:
    """The vocabulary as last counted, read again once it or a synonym has changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT documents FROM shopguide_corpus WHERE guide = %s),"
            " (SELECT counted FROM shopguide_corpus WHERE guide = %s),"
            " (SELECT max(id) FROM shopguide_factvalue WHERE guide = %s),"
            " (SELECT count(*) FROM shopguide_synonym), (SELECT max(updated) FROM shopguide_synonym)",
            [guide.name] * 3,
        )
        stamp = cursor.fetchone()
    return _vocabulary(guide.name, connection.settings_dict["NAME"], stamp)


@lru_cache(maxsize=8)
def _vocabulary(name: str, database: str, stamp: tuple[Any, ...]) -> Vocabulary:
    made = Vocabulary(registry.get(name))
    made.stamp = (database, *stamp)
    made.documents = stamp[0] or 0
    return made


@lru_cache(maxsize=8)
def _spellings(name: str, stamp: Any) -> dict[str, int]:
    rows = Term.objects.filter(guide=name, documents__gte=LEAST_DOCUMENTS).exclude(spelling="")
    best = rows.order_by("-documents").values_list("spelling", "documents")[:MOST_SPELLINGS]
    return {spelling: documents for spelling, documents in best if spelling.isalpha()}
