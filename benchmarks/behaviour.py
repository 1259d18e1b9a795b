"""What shoppers of a large shop did, as events, a fit and a count would have stored it.

A seeded draw by SQL: products are looked at and bought by a Zipf-like law (the square of a uniform
number), each shopper keeps to a stretch of the catalogue, and a product's neighbours lie near it.
"""

from typing import Any

from scratch import say

SHOPPERS = 20_000
#: Of each product that was ever bought.
NEIGHBOURS = 40
#: Of products that were ever bought.
BOUGHT = 0.4

_STATEMENTS = {
    "events": """
        INSERT INTO shopguide_event (shopper, client_id, kind, guide, object_id, title, surface,
            quantity, language, data, happened, received, folded)
        SELECT 'user:' || shopper, 'e' || n, (array['view', 'view', 'view', 'click', 'cart',
            'order'])[1 + n %% 6], %(guide)s, p.key, '', '', 1, 'en', '{}', happened, now(), true
        FROM (SELECT n, 1 + n %% %(shoppers)s AS shopper, now() - random() * interval '300 days'
                AS happened, ((1 + n %% %(shoppers)s)::bigint * 7919
                + floor(power(random(), 2) * %(spread)s)::bigint) %% %(products)s AS place
            FROM generate_series(1, %(events)s) n) e
        JOIN benchmark_place p USING (place)
        """,
    "popularity": """
        INSERT INTO shopguide_popularity (guide, object_id, recent, buyers, views, updated)
        SELECT guide, object_id, count(*) FILTER (WHERE happened > now() - interval '30 days'
            AND kind = 'order'), count(DISTINCT shopper) FILTER (WHERE kind = 'order'), count(*),
            now()
        FROM shopguide_event GROUP BY guide, object_id
        """,
    "neighbours": """
        INSERT INTO shopguide_neighbour (guide, kind, object_id, other_id, weight, count)
        SELECT %(guide)s, kind, p.key, o.key, random(), 1 + near
        FROM generate_series(0, %(bought)s - 1) n
        CROSS JOIN generate_series(1, %(neighbours)s) near
        CROSS JOIN unnest(array['ease', 'together']) kind
        JOIN benchmark_place p ON p.place = n
        JOIN benchmark_place o ON o.place = (n + near * (1 + near)) %% %(products)s
        """,
}
_PLACES = """
    CREATE TABLE benchmark_place AS
    SELECT row_number() OVER (ORDER BY {key}) - 1 AS place, {key}::text AS key FROM {table}
    """


def fill(guide: Any, events: int) -> list[str]:
    """Store ``events`` of ``SHOPPERS`` and what follows from them; gives the keys of shoppers."""
    from django.db import connection

    from shopguide.models import Event, Neighbour, Popularity

    products = guide.model._default_manager.count()
    given = {
        "guide": guide.name,
        "products": products,
        "spread": products // 2,
        "shoppers": SHOPPERS,
        "events": events,
        "bought": int(BOUGHT * products),
        "neighbours": NEIGHBOURS,
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.11)")
        for model in (Event, Neighbour, Popularity):
            cursor.execute(f"TRUNCATE {model._meta.db_table}")
        cursor.execute("DROP TABLE IF EXISTS benchmark_place")
        meta = guide.model._meta
        cursor.execute(_PLACES.format(key=meta.pk.column, table=meta.db_table))
        for name, statement in _STATEMENTS.items():
            say(f"  {name}")
            cursor.execute(statement, given)
        cursor.execute("VACUUM ANALYZE")
    return [f"user:{number}" for number in range(1, SHOPPERS + 1)]
