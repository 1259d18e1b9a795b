"""Delete all that is kept of one user."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from shopguide.events.shopper import Shopper
from shopguide.management.shoppers import add_user_argument, named_shopper
from shopguide.personal import count_user, erase_user
from shopguide.sessions import erase_sessions, live_sessions


class Command(BaseCommand):
    help = (
        "Delete all that shopguide keeps of a user: events, profile, consents, conversations, "
        "tickets, calls of other hosts, spending, what was shown, and our part of their sessions. "
        "The account, orders and reviews are the shop's own and stay. Safe to run again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_user_argument(parser)
        parser.add_argument("--dry-run", action="store_true", help="say what would go")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, **options: Any) -> None:
        shopper = named_shopper(options["user"], options["by"])
        if options["dry_run"]:
            counts = count_user(shopper)
        else:
            counts = self._erase(shopper, quiet=options["format"] == "json")
        if options["format"] == "json":
            told = {"shopper": shopper.key, "erased": counts, "dry_run": options["dry_run"]}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        for name, count in counts.items():
            self.stdout.write(f"{name}: {count}")
        verb = "would go" if options["dry_run"] else "erased"
        self.stdout.write(f"{sum(counts.values())} rows of {shopper.key} {verb}")

    def _erase(self, shopper: Shopper, quiet: bool) -> dict[str, int]:
        rows = live_sessions()
        total = rows.count() if rows is not None else 0
        hidden = quiet or not sys.stderr.isatty()
        counts = erase_user(shopper)
        with tqdm(total=total, desc="sessions", disable=hidden) as bar:
            before = erase_sessions(shopper.user_pk, bar.update)
        return {name: counts.get(name, 0) + before.get(name, 0) for name in {**counts, **before}}
