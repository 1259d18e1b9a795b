"""Bring words and vectors of every product, and what was read in reviews, up to date."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.knowledge import Knowledge, knowledge
from shopguide.delivery import drain, reconcile, reconcile_knowledge
from shopguide.management.guides import named_guides
from shopguide.models import Job
from shopguide.reviews.rows import reviews_of
from shopguide.vectors.indexes import ensure_index


class Command(BaseCommand):
    help = (
        "Find products whose words or vectors are not current, reviews that are to be read and "
        "policies that have changed, and bring them up to date. "
        "Safe to interrupt: what is done stays done, and the next run goes on."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("guides", nargs="*", help="names of guides; all of them by default")
        parser.add_argument(
            "--enqueue", action="store_true", help="leave the work to the Celery worker"
        )
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        guides = named_guides(options["guides"])
        quiet = options["format"] == "json"
        report = [self._sync(guide, options["enqueue"], quiet) for guide in guides]
        # Knowledge belongs to no guide: it is read where none is named.
        known = [] if options["guides"] else list(knowledge)
        told = [self._sync_knowledge(each, options["enqueue"]) for each in known]
        outages = {kind: why for each in report for kind, why in each["outages"].items()}
        if quiet:
            whole = {"guides": report, "knowledge": told}
            self.stdout.write(json.dumps(whole, ensure_ascii=False))
        else:
            for each in report:
                self.stdout.write(
                    "{guide}: {seen} products and {reviews_seen} reviews seen, "
                    "{enqueued} jobs found, {finished} done, "
                    "{waiting} waiting, {dead} dead".format(**each)
                )
            for each in told:
                self.stdout.write("{knowledge}: {seen} rows seen, {finished} read".format(**each))
        if outages:
            raise CommandError("; ".join(outages.values()))

    def _sync_knowledge(self, declared: Knowledge, enqueue_only: bool) -> dict[str, Any]:
        seen, differing = reconcile_knowledge(declared)
        told = {"knowledge": declared.name, "seen": seen, "enqueued": differing, "finished": 0}
        if not enqueue_only:
            told["finished"] = drain(guides=[declared]).finished
        return told

    def _sync(self, guide: ProductGuide, enqueue_only: bool, quiet: bool) -> dict[str, Any]:
        hidden = quiet or not sys.stderr.isatty()
        total = guide.products().count() + reviews_of(guide).count()
        with tqdm(total=total, desc=f"{guide.name}: comparing", disable=hidden) as bar:
            found = reconcile(guide, bar.update)
        finished, outages = 0, dict[str, str]()
        if enqueue_only:
            from shopguide.tasks import wake

            wake()
        else:
            with tqdm(total=found.differing, desc=f"{guide.name}: reading", disable=hidden) as bar:
                drained = drain(on_progress=bar.update, guides=[guide])
            finished, outages = drained.finished, drained.outages
            ensure_index(guide)
        left = Job.objects.filter(guide=guide.name)
        return {
            "guide": guide.name,
            "seen": found.seen,
            "reviews_seen": found.reviews_seen,
            "enqueued": found.differing,
            "finished": finished,
            "waiting": left.filter(dead=False).count(),
            "dead": left.filter(dead=True).count(),
            "outages": outages,
        }
