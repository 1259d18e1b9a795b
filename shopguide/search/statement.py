"""One SQL statement: the legs, their fusion, the page, the total and the facets.

Reciprocal rank fusion: Cormack, Clarke & Büttcher, SIGIR 2009; k = 60 is theirs.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db import connections
from django.db.models import F, Min, OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.paths import resolve

from .filters import rating_means
from .wishes import PRIOR, Wish

RRF_K = 60
#: Neighbours by meaning that are part of the results.
DEPTH = 200
#: A text whose words score less than this share of the best one's is no result.
CUT = 0.3
#: Lower edges of price bands, in the shop's currency.
BANDS = tuple(float(first * 10**power) for power in range(7) for first in (1, 2, 5))
#: Stars from which a shopper may ask.
STARS = (4.0, 3.0)
#: Values of facts that are counted at most; the rarest are left out.
MOST_COUNTED = 600

Sort = Literal["relevance", "price", "-price", "rating", "newest"]
_ORDERS: dict[Sort, str] = {
    "relevance": "fused DESC",
    "price": "price ASC NULLS LAST",
    "-price": "price DESC NULLS LAST",
    "rating": "rating DESC NULLS LAST, fused DESC",
    "newest": "newest DESC NULLS LAST, fused DESC",
}


#: What is told of a product's reviews, as columns and as ``Opinions``.
_TOLD = ("positive", "negative", "reviews", "given")


@dataclass(frozen=True)
class Leg:
    """One ranking: rows (pk, score), best first where ``falling``, and its weight in the fusion.
    ``with_facts``: rows are (pk, score, numbers of facts), which need not be looked up again then."""

    name: str
    rows: QuerySet[Any, Any]
    weight: float
    falling: bool
    depth: int | None = DEPTH
    with_facts: bool = False


@dataclass(frozen=True)
class Opinions:
    """How many of a product's reviews praise and blame an aspect, and what that gave to the score."""

    positive: int
    negative: int
    reviews: int
    given: float


