"""Reading a test: one look a day, stored, so that whoever opens the page sees the same and nobody can
look until something is found."""

from collections.abc import Sequence
from datetime import datetime
from math import isfinite
from typing import Any

from django.db import transaction
from django.utils import timezone
from scipy import stats

from shopguide.models import Experiment, Look, Variant

from .counts import Counted, compare, count, explained_by_past, known_metrics
from .lifecycle import stop
from .metrics import METRICS, Metric
from .ratio import broken, ratio_p
from .sequential import SPENT, STEP, always, boundary, repeated
from .statistics import ALPHA, Estimate, holm

#: A guard is not believed before each side has so many shoppers: fewer are not normal enough.
GUARD_MINIMUM = 100


def look_at_all() -> int:
    """Today's look at every running test; how many there are."""
    rows = list(Experiment.objects.filter(state=Experiment.State.RUNNING))
    for row in rows:
        look(row)
    return len(rows)


def look(experiment: Experiment, now: datetime | None = None) -> Look:
    """Today's look, or the one at which the verdict fell: once made it stays, whoever asks."""
    at = now or timezone.now()
    day = timezone.localdate(at)
    with transaction.atomic():
        # Two workers at once: the second finds the first one's. Shoppers take part meanwhile.
        row = Experiment.objects.select_for_update(no_key=True).get(pk=experiment.pk)
        earlier = list(row.looks.filter(day__lte=day).order_by("day"))
        if earlier and (earlier[-1].final or earlier[-1].day == day):
            return earlier[-1]
        made = _looked(row, earlier, day, at)
    if made.report["verdict"]["code"] == "guard":
        stop(row, Experiment.Ended.GUARD)
    return made


def _looked(row: Experiment, earlier: Sequence[Look], day: Any, at: datetime) -> Look:
    variants = list(row.variants.all())
    counted = count(row, known_metrics(row), at)
    shoppers = sum(each.shoppers for each in counted.values())
    weights = [each.weight for each in variants]
    counts = [counted[each.pk].shoppers for each in variants]
    fractions = [each.fraction for each in earlier if each.fraction is not None]
    fraction = _fraction(row, shoppers, fractions)
    bound = _bound(row, fractions, fraction, len(variants) - 1)
    report: dict[str, Any] = {
        "shoppers": [
            {"variant": each.name, "shoppers": n, "weight": each.weight}
            for each, n in zip(variants, counts, strict=True)
        ],
        "planned": row.planned,
        "ratio_p": ratio_p(counts, weights),
        "fraction": shoppers / row.planned if row.planned else None,
        "bound": bound,
        "decided": dict(earlier[-1].report["decided"]) if earlier else {},
    }
    report["metrics"] = _metrics(row, variants, counted, bound)
    complete = fraction is not None and fraction >= 1
    report["verdict"] = _verdict(report, row, complete, broken(counts, weights))
    final = report["verdict"]["code"] in ("better", "worse", "none", "guard")
    return Look.objects.create(
        experiment=row, day=day, fraction=fraction, final=final, report=report
    )


def _fraction(row: Experiment, shoppers: int, earlier: Sequence[float]) -> float | None:
    """How far the plan has come, where that is a step; a test that is read once has one step."""
    if not row.planned or not shoppers:
        return None
    fraction = shoppers / row.planned
    if not row.daily:
        return fraction if fraction >= 1 else None
    last = earlier[-1] if earlier else 0.0
    return fraction if fraction - last >= STEP and last < 1 else None


def _bound(
    row: Experiment, earlier: Sequence[float], fraction: float | None, many: int
) -> float | None:
    """Standard errors that the goal must reach at this look; None where it is no step."""
    if fraction is None:
        return None
    if not row.daily:
        return float(stats.norm.isf(ALPHA / many / 2))
    return boundary([*earlier, fraction], SPENT / many)


