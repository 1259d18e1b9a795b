"""What was checked and what failed, kept for the merchant."""

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from shopguide.conf import settings
from shopguide.models import CheckTally, FailedCheck
from shopguide.writers.redaction import redact

from .checking import Failure

logger = logging.getLogger("shopguide")


def record_checks(
    guide: str, writer: str, purpose: str, checked: int, failures: Sequence[Failure]
) -> None:
    """Add one text about products of ``guide`` to the day's tally. A database that cannot be
    written to costs the tally, never the page."""
    try:
        with transaction.atomic():
            _record(guide, writer[:128], purpose, checked, failures)
    except DatabaseError as error:
        logger.warning("shopguide: checks of a text are not recorded: %s", error)


def _record(
    guide: str, writer: str, purpose: str, checked: int, failures: Sequence[Failure]
) -> None:
    rules = Counter(failure.rule for failure in failures)
    for rule, failed in [("", len(failures)), *sorted(rules.items())]:
        row, _made = CheckTally.objects.get_or_create(
            day=timezone.localdate(), guide=guide, writer=writer, purpose=purpose, rule=rule
        )
        CheckTally.objects.filter(pk=row.pk).update(
            checked=F("checked") + checked, failed=F("failed") + failed
        )
    FailedCheck.objects.bulk_create(
        [
            FailedCheck(
                guide=guide,
                writer=writer,
                purpose=purpose,
                rule=failure.rule,
                mended=failure.mended,
                text=redact(failure.text[:2000])
                .encode("utf-8", "replace")
                .decode()
                .replace("\0", ""),
            )
            for failure in failures
        ]
    )


def forget_checks() -> int:
    """Delete sentences that failed longer ago than SHOPGUIDE["OUTBOUND_DAYS"]; the tally stays."""
    before = timezone.now() - timedelta(days=settings["OUTBOUND_DAYS"])
    return FailedCheck.objects.filter(created__lt=before).delete()[0]
