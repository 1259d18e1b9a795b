"""A test from its declaration to its end: what may be tested, how many shoppers it needs, and who may
run beside whom."""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shopguide.conf import DEFAULTS
from shopguide.models import Experiment, Variant
from shopguide.models.experiments import new_salt

from .counts import Counted, baseline
from .metrics import METRICS, Metric
from .power import LOOKS, needed
from .sequential import SPENT
from .statistics import ALPHA

#: What is no choice of what shoppers see: of the shop, of its machines, or of the law.
FIXED = frozenset({
    "BATCH_SIZE", "BUDGET", "CONSENT_VERSION", "CONVERSATION_DAYS", "CURRENCY", "EVENT_DAYS",
    "EXCHANGE_RATES", "EXPOSURE_DAYS", "LEASE_SECONDS", "MAX_ATTEMPTS", "MODEL_DIR", "OUTBOUND_DAYS",
    "PERSONALISATION", "PROFILE_DAYS", "READERS", "REMOTE_CONSENT", "THROTTLES", "TICKET_EMAIL",
})  # fmt: skip
#: Of the advisory lock under which tests are started.
_LOCK = 0x5347_4558
#: What makes the next version where it changes while a test runs.
EDITABLE = (
    "question", "group", "room", "languages", "visitors", "goal", "guards", "others",
    "minimum_effect", "power", "daily", "share",
)  # fmt: skip


class ExperimentError(ValueError):
    """Something that a test cannot do, in a sentence for whoever asked for it."""


def declare(name: str, variants: Mapping[str, Mapping[str, Any]], **given: Any) -> Experiment:
    """Declare a test in code: ``variants`` are settings by name, the control first. Told again it is
    the same draft; told otherwise while it runs it is the next version, as a draft."""
    with transaction.atomic():
        _lock()
        last = Experiment.objects.filter(name=name).order_by("-version").first()
        if last is not None and _same(last, variants, given):
            return last
        if last is None or last.state != Experiment.State.DRAFT:
            last = Experiment(name=name, version=last.version + 1 if last else 1)
        for key, value in given.items():
            setattr(last, key, value)
        last.save()
        last.variants.all().delete()
        _make_variants(last, variants)
        check(last)
        return last


def check(row: Experiment) -> None:
    """Raises ExperimentError for what cannot be tested."""
    variants = list(row.variants.all())
    if len(variants) < 2:
        raise ExperimentError(
            _("%(name)s has fewer than two variants; add one.") % {"name": row.name}
        )
    for name in (row.goal, *row.guards, *row.others):
        if name not in METRICS:
            raise ExperimentError(
                _("%(name)s asks for the measure “%(measure)s”, which is none of %(known)s.")
                % {"name": row.name, "measure": name, "known": ", ".join(METRICS)}
            )
    for variant in variants:
        for key in variant.settings:
            if key not in DEFAULTS or key in FIXED:
                raise ExperimentError(
                    _("The variant %(variant)s changes “%(key)s”, which cannot be tested.")
                    % {"variant": variant.name, "key": key}
                )


def plan(row: Experiment, before: Counted | None = None) -> int | None:
    """Shoppers that the test needs, by what they do today; None where nobody does it yet."""
    metric = METRICS[row.goal]
    counted = before or baseline([row.goal])
    weights = list(row.variants.values_list("weight", flat=True))
    if counted.shoppers < 2 or len(weights) < 2:
        return None
    base, other = _sides(metric, counted, row.minimum_effect)
    if not base[0] or not base[1]:
        return None
    many = len(weights) - 1
    pairs = [
        needed(
            base,
            other,
            power=row.power,
            looks=LOOKS if row.daily else 1,
            alpha=(SPENT if row.daily else ALPHA) / many,
            split=weight / (weight + weights[0]),
        )
        / (weight + weights[0])
        for weight in weights[1:]
    ]
    return ceil(max(pairs) * sum(weights))


def start(row: Experiment) -> None:
    """Let it run. Raises ExperimentError where another test is in its way."""
    with transaction.atomic():
        _lock()
        row.refresh_from_db()
        if row.state != Experiment.State.DRAFT:
            raise ExperimentError(_("%(name)s was started before.") % {"name": row})
        check(row)
        row.begins_at = _place(row)
        row.planned = row.planned or plan(row)
        row.state, row.started = Experiment.State.RUNNING, timezone.now()
        row.save()


def ramp(row: Experiment, share: float) -> None:
    """Let more shoppers take part: nobody changes sides, since who takes part is drawn apart from
    what they get."""
    with transaction.atomic():
        _lock()
        row.refresh_from_db()
        if not row.share <= share <= 1:
            raise ExperimentError(
                _("The share of %(name)s can only grow, from %(now)g to 1 at most.")
                % {"name": row, "now": row.share}
            )
        row.share = share
        row.save()


