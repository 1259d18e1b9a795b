"""What tells two to four products apart, as sources with slots."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from shopguide.text.language import Language

from .candidates import Candidate
from .judge import Judged, judged
from .material import candidates
from .names import Subject

#: Facts that one answer compares.
MOST = 4


def differences(subjects: Sequence[Subject], question: str, language: Language) -> Judged:
    """Facts that the products have in common and in which they differ, those that the question asks
    for first; then what reviews say of each."""
    own = {
        f"P{number}": candidates(subject, f"P{number}", question, language)
        for number, subject in enumerate(subjects, start=1)
    }
    pairs = _pairs(own)
    asked = judged(question, pairs, language, most=MOST)
    chosen = list(asked.chosen) or pairs[:MOST]
    said = [each for found in own.values() for each in found if each.kind == "insight"]
    opinions = judged(question, said, language, most=2)
    found = tuple(dict.fromkeys([*chosen, *opinions.chosen]))
    return Judged(found, (1.0,) * len(found), asked.degraded)


def _pairs(own: dict[str, list[Candidate]]) -> list[Candidate]:
    """One candidate for each fact that every product has and that is not the same in all."""
    by_label = {
        ref: {each.label: each for each in found if each.kind == "fact"}
        for ref, found in own.items()
    }
    first, *others = by_label.values()
    pairs = []
    for label in first:
        facts = [found[label] for found in by_label.values() if label in found]
        if len(facts) < len(others) + 1:
            continue
        values = {each.as_read for each in facts}
        if len(values) > 1:
            pairs.append(_pair(label, facts))
    return pairs


def _pair(label: str, facts: Sequence[Candidate]) -> Candidate:
    def told(named: Sequence[tuple[str, str]]) -> str:
        parts = [_("%(product)s – %(value)s") % {"product": p, "value": v} for p, v in named]
        return _("%(label)s: %(value)s") % {"label": label, "value": _("; ").join(parts)}

    return Candidate(
        kind="fact",
        title=label,
        text=told([(f"{{{each.about}.name}}", each.value) for each in facts]),
        url=facts[0].url,
        read=told([(each.title, each.value_read) for each in facts]),
        about=facts[0].about,
        label=label,
    )
