"""Guess categories and attributes of products that lack them."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from shopguide.management.guides import named_guides
from shopguide.recommend.guesses import propose


class Command(BaseCommand):
    help = (
        "Guess categories and attributes of products that lack them, from products like them. "
        "Nothing is changed until a merchant accepts a guess in the admin. Safe to interrupt."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("guides", nargs="*", help="names of guides; all of them by default")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        quiet = options["format"] == "json"
        report = []
        for guide in named_guides(options["guides"]):
            with tqdm(desc=guide.name, disable=quiet or not sys.stderr.isatty()) as bar:
                made = propose(guide, lambda n, bar=bar: bar.update(n) and None)  # type: ignore[misc]
            report.append({"guide": guide.name, **vars(made)})
        if quiet:
            self.stdout.write(json.dumps({"guides": report}, ensure_ascii=False))
            return
        for each in report:
            self.stdout.write(
                "{guide}: {products} products looked at, {proposals} guesses".format(**each)
            )
