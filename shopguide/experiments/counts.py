"""What the shoppers of a test did since they take part, added up by the database in one statement."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from shopguide.models import Experiment

from .metrics import COLUMNS, METRICS, Metric, metric_of
from .statistics import Estimate, Sums, adjusted, explained, mean, ratio, share

#: How far a shopper's past is looked back on, from the day on which they took part.
PAST = timedelta(days=28)
#: Two machines, and a page that asks twice, need not agree on the second.
TOLERANCE = timedelta(minutes=1)

_TESTED = """SELECT id, variant_id, shopper, created FROM shopguide_enrolment
    WHERE experiment_id = %(experiment)s AND created < %(until)s"""
_EVERYBODY = """SELECT min(id) AS id, 0 AS variant_id, shopper, %(since)s::timestamptz AS created
    FROM shopguide_event WHERE shopper <> '' AND received >= %(since)s AND received < %(until)s
    GROUP BY shopper"""
#: A late event counts where it was reported, a backdated one where it happened.
_AFTER = """v.received >= e.created - %(tolerance)s AND v.happened >= e.created - %(tolerance)s
    AND v.received < %(until)s"""
_BEFORE = "v.happened < e.created - %(tolerance)s"


@dataclass(frozen=True)
class Counted:
    """Shoppers of one variant, and the sums of each metric by its name."""

    shoppers: int = 0
    sums: Mapping[str, Sums] = field(default_factory=dict)

    def of(self, metric: Metric) -> Sums:
        return self.sums.get(metric.name, Sums(self.shoppers, 0.0, 0.0))


def count(
    experiment: Experiment, metrics: Collection[str], until: datetime | None = None
) -> dict[int, Counted]:
    """What is known by ``until``, by the key of the variant."""
    given = {"experiment": experiment.pk, "until": until or timezone.now()}
    found = _summed(_TESTED, metrics, given)
    return {pk: found.get(pk, Counted()) for pk in experiment.variants.values_list("pk", flat=True)}


def baseline(metrics: Collection[str], days: int = 28, until: datetime | None = None) -> Counted:
    """What shoppers who may be remembered did in the last days, without a test."""
    end = until or timezone.now()
    given = {"since": end - timedelta(days=days), "until": end}
    return _summed(_EVERYBODY, metrics, given).get(0, Counted())


def compare(metric: Metric, control: Counted, variant: Counted) -> Estimate:
    """The difference in one metric. Amounts are compared less what shoppers' past foretells."""
    left, right = control.of(metric), variant.of(metric)
    if metric.kind == "share":
        return share(left, right)
    if metric.kind == "ratio":
        return ratio(left, right)
    return adjusted(left, right) if min(left.n, right.n) > 1 else mean(left, right)


def explained_by_past(metric: Metric, control: Counted, variant: Counted) -> float:
    """The share of the spread of an amount that the past takes away."""
    left, right = control.of(metric), variant.of(metric)
    return explained(left, right) if metric.kind == "mean" and min(left.n, right.n) > 1 else 0.0


def _summed(units: str, names: Collection[str], given: Mapping[str, Any]) -> dict[int, Counted]:
    metrics = [metric_of(name) for name in dict.fromkeys(names)]
    asked: dict[str, Any] = {**given, "tolerance": TOLERANCE, "past": PAST}
    with connection.cursor() as cursor:
        cursor.execute(_statement(units, metrics), asked)
        rows = cursor.fetchall()
    return {
        variant: Counted(
            shoppers,
            {
                metric.name: Sums(shoppers, *values[5 * place : 5 * place + 5])
                for place, metric in enumerate(metrics)
            },
        )
        for variant, shoppers, *values in rows
    }


def _statement(units: str, metrics: Collection[Metric]) -> str:
    """Events of each shopper become one row, and rows of a variant become sums."""
    counted, added = [], []
    for metric in metrics:
        y, x = f"y_{metric.name}", f"x_{metric.name}"
        counted += [f"{_column(metric.above, _AFTER)} AS {y}"]
        other, when = (metric.below, _AFTER) if metric.below else (metric.above, _BEFORE)
        # Only amounts are compared less their past.
        known = metric.kind != "share"
        counted += [f"{_column(other, when) if known else '0::float8'} AS {x}"]
        added += [f"sum({y})", f"sum({y} * {y})", f"sum({x})", f"sum({x} * {x})", f"sum({y} * {x})"]
    comma = ",\n    "
    return f"""WITH unit AS (
    SELECT e.variant_id{"".join(comma + each for each in counted)}
    FROM ({units}) e
    LEFT JOIN shopguide_event v ON v.shopper = e.shopper AND v.happened >= e.created - %(past)s
    GROUP BY e.id, e.variant_id
)
SELECT variant_id, count(*){"".join(comma + each for each in added)}
FROM unit GROUP BY variant_id"""


def _column(name: str, when: str) -> str:
    """An aggregate over the events of one part of a shopper's time; 0 where there are none."""
    whole = COLUMNS[name]
    if " FILTER (WHERE " in whole:
        made = whole.removesuffix(")") + f" AND {when})"
    else:
        made = f"{whole} FILTER (WHERE {when})"
    return f"coalesce({made}, 0)::float8"


def known_metrics(experiment: Experiment) -> list[str]:
    """The goal, the guards and the others, without those that nobody counts any more."""
    asked = [experiment.goal, *experiment.guards, *experiment.others]
    return [name for name in dict.fromkeys(asked) if name in METRICS]
