"""Sentences from facts, with no language model: the default, and what stands in for every other."""

from django.utils import translation
from django.utils.translation import gettext as _

from shopguide.text.segment import words

from .base import Brief, Draft, Fact, Pick, Record, Writer

#: Facts named in one reason.
FACTS = 3


class PlainWriter(Writer):
    """Takes products in the order in which they were found and says of each what its facts say."""

    generative = False

    def write(self, brief: Brief) -> Draft:
        chosen = brief.records[: brief.picks]
        with translation.override(brief.language):
            return Draft(
                opening=_opening(chosen),
                picks=tuple(Pick(each.ref, _reason(brief, each, chosen)) for each in chosen),
                writer=type(self).__name__,
            )


def _opening(chosen: tuple[Record, ...]) -> str:
    if not chosen:
        return _("Nothing in this shop fits that.")
    named = [_named(record) for record in chosen]
    if len(named) == 1:
        return _("One product here fits what you describe: %(first)s.") % {"first": named[0]}
    return _("The closest match here is %(first)s, followed by %(others)s.") % {
        "first": named[0],
        "others": _(" and ").join(named[1:]),
    }


def _named(record: Record) -> str:
    slots = {"name": f"{{{record.ref}.name}}", "price": f"{{{record.ref}.price}}"}
    return _("%(name)s (%(price)s)") % slots if record.price else slots["name"]


def _reason(brief: Brief, record: Record, chosen: tuple[Record, ...]) -> str:
    asked = set(words(brief.question))
    fitting = [fact for fact in record.facts if asked & set(words(f"{fact.label} {fact.value}"))]
    told = []
    ranks = [each.price_rank for each in chosen]
    if len(chosen) > 1 and 0 < record.price_rank == min(ranks) and ranks.count(min(ranks)) == 1:
        told.append(_("The least expensive of the %(count)d.") % {"count": len(chosen)})
    if fitting:
        told.append(_listed(fitting[:FACTS]))
    unsaid = [
        word
        for word in record.matched
        if not any(set(words(word)) & set(words(f"{f.label} {f.value}")) for f in fitting)
    ]
    if unsaid:
        told.append(
            _("Its description mentions %(words)s.")
            % {"words": _(", ").join(_("“%(word)s”") % {"word": word} for word in unsaid[:4])}
        )
    others = [fact for fact in record.facts if fact not in fitting]
    if others and len(fitting) < FACTS:
        told.append(_listed(others[: FACTS - len(fitting)]))
    if not told:
        told.append(_("Close in meaning to what you asked for."))
    return ("" if brief.language == "zh-hans" else " ").join(told)


def _listed(facts: list[Fact]) -> str:
    pairs = [_("%(label)s: %(value)s") % {"label": f.label, "value": f.value} for f in facts]
    return _("%(facts)s.") % {"facts": _("; ").join(pairs)}
