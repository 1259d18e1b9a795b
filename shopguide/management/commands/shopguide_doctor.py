"""Say what works, what does not, and what to do about it."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from shopguide.examine import Finding, examine


class Command(BaseCommand):
    help = "Examine database, extension, indexes, encoder, broker, worker and backlog."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = list(examine())
        if options["format"] == "json":
            told = [{"part": f.part, "level": f.level, "told": f.told} for f in findings]
            self.stdout.write(json.dumps({"findings": told}, ensure_ascii=False))
        else:
            for finding in findings:
                self._tell(finding)
        if failed := sum(finding.level == "error" for finding in findings):
            raise CommandError(f"{failed} of {len(findings)} parts need mending.", returncode=1)

    def _tell(self, finding: Finding) -> None:
        style = {"ok": self.style.SUCCESS, "warning": self.style.WARNING, "error": self.style.ERROR}
        mark = {"ok": "✓", "warning": "!", "error": "✗"}[finding.level]
        self.stdout.write(style[finding.level](f"{mark} {finding.part}: {finding.told}"))