@dataclass(frozen=True)
class Row:
    """One ranked product: fused score, of each leg its own score and rank, and what its reviews say
    of each aspect that is wished for."""

    pk: Any
    fused: float
    parts: dict[str, tuple[float, int]]
    opinions: dict[str, Opinions] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What the statement gives. Facets are counts: of ``FactValue`` numbers, of price bands by
    lower edge, of products with so many stars or more."""

    total: int
    rows: list[Row]
    facts: dict[int, int] = field(default_factory=dict)
    prices: dict[float, int] = field(default_factory=dict)
    stars: dict[float, int] = field(default_factory=dict)
    reached: dict[str, int] = field(default_factory=dict)


def run(
    guide: ProductGuide,
    legs: Sequence[Leg],
    products: QuerySet[Any],
    *,
    sort: Sort,
    limit: int,
    offset: int,
    facets: bool,
    wishes: Sequence[Wish] = (),
) -> Answer:
    """Run the statement. Without legs every product matches. Raises EmptyResultSet."""
    using = guide.model._default_manager.db
    connection = connections[using]
    made = _Statement(guide, connection)
    made.rank(legs, products, "found" if wishes else "ranked")
    if wishes:
        made.wish(wishes, len(legs))
    made.match(with_facets=facets or sort != "relevance")
    made.tell([leg.name for leg in legs], wishes, sort, limit, offset, facets)
    with connection.cursor() as cursor:
        cursor.execute(made.sql, made.parameters)
        told = cursor.fetchone()[0]
    return _read(guide, json.loads(told) if isinstance(told, str) else told)


class _Statement:
    def __init__(self, guide: ProductGuide, connection: Any) -> None:
        self.guide, self.connection = guide, connection
        self.parameters: list[Any] = []
        self.steps: list[str] = []
        self.sql = ""

    def _compiled(self, rows: QuerySet[Any, Any]) -> str:
        sql, parameters = rows.query.get_compiler(connection=self.connection).as_sql()
        self.parameters += parameters
        return str(sql)

    def rank(self, legs: Sequence[Leg], products: QuerySet[Any], name: str) -> None:
        """``name``: every matching product with its scores and ranks."""
        for number, leg in enumerate(legs):
            rows = leg.rows[: leg.depth] if leg.depth else leg.rows.order_by()
            # MATERIALIZED keeps each leg's own plan.
            facts = ", facts" if leg.with_facts else ""
            self.steps.append(
                f"leg{number} (pk, score{facts}) AS MATERIALIZED ({self._compiled(rows)})"
            )
            order = "score DESC, pk" if leg.falling else "score, pk"
            kept = f" WHERE score >= {CUT} * (SELECT max(score) FROM leg{number})"
            self.steps.append(
                f"ranked{number} AS (SELECT pk, score{facts},"
                f" row_number() OVER (ORDER BY {order}) AS rank"
                f" FROM leg{number}{kept if leg.falling else ''})"
            )
        if not legs:
            keys = self._compiled(products.values("pk"))
            self.steps.append(
                f"{name} AS (SELECT keys.*, NULL::integer[] AS facts, 0::float8 AS fused"
                f" FROM ({keys}) AS keys (pk))"
            )
            return
        fused = []
        for number, leg in enumerate(legs):
            fused.append(f"coalesce(%s::float8 / ({RRF_K} + ranked{number}.rank), 0)")
            self.parameters.append(leg.weight)
        scores = "".join(
            f", ranked{n}.score AS score{n}, ranked{n}.rank AS rank{n}" for n in range(len(legs))
        )
        joined = "ranked0" + "".join(
            f" FULL JOIN ranked{n} USING (pk)" for n in range(1, len(legs))
        )
        known = [f"ranked{n}.facts" for n, leg in enumerate(legs) if leg.with_facts]
        facts = f"coalesce({', '.join([*known, 'NULL::integer[]'])})"
        self.steps.append(
            f"{name} AS (SELECT pk, {facts} AS facts, {' + '.join(fused)} AS fused{scores}"
            f" FROM {joined})"
        )

    def wish(self, wishes: Sequence[Wish], legs: int) -> None:
        """``ranked``: what was ``found``, with what reviews say of each wish in its score."""
        kept = [f"found.{name}{n}" for n in range(legs) for name in ("score", "rank")]
        told, given, joined = [], "found.fused", ""
        for n, wish in enumerate(wishes):
            told += [f"tally{n}.{name} AS {name}{n}" for name in _TOLD]
            given += f" + coalesce(tally{n}.given, 0)"
            # Looked up by key: as a join it would be planned as a scan of what is said of all products.
            joined += (
                " LEFT JOIN LATERAL (SELECT positive, negative, reviews,"
                f" %s::float8 / {RRF_K + 1} * (positive - %s::float8 * (positive + negative))"
                f" / (positive + negative + {PRIOR}) AS given FROM shopguide_aspecttally"
                " WHERE guide = %s AND aspect = %s AND object_id = found.pk::text LIMIT 1)"
                f" AS tally{n} ON true"
            )
            self.parameters += [wish.weight, wish.usual, self.guide.name, wish.aspect]
        columns = ", ".join(["found.pk", "found.facts", f"{given} AS fused", *kept, *told])
        self.steps.append(f"ranked AS (SELECT {columns} FROM found{joined})")

    def match(self, *, with_facets: bool) -> None:
        """``matched``: the same with price, date, stars and facts."""
        if not with_facets:
            self.steps.append("matched AS MATERIALIZED (SELECT * FROM ranked)")
            return
        self.parameters.append(self.guide.name)
        columns = self._compiled(_columns(self.guide))
        rating, stars = "", "NULL::float8"
        if self.guide.reviews and self.guide.reviews.score:
            means = rating_means(self.guide).filter(
                product_key__in=RawSQL("SELECT pk FROM ranked", [])
            )
            rating = f" LEFT JOIN ({self._compiled(means)}) AS stars (pk, mean) USING (pk)"
            stars = "stars.mean"
        self.steps.append(
            "matched AS MATERIALIZED (SELECT ranked.*, product.price, product.newest,"
            f" {stars}::float8 AS rating, coalesce(ranked.facts, (SELECT document.facts"
            " FROM shopguide_document AS document WHERE document.guide = %s"
            # Keys are compared as text: so the unique index serves, one row at a time.
            " AND document.object_id = ranked.pk::text)) AS of_product FROM ranked"
            f" JOIN ({columns}) AS product (pk, price, newest) USING (pk){rating})"
        )

    def tell(
        self,
        legs: Sequence[str],
        wishes: Sequence[Wish],
        sort: Sort,
        limit: int,
        offset: int,
        facets: bool,
    ) -> None:
        parts = ", ".join(
            f"'{name}', CASE WHEN rank{n} IS NULL THEN NULL ELSE json_build_array(score{n}, rank{n}) END"
            for n, name in enumerate(legs)
        )
        reached = ", ".join(
            f"'{name}', (SELECT count(*) FROM leg{n})" for n, name in enumerate(legs)
        )
        said = ", ".join(
            f"%s::text, CASE WHEN given{n} IS NULL THEN NULL ELSE"
            f" json_build_array({', '.join(f'{name}{n}' for name in _TOLD)}) END"
            for n in range(len(wishes))
        )
        opinions = f", json_build_object({said})" if wishes else ""
        self.parameters += [wish.aspect for wish in wishes]
        order = f"{_ORDERS[sort]}, pk"
        told = [
            "'total', (SELECT count(*) FROM matched)",
            f"'reached', json_build_object({reached})",
            "'rows', (SELECT json_agg(json_build_array(pk::text, fused, json_build_object("
            f"{parts}){opinions}) ORDER BY {order}) FROM (SELECT * FROM matched ORDER BY {order}"
            " LIMIT %s OFFSET %s) AS page)",
        ]
        self.parameters += [limit, offset]
        if facets:
            told += [
                "'facts', (SELECT json_object_agg(fact, n) FROM (SELECT fact, count(*) AS n FROM"
                " matched, unnest(of_product) AS fact GROUP BY fact ORDER BY n DESC, fact"
                f" LIMIT {MOST_COUNTED}) AS counted)",
                "'prices', (SELECT json_object_agg(band, n) FROM (SELECT"
                " width_bucket(price::float8, %s::float8[]) AS band, count(*) AS n FROM matched"
                " WHERE price IS NOT NULL GROUP BY band) AS counted)",
                "'stars', json_build_object("
                + ", ".join(
                    f"'{s}', (SELECT count(*) FROM matched WHERE rating >= {s})" for s in STARS
                )
                + ")",
            ]
            self.parameters.append(list(BANDS))
        self.sql = f"WITH {', '.join(self.steps)} SELECT json_build_object({', '.join(told)})"


def _columns(guide: ProductGuide) -> QuerySet[Any, Any]:
    """Rows (pk, price, newest) of all products: what is joined is visible already."""
    rows = guide.model._base_manager.order_by()
    found: dict[str, Any] = {}
    for name, path in (("price", guide.price_field), ("newest", guide.date_field)):
        if not path:
            found[name] = RawSQL("NULL::date" if name == "newest" else "NULL::numeric", [])  # noqa: S611
        elif resolve(guide.model, path).many:
            same = guide.model._base_manager.filter(pk=OuterRef("pk")).order_by().values("pk")
            found[name] = Subquery(same.annotate(least=Min(path)).values("least"))
        else:
            found[name] = F(path)
    annotated = rows.annotate(**{f"shopguide_{name}": each for name, each in found.items()})
    columns: QuerySet[Any, Any] = annotated.values_list("pk", "shopguide_price", "shopguide_newest")
    return columns


def _read(guide: ProductGuide, told: dict[str, Any]) -> Answer:
    return Answer(
        total=told["total"],
        rows=[
            Row(
                guide.parse_pk(pk),
                fused,
                {name: (part[0], part[1]) for name, part in parts.items() if part},
                {name: Opinions(*each) for said in opinions for name, each in said.items() if each},
            )
            for pk, fused, parts, *opinions in told["rows"] or []
        ],
        facts={int(fact): n for fact, n in (told.get("facts") or {}).items()},
        prices={
            BANDS[int(band) - 1] if int(band) else 0.0: n
            for band, n in (told.get("prices") or {}).items()
        },
        stars={float(stars): n for stars, n in (told.get("stars") or {}).items()},
        reached=told["reached"],
    )
