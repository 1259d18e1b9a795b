"""In plain sentences: how products differ, and what reviews say of one."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shopguide.text.language import Language
from shopguide.text.quantities import quantity_of
from shopguide.text.segment import words

from .base import Brief, Fact, Record, ReviewFact
from .topics import TOPICS
from .wording import is_sayable, listed, lowered

#: Differences that are told of two products.
DIFFERENCES = 2


def stated(record: Record, language: Language) -> list[Fact]:
    """What the shop itself says of a product and can be said again in a sentence."""
    return [
        fact
        for fact in record.facts
        if not isinstance(fact, ReviewFact) and is_sayable(fact, language)
    ]


def of_reviews(record: Record, question: str) -> list[str]:
    """What reviews praise of what was asked for, and what most of them hold against the product."""
    facts = [fact for fact in record.facts if isinstance(fact, ReviewFact)]
    asked = set(words(question))
    wished = [fact for fact in facts if fact.polarity > 0 and asked & _named(fact)]
    blamed = [fact for fact in facts if fact.polarity < 0]
    return [review_sentence(fact) for fact in (*wished[:1], *blamed[:1])]


def review_sentence(fact: ReviewFact) -> str:
    label = fact.terms[0] if fact.terms else fact.label
    told = {"count": fact.count, "total": fact.total, "aspect": lowered(label)}
    if fact.polarity > 0:
        return (
            ngettext(
                "%(count)s of %(total)s reviews praises the %(aspect)s.",
                "%(count)s of %(total)s reviews praise the %(aspect)s.",
                fact.count,
            )
            % told
        )
    return (
        ngettext(
            "%(count)s of %(total)s reviews criticises the %(aspect)s.",
            "%(count)s of %(total)s reviews criticise the %(aspect)s.",
            fact.count,
        )
        % told
    )


def _named(fact: ReviewFact) -> set[str]:
    return set(words(" ".join(fact.terms)))


def difference(brief: Brief, chosen: Sequence[Record]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """How the first two products differ in what matters to the question, or, without a question,
    all of them: sentences with the references that they rest on."""
    compared = chosen[:2] if brief.question else chosen
    if len(compared) < 2:
        return
    refs = tuple(record.ref for record in compared)
    told = list(_differing(brief, compared))
    wanted = DIFFERENCES if brief.question else 1
    for label, values in told[:wanted]:
        named = zip(refs, values, strict=True)
        each = listed([f"{{{ref}.name}} {value}" for ref, value in named])
        yield _("On %(what)s: %(values)s.") % {"what": lowered(label), "values": each}, refs
    if not brief.question or not told:
        yield from _prices(compared)
    if not brief.question:
        for record in compared:
            blamed = [f for f in record.facts if isinstance(f, ReviewFact) and f.polarity < 0]
            if blamed:
                told_of = {"name": f"{{{record.ref}.name}}", "said": review_sentence(blamed[0])}
                yield _("%(name)s: %(said)s") % told_of, (record.ref,)
                return


def _differing(brief: Brief, compared: Sequence[Record]) -> list[tuple[str, list[str]]]:
    """Facts that all have and that are not alike, those that were asked for first, then figures."""
    by_name = [{fact.name: fact for fact in stated(each, brief.language)} for each in compared]
    asked = set(words(brief.question))
    for topic in TOPICS:
        if asked & topic.words:
            asked |= topic.words
    found = []
    for name, fact in by_name[0].items():
        facts = [each[name] for each in by_name if name in each]
        values = [each.value for each in facts]
        if len(facts) == len(by_name) and len({value.casefold() for value in values}) > 1:
            is_asked = bool(asked & set(words(fact.label)))
            is_figure = all(quantity_of(value) for value in values)
            found.append(((not is_asked, not is_figure), fact.label, values))
    found.sort(key=lambda each: each[0])
    return [(label, values) for _order, label, values in found]


def _prices(compared: Sequence[Record]) -> Iterator[tuple[str, tuple[str, ...]]]:
    ranks = [record.price_rank for record in compared]
    if not all(ranks) or len(set(ranks)) < 2 or ranks.count(min(ranks)) > 1:
        return
    least = min(compared, key=lambda record: record.price_rank)
    rest = [record for record in compared if record is not least]
    told = {
        "name": f"{{{least.ref}.name}}",
        "price": f"{{{least.ref}.price}}",
        "others": listed([f"{{{each.ref}.name}} ({{{each.ref}.price}})" for each in rest]),
    }
    refs = tuple(record.ref for record in compared)
    yield _("%(name)s at %(price)s is less expensive than %(others)s.") % told, refs
