"""Load the demo's products, reviews, shoppers and orders."""

import sys
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from storefront.load import DATA, load, merchant
from storefront.shoppers import DAY, shopper


class Command(BaseCommand):
    help = "Load the demo shop. Run again, it changes only what differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=DATA, help="where the data files lie")
        parser.add_argument(
            "--day",
            type=date.fromisoformat,
            default=DAY.date(),
            help="date reviews back from this day instead of %(default)s",
        )
        parser.add_argument("--merchant-password", help="make the user 'merchant' for the admin")
        parser.add_argument("--shopper-password", help="make the user 'shopper' with two orders")

    def handle(self, *args: Any, **options: Any) -> None:
        day = datetime.combine(options["day"], time(DAY.hour), DAY.tzinfo)
        try:
            with tqdm(desc="Loading products", disable=not sys.stderr.isatty()) as bar:
                loaded = load(options["folder"], bar.update, day)
        except FileNotFoundError as error:
            raise CommandError(str(error), returncode=2) from error
        if password := options["merchant_password"]:
            merchant(password)
        if password := options["shopper_password"]:
            shopper(password, day)
        self.stdout.write(
            f"{loaded.products} products ({loaded.written} written), {loaded.reviews} new reviews"
        )
