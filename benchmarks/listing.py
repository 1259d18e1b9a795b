"""What a list of 48 products costs with an EmbeddingField, without one, and with a plain column.

Three tables of the same rows: ``with`` has shopguide's field, ``without`` none, and ``plain``
pgvector's own HalfVectorField, as a shop would add it by hand. Rounds take turns; the median of
milliseconds for ``list(Model.objects.filter(...)[:48])`` is told, and its ratio to ``without``.
"""

import random
import statistics
import sys
import time
from typing import Any

import numpy as np
from scratch import parser, say, scratch_database, tell

PAGE = 48
DIMENSIONS = 384
SEED = 5


def main() -> int:
    options = parser(__doc__)
    options.add_argument("--products", type=int, default=3000, help="more than 48")
    options.add_argument("--rounds", type=int, default=300)
    asked = options.parse_args()
    with scratch_database():
        models = _tables()
        _fill(models, asked.products)
        say(f"{asked.rounds} rounds of {PAGE} products each")
        taken = _rounds(models, asked.products, asked.rounds)
    base = statistics.median(taken["without"])
    rows = [
        {
            "system": name,
            "median ms": statistics.median(each),
            "low": float(np.percentile(each, 5)),
            "high": float(np.percentile(each, 95)),
            "ratio": statistics.median(each) / base,
        }
        for name, each in taken.items()
    ]
    tell("listing", PAGE, rows, asked.format)
    return 0


def _tables() -> dict[str, Any]:
    from django.db import connection, models
    from pgvector.django import HalfVectorField

    from shopguide.vectors.fields import EmbeddingField

    vectors: dict[str, dict[str, Any]] = {
        "without": {},
        "with": {"embedding": EmbeddingField(dimensions=DIMENSIONS)},
        "plain": {"embedding": HalfVectorField(dimensions=DIMENSIONS, null=True)},
    }
    made: dict[str, Any] = {}
    with connection.schema_editor() as editor:
        for name, vector in vectors.items():
            fields: dict[str, Any] = {
                "name": models.CharField(max_length=400),
                "brand": models.CharField(max_length=80),
                "description": models.TextField(),
                "price": models.DecimalField(max_digits=10, decimal_places=2),
                "stock": models.PositiveIntegerField(default=3),
                "specs": models.JSONField(default=dict),
                "created": models.DateTimeField(auto_now_add=True),
                "__module__": __name__,
                "Meta": type("Meta", (), {"app_label": "storefront", "db_table": f"list_{name}"}),
            }
            made[name] = type(f"Listed{name.title()}", (models.Model,), {**fields, **vector})
            editor.create_model(made[name])
    return made


def _fill(tables: dict[str, Any], n: int) -> None:
    from django.db import connection
    from pgvector import HalfVector

    drawn = np.random.default_rng(SEED).standard_normal((n, DIMENSIONS), dtype=np.float32)
    texts = [HalfVector(vector).to_text() for vector in drawn]
    for name, model in tables.items():
        model.objects.bulk_create(
            model(
                name=f"Smartphone {number} with a name of an ordinary length",
                brand="Zeta",
                description="A sentence or two that says what this is. " * 4,
                price=number % 900,
                specs={"Display": '6.1"', "Rear camera": "48 MP", "Battery": "4000 mAh"},
            )
            for number in range(n)
        )
        with connection.cursor() as cursor:
            if name != "without":
                cursor.execute(
                    f"UPDATE list_{name} AS listed SET embedding = new.embedding::halfvec"
                    " FROM unnest(%s::text[]) WITH ORDINALITY AS new (embedding, number)"
                    " WHERE listed.id = new.number",
                    [texts],
                )
            # Rewritten, so that all three tables are equally compact.
            cursor.execute(f"VACUUM FULL ANALYZE list_{name}")


def _rounds(tables: dict[str, Any], n: int, rounds: int) -> dict[str, list[float]]:
    taken: dict[str, list[float]] = {name: [] for name in tables}
    order = list(tables.items())
    for number in range(rounds):
        first = 1 + number * PAGE % (n - PAGE)
        # Who follows the slowest finds colder caches, so each follows each equally often.
        random.Random(number).shuffle(order)
        for name, model in order:
            start = time.perf_counter()
            listed = list(model.objects.filter(pk__gte=first).order_by("pk")[:PAGE])
            taken[name].append(1000 * (time.perf_counter() - start))
            if len(listed) != PAGE:
                raise ValueError(f"{PAGE} products are listed from {first} on, not {len(listed)}")
    return taken


if __name__ == "__main__":
    sys.exit(main())
