"""Delete all that is kept of one user."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from shopguide.events.shopper import TOKEN, Shopper
from shopguide.management.shoppers import add_user_argument, named_shopper
from shopguide.personal import count_user, erase_user
from shopguide.sessions import live_sessions, sessions_of, strip


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
            for session in sessions_of(shopper.user_pk, bar.update):
                # What was done before the sign-in, while it can still be found.
                before = erase_user(Shopper(session=session.get(TOKEN, "")))
                counts = {**counts, **{n: counts.get(n, 0) + c for n, c in before.items()}}
                strip(session)
                session.save()
        return counts
