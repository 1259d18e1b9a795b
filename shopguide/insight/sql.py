"""Querysets as parts of a longer statement."""

from typing import Any

from django.db import connections
from django.db.models import QuerySet


def compiled(rows: QuerySet[Any, Any]) -> tuple[str, tuple[Any, ...]]:
    """SQL and parameters of ``rows``. Raises EmptyResultSet where it is known to have none."""
    sql, parameters = rows.query.get_compiler(connection=connections[rows.db]).as_sql()
    return str(sql), tuple(parameters)


def fetched(rows: QuerySet[Any, Any], sql: str, parameters: tuple[Any, ...]) -> list[Any]:
    """What a statement gives on the database of ``rows``."""
    with connections[rows.db].cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
