"""``shopguide_fit``: learn from the shop's orders which products go together."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from shopguide.catalogue.guide import ProductGuide
from shopguide.management.guides import named_guides
from shopguide.recommend.fit import fit


class Command(BaseCommand):
    help = (
        "Learn from the shop's orders which products go together and what is popular. Safe to "
        "interrupt: what was known before stays until the new is complete."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("guides", nargs="*", help="names of guides; all of them by default")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        quiet = options["format"] == "json" or not sys.stderr.isatty()
        guides = tqdm(self._guides(options["guides"]), desc="fitting", disable=quiet)
        told = [{"guide": guide.name, **fit(guide).report} for guide in guides]
        if options["format"] == "json":
            self.stdout.write(json.dumps({"guides": told}, ensure_ascii=False))
            return
        for each in told:
            self.stdout.write(_line(each))

    def _guides(self, names: list[str]) -> list[ProductGuide]:
        guides = named_guides(names)
        for guide in guides if names else ():
            if guide.orders is None:
                raise CommandError(
                    f"{guide!r} declares no orders, so there is nothing to learn from; give it "
                    "`orders = Orders(...)`.",
                    returncode=2,
                )
        return guides


def _line(each: dict[str, Any]) -> str:
    seconds = sum(each["seconds"].values())
    return (
        f"{each['guide']}: {each['lines']} order lines of {each['buyers']} buyers and "
        f"{each['products']} products; {each['neighbours']['ease']} neighbours by taste, "
        f"{each['neighbours']['together']} bought together, {each['popular']} counted; "
        f"{seconds:.1f} s, {each['MiB']} MiB"
    )
