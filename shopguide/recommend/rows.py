"""Rows that are learned as a whole and replaced as a whole."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connections, router, transaction
from django.db.models import Model

#: Of an advisory lock: two who replace the same rows take turns.
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


def replace(
    model: type[Model], guide: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> int:
    """Put ``rows`` in the place of those of the guide, in one transaction: whoever reads meanwhile
    sees the old ones. Returns how many there are now."""
    using = router.db_for_write(model)
    table = model._meta.db_table
    quoted = ", ".join(connections[using].ops.quote_name(name) for name in ("guide", *columns))
    count = 0
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(LOCK, [f"{table} {guide}"])
        model._default_manager.using(using).filter(guide=guide).delete()
        with cursor.copy(f'COPY "{table}" ({quoted}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row((guide, *row))
                count += 1
        # All at once is more than the planner can guess, and autovacuum comes a minute later.
        cursor.execute(f'ANALYZE "{table}"')
    return count
