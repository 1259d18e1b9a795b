"""Category and attributes of a product that lacks them, guessed from products that are like it.

A guess is a vote of the nearest neighbours by text and picture. How far such votes may be trusted is
measured on the shop's own products: those whose value is known are guessed as if it were not.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from shopguide.catalogue.guide import ProductGuide
from shopguide.insight.statistics import wilson
from shopguide.models import Document, FactValue, Proposal
from shopguide.search.likeness import PICTURE, TEXT, alike

#: Neighbours that vote, and how many of them must know a value.
VOTERS, FEWEST = 10, 4
#: Products whose known values are guessed, to learn how often votes are right.
SAMPLE = 150
#: Guesses that are less probable are not shown to a merchant.
PROBABLE = 0.7
#: Products that are guessed in one run.
MOST = 1000
#: Attributes that so few products have are no attributes of the shop.
COMMON = 20

#: ``{pk: {path: values}}``
Known = Mapping[str, Mapping[str, frozenset[str]]]


@dataclass(frozen=True)
class Vote:
    value: str
    share: float
    neighbours: tuple[str, ...]


@dataclass(frozen=True)
class Proposed:
    products: int
    proposals: int


def propose(guide: ProductGuide, on_progress: Callable[[int], None] = lambda n: None) -> Proposed:
    """Write proposals for products that lack a category or a common attribute. What was decided stays
    decided, and what is no longer lacking is withdrawn."""
    known = _known(guide)
    paths = _paths(guide, known)
    lacking = {
        key: missing
        for key, facts in known.items()
        if (missing := [path for path in paths if path not in facts])
    }
    _withdraw(guide, lacking)
    trusted = _trust(guide, known, paths)
    made, guessed = [], dict(list(lacking.items())[:MOST])
    for key, missing in guessed.items():
        votes = _votes(guide, key, known, missing)
        for path, vote in votes.items():
            right, tried = _record(trusted[path], vote.share)
            probability = wilson(right, tried)[0] if tried else 0.0
            if probability >= PROBABLE:
                made.append(_proposal(guide, key, path, vote, (right, tried)))
        on_progress(1)
    _write(made)
    return Proposed(len(guessed), len(made))


def _known(guide: ProductGuide) -> Known:
    """What the index has of each product that shoppers may see, newest product first."""
    values = {
        number: (path, text)
        for number, path, text in FactValue.objects.filter(guide=guide.name).values_list(
            "pk", "path", "text"
        )
    }
    known = {}
    rows = Document.objects.filter(guide=guide.name).order_by("-id")
    for key, numbers in rows.values_list("object_id", "facts"):
        facts = defaultdict(set)
        for path, text in (values[number] for number in numbers if number in values):
            facts[path].add(text)
        known[key] = {path: frozenset(texts) for path, texts in facts.items()}
    return known


def _paths(guide: ProductGuide, known: Known) -> list[str]:
    """The category, and attributes that many products have; a brand is not to be guessed."""
    counted = Counter(path for facts in known.values() for path in facts)
    return [
        path
        for path, products in counted.items()
        if path != guide.brand_field and (path == guide.category_field or products >= COMMON)
    ]


def _votes(guide: ProductGuide, key: str, known: Known, paths: Iterable[str]) -> dict[str, Vote]:
    pk = guide.parse_pk(key)
    others = guide.products().exclude(pk=pk)
    near = alike(guide, pk, others, by=(TEXT, PICTURE))[:VOTERS]
    votes = {}
    for path in paths:
        told = [(str(each.pk), known.get(str(each.pk), {}).get(path)) for each in near]
        said = [(neighbour, values) for neighbour, values in told if values]
        if len(said) < FEWEST:
            continue
        counted = Counter(value for _, values in said for value in values)
        value, count = counted.most_common(1)[0]
        agreeing = tuple(neighbour for neighbour, values in said if value in values)
        votes[path] = Vote(value, count / len(near), agreeing)
    return votes


def _trust(
    guide: ProductGuide, known: Known, paths: Sequence[str]
) -> dict[str, list[tuple[float, bool]]]:
    """For each path (share of the votes, whether it was right) of a sample of products."""
    whole = sorted(key for key, facts in known.items() if any(path in facts for path in paths))
    sample = random.Random(0).sample(whole, min(SAMPLE, len(whole)))  # noqa: S311
    trusted: dict[str, list[tuple[float, bool]]] = {path: [] for path in paths}
    for key in sample:
        facts = known[key]
        for path, vote in _votes(guide, key, known, [p for p in paths if p in facts]).items():
            trusted[path].append((vote.share, vote.value in facts[path]))
    return trusted


def _record(trusted: Sequence[tuple[float, bool]], share: float) -> tuple[int, int]:
    """How often votes with at least this agreement were right, of how many."""
    told = [right for agreed, right in trusted if agreed >= share]
    return sum(told), len(told)


def _proposal(
    guide: ProductGuide, key: str, path: str, vote: Vote, record: tuple[int, int]
) -> Proposal:
    right, tried = record
    return Proposal(
        guide=guide.name,
        object_id=key,
        path=path,
        value=vote.value,
        probability=wilson(right, tried)[0],
        right=right,
        tried=tried,
        neighbours=list(vote.neighbours),
    )


def _withdraw(guide: ProductGuide, lacking: Mapping[str, Sequence[str]]) -> None:
    waiting = Proposal.objects.filter(guide=guide.name, state=Proposal.State.WAITING)
    gone = [
        pk
        for pk, key, path in waiting.values_list("pk", "object_id", "path")
        if path not in lacking.get(key, ())
    ]
    Proposal.objects.filter(pk__in=gone, state=Proposal.State.WAITING).delete()


def _write(made: Sequence[Proposal]) -> None:
    decided = set(
        Proposal.objects.exclude(state=Proposal.State.WAITING).values_list(
            "guide", "object_id", "path"
        )
    )
    Proposal.objects.bulk_create(
        [each for each in made if (each.guide, each.object_id, each.path) not in decided],
        update_conflicts=True,
        unique_fields=["guide", "object_id", "path"],
        update_fields=["value", "probability", "right", "tried", "neighbours", "updated"],
    )
