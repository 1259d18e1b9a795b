"""What a strip is made of: products with their scores and reasons."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.keys import parse_keys
from shopguide.catalogue.reading import first, read
from shopguide.search.query import instances

from .exploration import Mixed
from .fusion import BEHAVIOUR, CONTENT, EXPLORATION, POPULAR, TASTE, Scored
from .history import VIEWED, History
from .names import labels
from .newcomers import new_ones
from .ranking import Ranked
from .reasons import LIKED, NEW, POPULAR_LATELY, UNSEEN, Reason, explained


@dataclass(frozen=True)
class Item:
    """One product of a strip. ``parts`` add up to ``score``; ``weights`` is what each leg weighed for
    this product; ``source`` the key of the product that speaks for it; ``propensity`` how likely it
    was to be shown. ``str(reason)`` is a sentence in the active language."""

    pk: Any
    product: Any
    title: str
    score: float
    parts: dict[str, float]
    reason: Reason
    weights: dict[str, float] = field(default_factory=dict)
    source: str = ""
    propensity: float = 1.0

    def why(self, terms: Mapping[str, Any]) -> tuple[str, ...]:
        """The sentences under "why this?"."""
        told = {"parts": self.parts, "weights": self.weights, "reason": self.reason.as_json()}
        return explained(told, terms)


def named(guide: ProductGuide, pks: Iterable[Any]) -> dict[str, tuple[Any, str]]:
    """``{key: (product, title)}`` of those that shoppers may see."""
    found = instances(guide, pks)
    path = guide.title_field
    if "__" in path:
        values = read(guide, found, [path])
        titles = {pk: first(values.get(pk, {}), path) for pk in found}
    else:
        titles = {pk: getattr(product, path, None) for pk, product in found.items()}
    return {str(pk): (product, str(titles[pk] or product)) for pk, product in found.items()}


def by_orders(
    guide: ProductGuide,
    pks: Sequence[Any],
    told: Callable[[str], tuple[float, Reason]],
    source: str = "",
) -> tuple[Item, ...]:
    """Products in their order, for which orders alone speak; ``told`` gives score and reason by key."""
    products = named(guide, pks)
    made = []
    for key in map(str, pks):
        if key in products:
            (product, title), (score, reason) = products[key], told(key)
            parts = {BEHAVIOUR: score}
            made.append(Item(product.pk, product, title, score, parts, reason, source=source))
    return tuple(made)


def items_of(
    guide: ProductGuide, strip: list[Mixed[Scored]], ranked: Ranked, history: History
) -> tuple[Item, ...]:
    """Each product with the reason that weighs most. What was hidden a moment ago is left out."""
    told = [(each, *_source(each.thing, ranked, history)) for each in strip]
    wanted = [ranked.pks[each.thing.key] for each in strip if each.thing.key in ranked.pks]
    sources = _keys(guide, (source for _, _, source in told))
    products = named(guide, [*wanted, *sources])
    fresh = new_ones(guide, ranked.values)
    made = []
    for each, kind, source in told:
        if each.thing.key not in products:
            continue
        product, title = products[each.thing.key]
        by = products[source][1] if source in products else ""
        if _unknown(each):
            reason = Reason(NEW if each.thing.key in fresh else UNSEEN)
        elif kind == TASTE:
            reason = Reason(TASTE, _taste(guide, ranked, each.thing.key))
        else:
            reason = Reason(kind if by or kind == POPULAR_LATELY else LIKED, by)
        made.append(
            Item(
                pk=product.pk,
                product=product,
                title=title,
                score=each.thing.score,
                # A newcomer has its place for being one, whatever its score.
                parts={EXPLORATION: each.thing.score} if each.explored else each.thing.parts,
                reason=reason,
                weights={} if each.explored else vars(each.thing.weights),
                source=source,
                propensity=each.propensity,
            )
        )
    return tuple(made)


def _taste(guide: ProductGuide, ranked: Ranked, key: str) -> str:
    """What of the shopper's taste a product is like, by name."""
    part, value = ranked.tastes[key].lead if key in ranked.tastes else ("", "")
    return labels(guide, part, [value]).get(value, "") if part in ("category", "brand") else ""


def _unknown(each: Mixed[Scored]) -> bool:
    return each.explored or not each.thing.parts


def _source(scored: Scored, ranked: Ranked, history: History) -> tuple[str, str]:
    """The kind of the main reason and the key of the product behind it."""
    if not scored.parts:
        return UNSEEN, ""
    main = max(scored.parts, key=lambda name: scored.parts[name])
    if main == BEHAVIOUR:
        return history.acts.get(scored.source, VIEWED), scored.source
    if main == CONTENT and ranked.liked and scored.key in ranked.last:
        source = ranked.liked.last_key
        return history.acts.get(source, VIEWED), source
    if main == TASTE:
        return TASTE, ""
    return (POPULAR_LATELY, "") if main == POPULAR else (LIKED, "")


def _keys(guide: ProductGuide, keys: Iterable[str]) -> list[Any]:
    return parse_keys(guide.model, {key for key in keys if key})
