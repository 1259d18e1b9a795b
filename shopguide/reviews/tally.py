"""In how many of a product's reviews an aspect is praised or blamed, counted from the readings.

Counted anew for whole products, since a review that is counted twice or forgotten once would stay
so. Whoever counts holds one lock per guide: of two transactions that each store a review of one
product, neither sees the other's until it ends.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connections, router, transaction

from shopguide.catalogue.guide import ProductGuide
from shopguide.models import AspectTally

CHUNK = 500
#: What a shop's request waits for at most; a worker counts in far less.
PATIENCE = "5s"

_COUNTED = """
    WITH shown AS (
        SELECT id, object_id FROM shopguide_reviewreading
        WHERE guide = %(guide)s AND reader = %(reader)s AND shown
            AND (%(products)s::text[] IS NULL OR object_id = ANY(%(products)s))
    ), read AS (
        SELECT object_id, count(*) AS reviews FROM shown GROUP BY object_id
    ), counted AS (
        SELECT shown.object_id, opinion.aspect,
            count(DISTINCT shown.id) FILTER (WHERE opinion.polarity > 0) AS positive,
            count(DISTINCT shown.id) FILTER (WHERE opinion.polarity < 0) AS negative
        FROM shown JOIN shopguide_aspectopinion AS opinion ON opinion.reading_id = shown.id
        WHERE opinion.polarity <> 0
        GROUP BY shown.object_id, opinion.aspect
    ), wanted AS (
        SELECT * FROM counted JOIN read USING (object_id)
    )"""
_RECOUNT = (
    _COUNTED  # noqa: S608
    + """, gone AS (
        DELETE FROM shopguide_aspecttally AS tally
        WHERE guide = %(guide)s AND object_id = ANY(%(products)s) AND NOT EXISTS (
            SELECT FROM wanted
            WHERE wanted.object_id = tally.object_id AND wanted.aspect = tally.aspect
        )
    )
    INSERT INTO shopguide_aspecttally AS tally
        (guide, object_id, aspect, positive, negative, reviews)
    SELECT %(guide)s, object_id, aspect, positive, negative, reviews FROM wanted
    ON CONFLICT (guide, aspect, object_id) DO UPDATE SET
        positive = excluded.positive, negative = excluded.negative, reviews = excluded.reviews
    WHERE (tally.positive, tally.negative, tally.reviews)
        IS DISTINCT FROM (excluded.positive, excluded.negative, excluded.reviews)"""
)
_DRIFTED = (
    _COUNTED  # noqa: S608
    + """, stored AS (SELECT * FROM shopguide_aspecttally WHERE guide = %(guide)s)
    SELECT DISTINCT object_id FROM wanted FULL JOIN stored USING (object_id, aspect)
    WHERE (wanted.positive, wanted.negative, wanted.reviews)
        IS DISTINCT FROM (stored.positive, stored.negative, stored.reviews)"""
)


def recount(guide: ProductGuide, products: Iterable[str], using: str | None = None) -> None:
    """Count these products anew, in the caller's transaction where there is one."""
    using = using or router.db_for_write(AspectTally)
    keys = sorted(set(products))
    for start in range(0, len(keys), CHUNK):
        given = _given(guide, keys[start : start + CHUNK])
        with transaction.atomic(using=using), connections[using].cursor() as cursor:
            # A statement of its own: what follows must see what the last holder committed.
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
                [f"shopguide.tally:{guide.name}"],
            )
            cursor.execute(_RECOUNT, given)


def _given(guide: ProductGuide, products: list[str] | None) -> dict[str, Any]:
    return {"guide": guide.name, "reader": guide.reader, "products": products}


def drifted(guide: ProductGuide) -> list[str]:
    """Products whose tallies are not what their readings say, in one statement."""
    with connections[router.db_for_write(AspectTally)].cursor() as cursor:
        cursor.execute(_DRIFTED, _given(guide, None))
        return [key for (key,) in cursor.fetchall()]


class RecountLater:
    """Counts products anew after a commit, in a transaction of its own: a shop's transaction may be
    long, and whoever counts would wait for its end."""

    def __init__(self, guide: ProductGuide, using: str) -> None:
        self.guide = guide
        self.using = using
        self.products: set[str] = set()

    def count(self) -> None:
        with transaction.atomic(using=self.using):
            with connections[self.using].cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
            recount(self.guide, self.products, self.using)


def recount_later(guide: ProductGuide, products: Iterable[str], using: str) -> None:
    """Once after this transaction, however many of its reviews go."""
    registered: list[Any] = connections[using].run_on_commit
    for _, callback, _ in registered:
        later = getattr(callback, "__self__", None)
        if isinstance(later, RecountLater) and later.guide is guide:
            later.products.update(products)
            return
    later = RecountLater(guide, using)
    later.products.update(products)
    transaction.on_commit(later.count, using=using, robust=True)
