"""Why a product is in a strip, as a sentence in the reader's language."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .fusion import BEHAVIOUR, CONTENT, EXPLORATION, POPULAR, TASTE
from .history import BOUGHT, CARTED, VIEWED

POPULAR_LATELY, NEW, UNSEEN, LIKED, TOGETHER, AGAIN = (
    "popular",
    "new",
    "unseen",
    "liked",
    "together",
    "again",
)
#: Sums of parts of a score below this share are not worth a sentence.
LEAST_SHARE = 0.05


@dataclass(frozen=True)
class Reason:
    """What kind of reason it is, with the title of the product that speaks for this one, a category
    or brand, or a count. Kept with the exposure, so that the sentence can be said again."""

    kind: str
    title: str = ""
    count: int = 0

    def __str__(self) -> str:
        return sentence(self)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def sentence(reason: Reason) -> str:
    """One sentence in the active language."""
    told = {"title": reason.title, "count": reason.count}
    if reason.title and reason.kind == VIEWED:
        return _("Because you viewed “%(title)s”.") % told
    if reason.title and reason.kind == BOUGHT:
        return _("Because you bought “%(title)s”.") % told
    if reason.title and reason.kind == CARTED:
        return _("Because you put “%(title)s” in your cart.") % told
    if reason.kind == TOGETHER:
        return _together(reason, told)
    if reason.kind == AGAIN:
        once = "You have bought it %(count)d time."
        return ngettext(once, "You have bought it %(count)d times.", reason.count) % told
    if reason.kind == TASTE and reason.title:
        return _("Matches your taste for %(title)s.") % told
    return {
        POPULAR_LATELY: _("Popular lately."),
        NEW: _("New in the shop."),
        UNSEEN: _("Few shoppers have seen it yet."),
    }.get(reason.kind) or _("It goes with what you have looked at lately.")


def _together(reason: Reason, told: dict[str, Any]) -> str:
    if not reason.title or not reason.count:
        return _("Often bought together.")
    return (
        ngettext(
            "Often bought with “%(title)s”: in %(count)d order.",
            "Often bought with “%(title)s”: in %(count)d orders.",
            reason.count,
        )
        % told
    )


def explained(shown: Mapping[str, Any], terms: Mapping[str, Any]) -> tuple[str, ...]:
    """The answer to "why this?", from what is kept of one product and of the whole exposure."""
    parts: Mapping[str, float] = shown.get("parts", {})
    found = [sentence(Reason(**shown["reason"]))] if shown.get("reason") else []
    if EXPLORATION in parts:
        share = round(100 * float(terms.get("exploration", 0)))
        found.append(
            _("%(percent)d%% of the places here go to products that hardly anybody knows yet.")
            % {"percent": share}
        )
        return tuple(found)
    whole = sum(part for part in parts.values() if part > 0)
    if whole > 0:
        named = sorted(parts.items(), key=lambda each: -each[1])
        found += [
            _share(name, round(100 * part / whole))
            for name, part in named
            if part / whole >= LEAST_SHARE
        ]
    if (weights := shown.get("weights")) and (BEHAVIOUR in parts or CONTENT in parts):
        found.append(_weights(weights))
    return tuple(dict.fromkeys(found))


def _share(name: str, percent: int) -> str:
    told = {"percent": percent}
    return {
        BEHAVIOUR: _("%(percent)d%% of its score: bought by those who bought the same as you."),
        CONTENT: _("%(percent)d%% of its score: its description is like what you look at."),
        POPULAR: _("%(percent)d%% of its score: how many bought it lately."),
        TASTE: _("%(percent)d%% of its score: your taste, which you can change."),
    }[name] % told


def _weights(weights: Mapping[str, float]) -> str:
    both = weights["behaviour"] + weights["content"]
    percent = round(100 * weights["behaviour"] / both) if both else 0
    return _(
        "Orders count %(orders)d%% and the description %(description)d%%: the more often a product"
        " is bought, the more its orders count."
    ) % {"orders": percent, "description": 100 - percent}
