"""Sentences from facts, with no language model: the default, and what stands in for every other."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shopguide.search.sentence.money import level_said
from shopguide.text.language import language_of
from shopguide.text.segment import words

from .base import Brief, Enquiry, Fact, Line, Record, Writer
from .contrast import difference, of_reviews, stated
from .quotation import extracted
from .topics import PRAISE, TOPICS, UNITS, Topic
from .wording import is_no, listed, quoted, spaced, wish_of, with_label, with_value

#: Facts named in one reason.
FACTS = 3


class PlainWriter(Writer):
    """Takes products in the order in which they were found and says of each what its facts say.

    Nothing is called good: a reason sets what was asked for beside what the shop's data has on it,
    says in how many reviews it is praised or criticised, and which of the products named is the
    least expensive. An enquiry it answers with what the sources themselves say, word for word.
    """

    generative = False

    def lines(self, task: Brief | Enquiry) -> Iterator[Line]:
        if isinstance(task, Enquiry):
            yield from extracted(task)
            return
        # All of them first: a generator must not leave its language with whoever reads it.
        with translation.override(task.language):
            told = list(suggestion_lines(task))
        yield from told


def suggestion_lines(brief: Brief) -> Iterator[Line]:
    """The sentences of a suggestion, part by part, in the active language."""
    chosen = brief.records[: brief.picks]
    refs = tuple(record.ref for record in chosen)
    told = [("opening", _opening(brief, chosen), refs)]
    for place, record in enumerate(chosen):
        told += [(record.ref, each, (record.ref,)) for each in _reason(brief, place, chosen)]
    told += [("difference", each, named) for each, named in difference(brief, chosen)]
    for part, text, about in told:
        if brief.wants(part):
            yield Line(part, spaced(text, chosen) if brief.language == "zh-hans" else text, about)


def _opening(brief: Brief, chosen: tuple[Record, ...]) -> str:
    if not chosen:
        return _("Nothing in this shop fits that.")
    first, *rest = [_named(record) for record in chosen]
    told = {"wish": wish_of(brief.question, brief.language), "first": first, "others": listed(rest)}
    if not rest:
        if told["wish"]:
            return _("For “%(wish)s”, the closest match is %(first)s.") % told
        return _("The closest match here is %(first)s.") % told
    if told["wish"]:
        return (
            ngettext(
                "For “%(wish)s”, the closest match is %(first)s; %(others)s is worth comparing.",
                "For “%(wish)s”, the closest match is %(first)s; %(others)s are worth comparing.",
                len(rest),
            )
            % told
        )
    return (
        ngettext(
            "The closest match here is %(first)s; %(others)s is worth comparing.",
            "The closest match here is %(first)s; %(others)s are worth comparing.",
            len(rest),
        )
        % told
    )


def _named(record: Record) -> str:
    slots = {"name": f"{{{record.ref}.name}}", "price": f"{{{record.ref}.price}}"}
    return _("%(name)s (%(price)s)") % slots if record.price else slots["name"]


@dataclass(frozen=True)
class _Fit:
    """What of one record answers the question."""

    topics: list[tuple[Topic, list[Fact]]]
    #: Facts that have a word of the question and belong to no topic.
    named: list[Fact]
    others: list[Fact]
    #: Words of the question that stand in its description and in nothing above.
    words: list[str]


def _reason(brief: Brief, place: int, chosen: tuple[Record, ...]) -> list[str]:
    record = chosen[place]
    fit = _fit(brief, record)
    told = []
    for turn, (topic, facts) in enumerate(fit.topics):
        # Two products side by side should not speak in one rhythm.
        # "For the camera, it lists no camera" would be a strange thing to say.
        denied = all(map(is_no, facts))
        say = _on_the_points if denied else partial(_about, topic, place + turn)
        told.append(_said(brief, facts, say))
    if fit.named:
        told.append(_said(brief, fit.named, _on_the_points))
    if price := _price(record, chosen):
        wants_cheap = level_said(brief.question) == "low"
        told.insert(0 if wants_cheap else len(told), price)
    if fit.words:
        spoken = listed([quoted(word) for word in fit.words[:FACTS]])
        told.append(_("Its description mentions %(words)s.") % {"words": spoken})
    if not fit.topics and not fit.named and fit.others:
        told.append(_said(brief, fit.others, _good_to_know))
    told += of_reviews(record, brief.question)
    told += _stock(record, chosen)
    return told or [_("Close in meaning to what you asked for.")]


def _fit(brief: Brief, record: Record) -> _Fit:
    asked = set(words(brief.question)) - set(words(record.category)) - PRAISE
    left = stated(record, brief.language)
    topics = []
    for topic in TOPICS:
        if not asked & topic.words:
            continue
        facts = [fact for fact in left if topic.words & set(words(fact.label))]
        if facts:
            topics.append((topic, _figures_first(facts)))
            left = [fact for fact in left if fact not in facts]
    covered = {word for topic, _facts in topics for word in topic.words}
    named = [fact for fact in left if _answers(asked - covered, fact)]
    said = covered | {word for f in named for word in words(f"{f.label} {f.value}")}
    open_words = (asked - said) & set(words(record.text)) - set(words(record.name))
    return _Fit(
        topics=topics[:2],
        named=named,
        others=_figures_first([fact for fact in left if fact not in named]),
        # A figure out of its place says something else: "7m" stands in "1.7 m".
        words=[w for w in record.matched if _stands(w, record, open_words)],
    )


def _stands(word: str, record: Record, open_words: set[str]) -> bool:
    """Whether a description has all of a word: "camera bag" is more than a bag."""
    own = set(words(word))
    return bool(own & open_words) and own <= set(words(record.text)) and not _has_figure(word)


def _answers(asked: set[str], fact: Fact) -> bool:
    """A shared "GB" or "4" is no answer; "4 GB" is."""
    shared = asked & set(words(f"{fact.label} {fact.value}"))
    figures = {word for word in shared if word.isdecimal()}
    return bool(shared - UNITS - figures) or bool(figures and shared & UNITS)


def _figures_first(facts: list[Fact]) -> list[Fact]:
    return sorted(facts, key=lambda fact: not _has_figure(fact.value))


def _has_figure(text: str) -> bool:
    return any(map(str.isdecimal, text))


def _said(brief: Brief, facts: list[Fact], say: Callable[[list[Fact]], str]) -> str:
    """A sentence with as many facts as leave it in its language: a Chinese one with three English
    facts is English."""
    told = say(facts[:FACTS])
    for fewer in range(min(FACTS, len(facts)) - 1, 0, -1):
        if language_of(told) == brief.language:
            break
        told = say(facts[:fewer])
    return told


def _about(topic: Topic, turn: int, facts: list[Fact]) -> str:
    values = listed([with_value(fact, topic.words) for fact in facts])
    told = {"topic": topic.name, "facts": values}
    if turn % 2:
        return _("As for %(topic)s: %(facts)s.") % told
    return _("For %(topic)s, it lists %(facts)s.") % told


def _on_the_points(facts: list[Fact]) -> str:
    told = {"facts": listed([with_label(fact) for fact in facts])}
    return _("On the points you name: %(facts)s.") % told


def _good_to_know(facts: list[Fact]) -> str:
    told = {"facts": listed([with_label(fact) for fact in facts])}
    return _("Good to know: %(facts)s.") % told


def _price(record: Record, chosen: tuple[Record, ...]) -> str:
    ranks = [each.price_rank for each in chosen if each.price_rank]
    # Where one price is unknown or two are alike, nobody is the least expensive.
    if len(ranks) < max(2, len(chosen)) or not record.price:
        return ""
    if record.price_rank != min(ranks) or ranks.count(min(ranks)) > 1:
        return ""
    counted = {
        2: _("two"),
        3: _("three"),
        4: _("four"),
        5: _("five"),
    }
    told = {
        "price": f"{{{record.ref}.price}}",
        "count": counted.get(len(chosen), str(len(chosen))),
    }
    return _("At %(price)s it is the least expensive of the %(count)s.") % told


def _stock(record: Record, chosen: tuple[Record, ...]) -> list[str]:
    """Said where it decides: of what is sold out, and of the others beside that."""
    if record.in_stock is None or all(each.in_stock in (True, None) for each in chosen):
        return []
    return [_("At the moment it is %(stock)s.") % {"stock": f"{{{record.ref}.stock}}"}]
