"""Write down all that is kept of one user."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder

from shopguide.management.shoppers import add_user_argument, named_shopper
from shopguide.personal import export_user


class Command(BaseCommand):
    help = (
        "Write as JSON all that shopguide keeps of a user, with their orders and reviews as the "
        "guides declare them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_user_argument(parser)
        parser.add_argument("--output", type=Path, help="a new file; else it is printed")
        parser.add_argument(
            "--format", choices=["text", "json"], default="text", help="of what is printed besides"
        )

    def handle(self, **options: Any) -> None:
        shopper = named_shopper(options["user"], options["by"])
        whole = export_user(shopper)
        text = json.dumps(whole, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        if options["output"] is None:
            self.stdout.write(text)
            return
        try:
            # Never over another's export.
            with options["output"].open("x", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            raise CommandError(
                f"The export cannot be written: {error}; give --output another path.", returncode=2
            ) from error
        counts = {name: len(rows) for name, rows in whole["kept"].items() if rows}
        if options["format"] == "json":
            told = {"shopper": shopper.key, "rows": counts, "output": str(options["output"])}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self.stdout.write(f"{sum(counts.values())} rows written to {options['output']}")
