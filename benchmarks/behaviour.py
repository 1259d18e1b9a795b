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
            'order'])[1 + n %% 6], %(guide)s,
            (%(keys)s::text[])[1 + (shopper * 7919 + floor(power(random(), 2) * %(spread)s)::int)
                %% %(products)s], '', '', 1, 'en', '{}', now() - random() * interval '300 days',
            now(), true
        FROM (SELECT n, 1 + n %% %(shoppers)s AS shopper FROM generate_series(1, %(events)s) n) e
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
        SELECT %(guide)s, kind, (%(keys)s::text[])[1 + n], (%(keys)s::text[])[1 + (n + near *
            (1 + near)) %% %(products)s], random(), 1 + near
        FROM generate_series(0, %(bought)s - 1) n, generate_series(1, %(neighbours)s) near,
            unnest(array['ease', 'together']) kind
        """,
}


def fill(guide: Any, events: int) -> list[str]:
    """Store ``events`` of ``SHOPPERS`` and what follows from them; gives the keys of shoppers."""
    from django.db import connection

    from shopguide.models import Event, Neighbour, Popularity

    keys = [
        str(pk) for pk in guide.model._default_manager.order_by("pk").values_list("pk", flat=True)
    ]
    given = {
        "guide": guide.name,
        "keys": keys,
        "products": len(keys),
        "spread": len(keys) // 2,
        "shoppers": SHOPPERS,
        "events": events,
        "bought": int(BOUGHT * len(keys)),
        "neighbours": NEIGHBOURS,
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.11)")
        for model in (Event, Neighbour, Popularity):
            cursor.execute(f"TRUNCATE {model._meta.db_table}")
        for name, statement in _STATEMENTS.items():
            say(f"  {name}")
            cursor.execute(statement, given)
        cursor.execute("VACUUM ANALYZE")
    return [f"user:{number}" for number in range(1, SHOPPERS + 1)]
