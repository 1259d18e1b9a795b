"""What was understood of a sentence, in words, each part with the address that takes it off."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shopguide.catalogue.facts import shown_label
from shopguide.search import Constraint, Results
from shopguide.text.aspects import label_of
from shopguide.text.language import in_language, language_of
from shopguide.text.money import format_price
from shopguide.text.quantities import show

#: Parameter that names constraints to take off the search.
IGNORE = "ignore"
#: Parameters that set a limit by hand.
LIMITS = ("category", "price_min", "price_max", "rating_min", "in_stock")
FACT = "f"


@dataclass(frozen=True)
class Chip:
    """One limit as a shopper reads it; ``remove`` is where the search goes on without it."""

    label: str
    remove: str
    key: str


def chips(results: Results, parameters: QueryDict, names: dict[int, str]) -> list[Chip]:
    """Chips of what the sentence says, then of what was chosen by hand. ``names`` are texts of
    numbers of ``FactValue``."""
    found = [
        Chip(label(each, results), address(parameters, add={IGNORE: each.key}), each.key)
        for each in results.reading.constraints
        if _holds(each, results)
    ]
    return found + list(_chosen(results, parameters, names))


def _holds(each: Constraint, results: Results) -> bool:
    """A price in the sentence gives way to one that was set by hand; a category alone is a word."""
    if each.kind == "category" and not each.hard:
        return False
    if each.kind != "price":
        return True
    low, high = results.given.price_min, results.given.price_max
    return (low is None or float(low) == each.low) and (high is None or float(high) == each.high)


def _chosen(results: Results, parameters: QueryDict, names: dict[int, str]) -> Iterable[Chip]:
    for name in LIMITS:
        if value := parameters.get(name):
            text = _limit_label(name, str(value))
            yield Chip(text, address(parameters, drop=[name]), name)
    for value in parameters.getlist(FACT):
        if value.isdecimal() and int(value) in names:
            without = address(parameters, drop_value=(FACT, value))
            yield Chip(names[int(value)], without, f"{FACT}:{value}")


def _limit_label(name: str, value: str) -> str:
    if name == "in_stock":
        return _("in stock")
    if name == "rating_min":
        return _("%(stars)s stars or more") % {"stars": value}
    if name == "category":
        return value
    amount = format_price(value)
    return (_("at most %(price)s") if name == "price_max" else _("at least %(price)s")) % {
        "price": amount
    }


def label(each: Constraint, results: Results) -> str:
    """One constraint in words."""
    words = _worded(each, results)
    return _("not %(what)s") % {"what": words} if each.negated else words


def _worded(each: Constraint, results: Results) -> str:
    if each.kind == "price":
        return _between(each, format_price)
    if each.kind == "level":
        return _level(each, results)
    if each.kind == "rating":
        return _("%(stars)s stars or more") % {"stars": f"{each.low:g}"}
    if each.kind == "stock":
        return _("in stock")
    if each.kind == "purpose":
        return _purpose(each.name)
    if each.kind == "aspect":
        return _("well reviewed: %(aspect)s") % {"aspect": label_of(results.guide, each.name)}
    if each.kind == "amount":
        amounts = _between(each, lambda number: show(round(float(number), 2), each.dimension))
        named = shown_label(results.guide, each.path) if each.path else each.name
        return _("%(what)s: %(amount)s") % {"what": named, "amount": amounts}
    language = get_language() or "en"
    if each.kind == "colour" and language_of(each.said) == language:
        return each.said
    return _(" or ").join(in_language(names, language) for names in each.names)


def _between(each: Constraint, one: Callable[[Any], str]) -> str:
    if each.low is not None and each.high is not None:
        if each.kind == "amount" and each.high - each.low <= 0.05 * abs(each.high):
            return one((each.low + each.high) / 2)
        return _("%(low)s to %(high)s") % {"low": one(each.low), "high": one(each.high)}
    if each.high is not None:
        return _("at most %(price)s") % {"price": one(each.high)}
    return _("at least %(price)s") % {"price": one(each.low)}


def _level(each: Constraint, results: Results) -> str:
    bound = results.filters.price_max if each.level == "low" else results.filters.price_min
    given = results.given.price_max if each.level == "low" else results.given.price_min
    if bound is not None and bound != given:
        price = {"price": format_price(bound)}
        if each.level == "low":
            return _("lower-priced here: at most %(price)s") % price
        return _("higher-priced here: at least %(price)s") % price
    return (
        _("lower-priced in its category")
        if each.level == "low"
        else _("higher-priced in its category")
    )


def _purpose(name: str) -> str:
    return {
        "travel": _("for travel"),
        "gaming": _("for gaming"),
        "work": _("for work"),
        "study": _("for study"),
        "sport": _("for sport"),
        "outdoors": _("for outdoors"),
        "children": _("for children"),
        "elderly": _("for older people"),
        "gift": _("as a gift"),
        "photography": _("for photography"),
        "video": _("for video"),
        "music": _("for music"),
        "home": _("for the home"),
        "driving": _("for driving"),
    }[name]


def address(
    parameters: QueryDict,
    *,
    add: dict[str, str] | None = None,
    put: dict[str, str] | None = None,
    drop: Iterable[str] = (),
    drop_value: tuple[str, str] | None = None,
) -> str:
    """The address of this page with other parameters, on its first page."""
    changed = parameters.copy()
    changed.pop("page", None)
    for name in drop:
        changed.pop(name, None)
    if drop_value:
        name, value = drop_value
        changed.setlist(name, [each for each in changed.getlist(name) if each != value])
    for name, value in (add or {}).items():
        if value not in changed.getlist(name):
            changed.appendlist(name, value)
    for name, value in (put or {}).items():
        changed[name] = value
    return f"?{changed.urlencode()}"
