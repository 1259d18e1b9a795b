"""How two products differ, from their facts."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from shopguide.text.segment import words

from .base import Brief, Fact, Record
from .topics import TOPICS
from .wording import is_sayable, is_yes_or_no, listed, lowered


def differences(brief: Brief, first: Record, second: Record) -> Iterator[str]:
    """A sentence on the fact that differs and is asked for most, and one on the price."""
    slots = {"first": f"{{{first.ref}.name}}", "second": f"{{{second.ref}.name}}"}
    for label, one, other in _told_apart(brief, first, second)[:1]:
        told = {**slots, "label": lowered(label), "one": one, "other": other}
        yield _("On %(label)s, %(first)s lists %(one)s and %(second)s %(other)s.") % told
    if first.price_rank and second.price_rank and first.price_rank != second.price_rank:
        lesser = min(first, second, key=lambda record: record.price_rank)
        told = {"name": f"{{{lesser.ref}.name}}", "price": f"{{{lesser.ref}.price}}"}
        yield _("The less expensive of the two is %(name)s (%(price)s).") % told


def _told_apart(brief: Brief, first: Record, second: Record) -> list[tuple[str, str, str]]:
    """(label, value, other value) of facts that differ: what was asked for first, then figures."""
    ones, others = _by_name(brief, first), _by_name(brief, second)
    asked = set(words(brief.question))
    asked |= {word for topic in TOPICS if asked & topic.words for word in topic.words}
    found = []
    for name, facts in ones.items():
        one, other = _values(facts), _values(others.get(name, []))
        if not other or set(one) == set(other):
            continue
        label = facts[0].label
        is_asked = bool(asked & set(words(label)))
        has_figure = any(map(str.isdecimal, one[0]))
        found.append(((not is_asked, not has_figure), (label, listed(one), listed(other))))
    return [told for _order, told in sorted(found, key=lambda each: each[0])]


def _by_name(brief: Brief, record: Record) -> dict[str, list[Fact]]:
    found: dict[str, list[Fact]] = {}
    for fact in record.facts:
        if is_sayable(fact, brief.language) and not is_yes_or_no(fact):
            found.setdefault(fact.name, []).append(fact)
    return found


def _values(facts: list[Fact]) -> list[str]:
    return list(dict.fromkeys(fact.value for fact in facts))[:3]
