"""What a merchant might mend, written from the numbers and checked against them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, override

from shopguide.text.aspects import aspects_of
from shopguide.text.clean import fold
from shopguide.text.product import texts_of

from .advice import advice_on
from .agreement import agreement, rated, stars_higher
from .aspects import aspects, cons, labels, may_claim, pros
from .complaints import new_complaints
from .quotes import Quote, quotes_for
from .scope import Scope
from .statistics import Share

#: An aspect blamed more than before, one blamed often, stars that hide bad texts, and praise that
#: the product's own text does not mention.
Kind = Literal["rising", "blamed", "stars", "unmentioned"]
#: Suggestions of one kind.
MOST = 3
DAYS, AGAINST = 28, 364
#: Praise that surely so many reviews share is worth a line in the product's own text.
PRAISED = 0.1
#: What a product's text does not speak of, or always seems to.
_NOT_OF_THE_PRODUCT = ("price", "delivery", "service", "packaging", "authenticity", "quality")


@dataclass(frozen=True)
class Evidence:
    """The numbers behind a suggestion; ``past`` and ``days`` where it speaks of a change."""

    share: Share
    past: Share | None = None
    days: int | None = None


@dataclass(frozen=True)
class Improvement:
    """One suggestion: ``text`` is the finding with its numbers, ``advice`` has none. Both are in
    ``language``, which was active; ``aspect`` is empty where it is about no aspect."""

    kind: Kind
    aspect: str
    label: str
    text: str
    advice: str
    language: str
    evidence: Evidence
    quotes: tuple[Quote, ...] = ()


def improvements(scope: Scope, limit: int = 5, language: str | None = None) -> list[Improvement]:
    """Suggestions for what the scope holds, the most pressing first, none that does not hold. What
    rises, and what the product's own text leaves out, is only told of one product.
    Quotes are in ``language`` (the active one if not given) first. Raises LookupError for what is
    no key."""
    found = []
    for kind, aspect, evidence in _found(scope):
        improvement = _written(scope, kind, aspect, evidence)
        if holds(improvement, scope):
            found.append(improvement)
        if len(found) == limit:
            break
    said = {each: (each.aspect, _polarity(each.kind)) for each in found if each.aspect}
    quoted = quotes_for(scope, said.values(), 2, language)
    return [
        replace(each, quotes=tuple(quoted[said[each]])) if each in said else each for each in found
    ]


def holds(improvement: Improvement, scope: Scope) -> bool:
    """Whether the text is what is written of numbers that are counted anew, one by one."""
    counted = _recounted(improvement, scope)
    if counted != improvement.evidence:
        return False
    if improvement.kind == "unmentioned" and _mentioned(scope, improvement.aspect):
        return False
    with override(improvement.language):
        written = _written(scope, improvement.kind, improvement.aspect, counted)
    return (written.text, written.advice) == (improvement.text, improvement.advice)


def _found(scope: Scope) -> Iterator[tuple[Kind, str, Evidence]]:
    """Everything worth a suggestion, the most pressing first."""
    counted = aspects(scope)
    rising = new_complaints(scope, DAYS, AGAINST)[:MOST] if scope.product is not None else []
    for each in rising:
        yield "rising", each.aspect, Evidence(each.recent, each.past, DAYS)
    told = {each.aspect for each in rising}
    blamed = [each for each in cons(counted) if each.aspect not in told]
    for con in blamed[:MOST]:
        yield "blamed", con.aspect, Evidence(con.negative)
    stars = agreement(scope).stars_higher
    if may_claim("", stars):
        yield "stars", "", Evidence(stars)
    if scope.product is None:
        return
    text = _own_text(scope)
    praised = [each for each in pros(counted) if each.positive.low >= PRAISED]
    unsaid = [each for each in praised if not _speaks_of(scope, text, each.aspect)]
    for pro in unsaid[:MOST]:
        yield "unmentioned", pro.aspect, Evidence(pro.positive)


def _recounted(improvement: Improvement, scope: Scope) -> Evidence | None:
    """The evidence by plain counts, which share no SQL with what found it."""
    kind, aspect = improvement.kind, improvement.aspect
    if kind == "stars":
        rows = rated(scope)
        return Evidence(Share(stars_higher(rows).count(), rows.count()))
    if kind != "rising":
        return Evidence(_said(scope, aspect, _polarity(kind)))
    end = scope.until or timezone.now()
    middle = end - timedelta(days=DAYS)
    late = replace(scope, since=middle, until=end)
    early = replace(scope, since=middle - timedelta(days=AGAINST), until=middle)
    return Evidence(_said(late, aspect, -1), _said(early, aspect, -1), DAYS)


def _said(scope: Scope, aspect: str, polarity: int) -> Share:
    return Share(scope.saying(aspect, polarity).count(), scope.readings().count())


def _polarity(kind: Kind) -> int:
    return 1 if kind == "unmentioned" else -1


def _mentioned(scope: Scope, aspect: str) -> bool:
    return _speaks_of(scope, _own_text(scope), aspect)


def _own_text(scope: Scope) -> str:
    """What the product's own text fields say."""
    pk = scope.guide.parse_pk(scope.product)
    return fold("\n".join(texts_of(scope.guide, [pk]).get(pk, ())))


def _speaks_of(scope: Scope, text: str, aspect: str) -> bool:
    if aspect in _NOT_OF_THE_PRODUCT:
        return True
    terms = [term for each in aspects_of(scope.guide) if each.name == aspect for term in each.terms]
    return any(fold(term) in text for term in terms)


def _written(scope: Scope, kind: Kind, aspect: str, evidence: Evidence) -> Improvement:
    """The suggestion in the active language."""
    label = labels(scope.guide).get(aspect, aspect)
    share, past = evidence.share, evidence.past
    numbers = {
        "label": capfirst(label),
        "count": share.count,
        "total": share.total,
        "percent": share.percent,
        "days": evidence.days,
        "past_count": past and past.count,
        "past_total": past and past.total,
        "past_percent": past and past.percent,
    }
    sentences: dict[Kind, str] = {
        "rising": gettext(
            "%(label)s: %(count)d of %(total)d reviews of the last %(days)d days (%(percent)d%%)"
            " find fault with it, and %(past_count)d of %(past_total)d (%(past_percent)d%%) did"
            " before."
        ),
        "blamed": gettext(
            "%(label)s: %(count)d of %(total)d reviews (%(percent)d%%) find fault with it."
        ),
        "stars": gettext(
            "%(count)d of %(total)d reviews with stars (%(percent)d%%) give many and say something"
            " bad, which the average hides."
        ),
        "unmentioned": gettext(
            "%(label)s: %(count)d of %(total)d reviews (%(percent)d%%) praise it, and the product's"
            " own text does not speak of it."
        ),
    }
    advice = {
        "stars": gettext("Read these reviews one by one."),
        "unmentioned": gettext("Say it in the description."),
    }
    return Improvement(
        kind=kind,
        aspect=aspect,
        label=label,
        text=sentences[kind] % numbers,
        advice=advice.get(kind) or advice_on(aspect),
        language=get_language() or "en",
        evidence=evidence,
    )
