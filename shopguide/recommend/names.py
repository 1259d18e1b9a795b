"""What shoppers read for the categories, brands and products of their taste: only of what is shown
in the shop now, since a name that went away must not come back by this door."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count
from django.utils.translation import get_language

from shopguide.catalogue.facts import title_of
from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.keys import parse_keys
from shopguide.catalogue.reading import read
from shopguide.models import FactValue
from shopguide.text.language import in_language

#: Values offered to choose from, those of most products.
MOST_OFFERED = 60


def path_of(guide: ProductGuide, section: str) -> str | None:
    """Where the values of a section of taste are."""
    return guide.brand_field if section == "brand" else guide.category_field


def labels(guide: ProductGuide, section: str, values: Iterable[str]) -> dict[str, str]:
    """{value: its name in the active language}, of those that some product in the shop has."""
    path = path_of(guide, section)
    wanted = list(values)
    if not path or not wanted:
        return {}
    shown = guide.products().filter(**{f"{path}__in": wanted})
    return _named(guide, path, shown.values_list(path, flat=True).distinct())


def offered(guide: ProductGuide, section: str) -> dict[str, str]:
    """The values of a section that most products have, by name."""
    path = path_of(guide, section)
    if not path:
        return {}
    counted = guide.products().exclude(**{f"{path}__isnull": True}).values_list(path)
    ranked = counted.annotate(count=Count("pk")).order_by("-count", path)[:MOST_OFFERED]
    found = _named(guide, path, [value for value, _ in ranked])
    return dict(sorted(found.items(), key=lambda item: item[1]))


def titles(guide: ProductGuide, keys: Iterable[str]) -> dict[str, str]:
    """{key: title} of those products that shoppers may see."""
    pks = parse_keys(guide.model, keys)
    shown = list(guide.products().filter(pk__in=pks).values_list("pk", flat=True))
    values = read(guide, shown, [guide.title_field] if guide.title_field else [])
    return {str(pk): title_of(guide, found, pk) for pk, found in values.items()}


def _named(guide: ProductGuide, path: str, values: Iterable[Any]) -> dict[str, str]:
    known = [str(value) for value in values if value not in (None, "")]
    rows = FactValue.objects.filter(guide=guide.name, path=path, text__in=known)
    aliases = dict(rows.values_list("text", "aliases"))
    language = get_language() or "en"
    return {value: in_language([value, *aliases.get(value, [])], language) for value in known}
