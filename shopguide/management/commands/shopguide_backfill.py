"""Make events of the orders and reviews that the shop has already."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from shopguide.events.collect import collect_all
from shopguide.events.sources import Source, sources_of
from shopguide.management.guides import named_guides
from shopguide.models import Event


class Command(BaseCommand):
    help = (
        "Make an event of every order line and review that counts, change those whose row has "
        "changed, and take away those whose row is gone. Rows older than "
        'SHOPGUIDE["EVENT_DAYS"] are left out. '
        "Safe to interrupt: what is done stays done, and the next run goes on."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("guides", nargs="*", help="names of guides; all of them by default")
        parser.add_argument("--kind", choices=[Event.Kind.ORDER, Event.Kind.REVIEW])
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        quiet = options["format"] == "json"
        report = [
            self._collect(source, quiet)
            for guide in named_guides(options["guides"])
            for source in sources_of(guide)
            if options["kind"] in (None, source.kind)
        ]
        self._wake()
        if quiet:
            self.stdout.write(json.dumps({"sources": report}, ensure_ascii=False))
            return
        for each in report:
            self.stdout.write(
                "{guide}, {kind}s: {seen} rows seen, {made} events made, {changed} changed, "
                "{removed} taken away, {held} rows left to whoever writes them now".format(**each)
            )
        if not report:
            self.stdout.write("No guide declares orders, or reviews with an author.")

    def _collect(self, source: Source, quiet: bool) -> dict[str, Any]:
        hidden = quiet or not sys.stderr.isatty()
        total = source.model._base_manager.count()
        name = f"{source.guide.name}: {source.kind.value}s"
        with tqdm(total=total, desc=name, disable=hidden) as bar:
            found = collect_all(source, on_progress=bar.update)
        return {"guide": source.guide.name, "kind": source.kind.value, **vars(found)}

    def _wake(self) -> None:
        """Whatever was stored wakes the worker by itself, but for what an interrupted run left."""
        from shopguide.tasks import wake_fold

        wake_fold()
