"""The rows of a whole database, kept in memory, to be put back for the next test in one go."""

from django.db import connection

#: Filled by Django itself after each flush.
OWN = {"django_migrations", "django_content_type", "auth_permission"}


class Snapshot:
    """Rows of every table in PostgreSQL's own binary form, and where the sequences stood."""

    def __init__(self):
        self.rows = {}
        with connection.cursor() as cursor:
            for table in sorted(set(connection.introspection.table_names(cursor)) - OWN):
                with cursor.copy(f'COPY "{table}" TO STDOUT (FORMAT binary)') as out:
                    self.rows[table] = b"".join(out)
            cursor.execute(
                "SELECT schemaname || '.' || sequencename, last_value FROM pg_sequences"
                " WHERE last_value IS NOT NULL"
            )
            self.sequences = cursor.fetchall()

    def restore(self):
        """Into empty tables. Foreign keys are checked at the end of the transaction, as Django makes
        them."""
        with connection.cursor() as cursor:
            for table, rows in self.rows.items():
                with cursor.copy(f'COPY "{table}" FROM STDIN (FORMAT binary)') as into:
                    into.write(rows)
            for name, value in self.sequences:
                cursor.execute("SELECT setval(%s, %s)", [name, value])
