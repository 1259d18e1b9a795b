"""Facts of products as numbers in an array: one index serves every filter and every facet."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shopguide.catalogue.facts import facts_in
from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.reading import Values, read
from shopguide.models import FactValue
from shopguide.text.clean import clean
from shopguide.text.quantities import quantity_of

#: Longer texts describe; they are no value that a shopper would choose from a list.
LONGEST = 60
#: "Black, Grey" is two colours; a longer list of longer things stays one text.
LONGEST_PART = 25
MOST_PARTS = 6


@dataclass(frozen=True)
class Value:
    """A value of a fact before it has a number: what ``FactValue`` keeps of it."""

    path: str
    text: str
    aliases: tuple[str, ...] = ()
    number: float | None = None
    dimension: str = ""


def values_of(guide: ProductGuide, pks: Iterable[Any]) -> dict[Any, list[Value]]:
    """``{pk: values}`` of declared facts, category and brand, each once."""
    named = [path for path in (guide.category_field, guide.brand_field) if path]
    aliases = {path: _other_names(guide, path) for path in named}
    paths = [*guide.facts, *named, *(alias for found in aliases.values() for alias in found)]
    rows: Values = read(guide, pks, list(dict.fromkeys(paths)))
    return {pk: list(dict.fromkeys(_values(guide, row, aliases))) for pk, row in rows.items()}


def _other_names(guide: ProductGuide, path: str) -> list[str]:
    """Text fields of the same relation: ``category__name_zh`` beside ``category__name``."""
    relation, found, _ = path.rpartition("__")
    if not found:
        return []
    return [
        other
        for other in guide.text_fields
        if other != path and other.rpartition("__")[0] == relation
    ]


def _values(
    guide: ProductGuide, row: dict[str, list[Any]], aliases: Mapping[str, list[str]]
) -> Iterator[Value]:
    for path, others in aliases.items():
        texts = row.get(path, [])
        # Names can be told apart only where there is one of each.
        also = tuple(_short(row[other][0]) for other in others if len(row.get(other, [])) == 1)
        for text in texts:
            if short := _short(text):
                yield Value(path, short, also if len(texts) == 1 else ())
    for fact in facts_in(guide, row):
        if fact.name not in aliases:
            for text in _parts(fact.value):
                amount = quantity_of(fact.value)
                yield Value(
                    fact.name,
                    text,
                    number=amount.number if amount else None,
                    dimension=amount.dimension if amount else "",
                )


def _parts(value: Any) -> list[str]:
    if isinstance(value, bool):
        return ["Yes" if value else "No"]
    whole = clean(f"{value:g}" if isinstance(value, float) else str(value))
    parts = [part.strip() for part in whole.split(",")]
    is_list = 1 < len(parts) <= MOST_PARTS and all(0 < len(part) <= LONGEST_PART for part in parts)
    if is_list and not quantity_of(whole):
        return parts
    return [whole] if 0 < len(whole) <= LONGEST else []


def _short(value: Any) -> str:
    text = clean(str(value))
    return text if len(text) <= LONGEST else ""


def numbered(guide: ProductGuide, values: Iterable[Value]) -> dict[Value, int]:
    """Every value with the number of its row; rows are made where there are none."""
    wanted = list(dict.fromkeys(values))
    # The same text may come with other aliases: it is one value.
    distinct = {(value.path, value.text): value for value in wanted}
    rows = [
        FactValue(
            guide=guide.name,
            path=value.path,
            text=value.text,
            aliases=list(value.aliases),
            number=value.number,
            dimension=value.dimension,
        )
        for _, value in sorted(distinct.items())
    ]
    known = _numbers(guide, wanted)
    missing = [row for row in rows if known.get((row.path, row.text)) is None]
    if missing:
        FactValue.objects.bulk_create(
            missing,
            update_conflicts=True,
            unique_fields=["guide", "path", "text"],
            update_fields=["number", "dimension"],
        )
        known = _numbers(guide, wanted)
    _rename(rows, known)
    return {value: known[value.path, value.text][0] for value in wanted}


Known = dict[tuple[str, str], tuple[int, list[str]]]


def _numbers(guide: ProductGuide, values: list[Value]) -> Known:
    rows = FactValue.objects.filter(
        guide=guide.name, path__in={v.path for v in values}, text__in={v.text for v in values}
    )
    return {
        (path, text): (number, aliases)
        for number, path, text, aliases in rows.values_list("pk", "path", "text", "aliases")
    }


def _rename(rows: list[FactValue], known: Known) -> None:
    """Keep the aliases that the shop has now."""
    for row in rows:
        number, aliases = known[row.path, row.text]
        if row.aliases and row.aliases != aliases:
            FactValue.objects.filter(pk=number).update(aliases=row.aliases)


def count_facts(guide: ProductGuide) -> None:
    """Count anew how many indexed products each value holds for; forget what none has."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "WITH counted AS (SELECT fact, count(*) AS n FROM shopguide_document,"
            " unnest(facts) AS fact WHERE guide = %s GROUP BY fact)"
            " UPDATE shopguide_factvalue AS value SET documents = coalesce(counted.n, 0)"
            " FROM shopguide_factvalue AS same LEFT JOIN counted ON counted.fact = same.id"
            " WHERE value.id = same.id AND value.guide = %s"
            " AND value.documents <> coalesce(counted.n, 0)",
            [guide.name, guide.name],
        )
        cursor.execute(
            "DELETE FROM shopguide_factvalue AS value WHERE guide = %s AND documents = 0"
            " AND NOT EXISTS (SELECT FROM shopguide_document WHERE guide = %s"
            " AND facts @> ARRAY[value.id])",
            [guide.name, guide.name],
        )