def stop(row: Experiment, by: str = Experiment.Ended.HAND) -> None:
    """Give everybody the shop as it is again; once, whoever says it how often."""
    with transaction.atomic():
        _lock()
        row.refresh_from_db()
        if row.state in (Experiment.State.RUNNING, Experiment.State.ROLLED_OUT):
            row.state, row.ended_by = Experiment.State.STOPPED, by
            row.ended, row.winner = row.ended or timezone.now(), None
            row.save()


def roll_out(row: Experiment, variant: Variant) -> None:
    """Give a variant to everybody, until its settings are written into SHOPGUIDE."""
    if variant.experiment_id != row.pk:
        raise ExperimentError(
            _("%(variant)s is no variant of %(name)s.") % {"variant": variant, "name": row}
        )
    with transaction.atomic():
        _lock()
        row.refresh_from_db()
        if row.state == Experiment.State.DRAFT:
            raise ExperimentError(_("%(name)s has not run yet; start it first.") % {"name": row})
        others = Experiment.objects.filter(name=row.name, state__in=["running", "rolled_out"])
        if others.exclude(pk=row.pk).exists():
            raise ExperimentError(
                _("Another version of %(name)s is in use; stop it first.") % {"name": row.name}
            )
        row.ended, row.ended_by = row.ended or timezone.now(), Experiment.Ended.ROLLED_OUT
        row.state, row.winner = Experiment.State.ROLLED_OUT, variant
        row.save()


def next_version(
    row: Experiment, changes: Mapping[str, Any], variants: Sequence[tuple[str, int, Any]]
) -> Experiment:
    """End a test and draft its next version; ``variants`` are name, weight and settings. Shoppers
    of the old one are drawn anew, since what they saw was another test."""
    with transaction.atomic():
        _lock()
        row.refresh_from_db()
        if row.state == Experiment.State.RUNNING:
            stop(row, Experiment.Ended.EDITED)
        last = Experiment.objects.filter(name=row.name).order_by("-version").first() or row
        made = Experiment(name=row.name, version=last.version + 1, salt=new_salt())
        for key in EDITABLE:
            setattr(made, key, changes.get(key, getattr(row, key)))
        made.save()
        for position, (name, weight, settings) in enumerate(variants):
            made.variants.create(name=name, weight=weight, settings=settings, position=position)
        check(made)
        return made


def _sides(
    metric: Metric, counted: Counted, relative: float
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Mean and variance per shopper of the control, and of what is to be found."""
    sums, more = counted.of(metric), 1 + metric.good * relative
    if metric.kind == "share":
        p, q = sums.mean, min(sums.mean * more, 1.0)
        return (p, p * (1 - p)), (q, q * (1 - q))
    if metric.kind == "ratio":
        base = (sums.ratio, sums.ratio_variance if sums.x else 0.0)
        return base, (sums.ratio * more, base[1])
    # What shoppers' past foretells will be taken away.
    known = sums.covariance**2 / sums.x_variance if sums.x_variance else 0.0
    return (sums.mean, sums.variance - known), (sums.mean * more, (sums.variance - known) * more**2)


def _place(row: Experiment) -> float:
    """Where the room of a test begins in its group. Raises ExperimentError where there is none left,
    or where a test outside the group changes the same settings."""
    active = Experiment.objects.filter(
        state__in=[Experiment.State.RUNNING, Experiment.State.ROLLED_OUT]
    ).exclude(pk=row.pk)
    keys = _keys(row)
    for other in active.prefetch_related("variants"):
        together = bool(row.group) and other.group == row.group
        if other.name == row.name or (keys & _keys(other) and not together):
            raise ExperimentError(
                _(
                    "%(name)s and %(other)s change the same settings; put both in one group, or wait."
                )
                % {"name": row, "other": other}
            )
    if not row.group:
        return 0.0
    begins = 0.0
    taken = active.filter(group=row.group, state=Experiment.State.RUNNING).order_by("begins_at")
    for start, room in taken.values_list("begins_at", "room"):
        if begins + row.room <= start + 1e-9:
            return begins
        begins = max(begins, start + room)
    if begins + row.room > 1 + 1e-9:
        raise ExperimentError(
            _("The group %(group)s has room for %(left)g of all shoppers, and not for %(room)g.")
            % {"group": row.group, "left": max(round(1 - begins, 6), 0), "room": row.room}
        )
    return begins


def _keys(row: Experiment) -> set[str]:
    return {key for variant in row.variants.all() for key in variant.settings}


def _same(
    row: Experiment, variants: Mapping[str, Mapping[str, Any]], given: Mapping[str, Any]
) -> bool:
    told = {each.name: each.settings for each in row.variants.all()}
    alike = all(getattr(row, key) == value for key, value in given.items())
    return alike and told == {name: dict(each) for name, each in variants.items()}


def _make_variants(row: Experiment, variants: Mapping[str, Mapping[str, Any]]) -> None:
    for position, (name, settings) in enumerate(variants.items()):
        row.variants.create(name=name, settings=dict(settings), position=position)


def _lock() -> None:
    """One at a time, whatever two people or workers do at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