def _metrics(
    row: Experiment, variants: Sequence[Variant], counted: dict[int, Counted], bound: float | None
) -> list[dict[str, Any]]:
    """Every measure of every variant beside the control's. Guards and other measures have intervals
    that hold at all times, and together."""
    found = []
    control, *rest = variants
    others = max(len([name for name in row.others if name in METRICS]), 1) * len(rest)
    guards = max(len(row.guards), 1) * len(rest)
    for name in known_metrics(row):
        metric, base = METRICS[name], counted[control.pk]
        role = "goal" if name == row.goal else "guard" if name in row.guards else "other"
        alpha = ALPHA / (guards if role == "guard" else others)
        rows = [_value(metric, control, base)]
        for variant in rest:
            estimate = compare(metric, base, counted[variant.pk])
            if role == "goal":
                low, high = repeated(estimate, bound) if bound is not None else (None, None)
            else:
                scale = row.minimum_effect * abs(estimate.control)
                low, high = always(estimate, scale, alpha)
            told = _value(metric, variant, counted[variant.pk])
            told |= _difference(estimate, low, high)
            told["explained"] = explained_by_past(metric, base, counted[variant.pk])
            rows.append(told)
        found.append({"name": name, "role": role, "rows": rows})
    _correct(found)
    return found


def _correct(metrics: Sequence[dict[str, Any]]) -> None:
    """P values of the other measures, corrected for being many."""
    rows = [told for each in metrics if each["role"] == "other" for told in each["rows"][1:]]
    for told, p in zip(rows, holm([each["p"] for each in rows]), strict=True):
        told["p"] = p


def _value(metric: Metric, variant: Variant, counted: Counted) -> dict[str, Any]:
    sums = counted.of(metric)
    value = sums.ratio if metric.kind == "ratio" else sums.mean
    return {"variant": variant.name, "shoppers": counted.shoppers, "value": value}


def _difference(estimate: Estimate, low: float | None, high: float | None) -> dict[str, Any]:
    return {
        "difference": estimate.centre,
        "relative": estimate.centre / estimate.control if estimate.control else None,
        "low": low if low is not None and isfinite(low) else None,
        "high": high if high is not None and isfinite(high) else None,
        "p": estimate.p,
    }


def _verdict(
    report: dict[str, Any], row: Experiment, complete: bool, is_broken: bool
) -> dict[str, Any]:
    """What is to be made of it: ``broken``, ``guard``, ``better``, ``worse``, ``none`` or
    ``running``. A variant that has been decided on stays so."""
    if is_broken:
        return {"code": "broken"}
    for each in report["metrics"]:
        if each["role"] == "guard" and (harmed := _harmed(each)):
            return {"code": "guard", "variant": harmed, "metric": each["name"]}
    goal = next((each for each in report["metrics"] if each["role"] == "goal"), None)
    if goal is None:
        return {"code": "running"}
    decided, better = report["decided"], METRICS[goal["name"]].good
    for told in goal["rows"][1:]:
        if told["variant"] not in decided and (found := _side(told, better)):
            decided[told["variant"]] = found
    if not complete and len(decided) < len(goal["rows"]) - 1:
        return {"code": "running", "metric": row.goal}
    winners = [told for told in goal["rows"][1:] if decided.get(told["variant"]) == "better"]
    if winners:
        best = max(winners, key=lambda told: better * told["difference"])
        return {"code": "better", "variant": best["variant"], "metric": row.goal}
    if decided and set(decided.values()) == {"worse"}:
        return {"code": "worse", "variant": next(iter(decided)), "metric": row.goal}
    return {"code": "none", "metric": row.goal}


def _side(told: dict[str, Any], good: int) -> str:
    """On which side of nothing the whole interval lies, as shoppers would see it."""
    if told["low"] is not None and told["low"] > 0:
        return "better" if good > 0 else "worse"
    if told["high"] is not None and told["high"] < 0:
        return "worse" if good > 0 else "better"
    return ""


def _harmed(metric: dict[str, Any]) -> str:
    """The variant that a guard must stop."""
    good = METRICS[metric["name"]].good
    control, *rest = metric["rows"]
    for told in rest:
        enough = min(control["shoppers"], told["shoppers"]) >= GUARD_MINIMUM
        if enough and _side(told, good) == "worse":
            return str(told["variant"])
    return ""
