"""The reading of an experiment, as a page shows it: a sentence, a table, and intervals to look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shopguide.experiments.metrics import METRICS, Metric
from shopguide.experiments.verdict import sentence
from shopguide.models import Experiment, Look
from shopguide.text.money import format_price

#: Of the view box of an interval.
WIDTH, HEIGHT, MARGIN = 240, 24, 8


@dataclass(frozen=True)
class Drawn:
    """An interval with its middle beside the line of no difference; ``better`` is 1, -1 or 0."""

    low: float
    high: float
    middle: float
    zero: float
    better: int

    @property
    def length(self) -> float:
        return round(self.high - self.low, 1)


@dataclass(frozen=True)
class Line:
    """A variant in one measure; the control has no difference."""

    variant: str
    shoppers: int
    value: str
    difference: str = ""
    interval: str = ""
    p: float | None = None
    explained: int = 0
    drawn: Drawn | None = None


@dataclass(frozen=True)
class Part:
    label: str
    role: str
    lines: Sequence[Line]


def verdict_of(experiment: Experiment, last: Look | None) -> str:
    """What its last look says; empty before the first."""
    return sentence(last.report) if last is not None else ""


def reading_context(experiment: Experiment) -> dict[str, Any]:
    looks = list(experiment.looks.order_by("-day")[:30])
    last = looks[0] if looks else None
    return {
        "experiment": experiment,
        "variants": list(experiment.variants.all()),
        "last": last,
        "verdict": verdict_of(experiment, last),
        "parts": _parts(last.report) if last else [],
        "looks": [(each, sentence(each.report)) for each in looks],
        "broken": last is not None and last.report["verdict"]["code"] == "broken",
        "width": WIDTH,
        "height": HEIGHT,
        "percent": round(100 * last.report["fraction"]) if last and last.report["fraction"] else 0,
    }


def _parts(report: Mapping[str, Any]) -> list[Part]:
    found = []
    for each in report["metrics"]:
        metric = METRICS.get(each["name"])
        if metric is not None:
            lines = [_line(metric, told, each["rows"]) for told in each["rows"]]
            found.append(Part(str(metric.label), each["role"], lines))
    return found


def _line(metric: Metric, told: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> Line:
    line = (told["variant"], told["shoppers"], _written(metric, told["value"]))
    if "difference" not in told:
        return Line(*line)
    low, high = told["low"], told["high"]
    known = low is not None and high is not None
    return Line(
        *line,
        difference=_written(metric, told["difference"], sign=True),
        interval=f"{_written(metric, low, sign=True)} … {_written(metric, high, sign=True)}"
        if known
        else "",
        p=told["p"],
        explained=round(100 * told["explained"]),
        drawn=_drawn(metric, told, rows) if known else None,
    )


def _drawn(metric: Metric, told: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> Drawn:
    """On the scale of all variants of the measure."""
    ends = [each[name] for each in rows for name in ("low", "high") if each.get(name) is not None]
    lowest, highest = min(*ends, 0.0), max(*ends, 0.0)
    unit = (WIDTH - 2 * MARGIN) / ((highest - lowest) or 1.0)

    def at(value: float) -> float:
        return float(round(MARGIN + (value - lowest) * unit, 1))

    side = (told["low"] > 0) - (told["high"] < 0)
    return Drawn(
        at(told["low"]), at(told["high"]), at(told["difference"]), at(0.0), side * metric.good
    )


def _written(metric: Metric, value: float, *, sign: bool = False) -> str:
    plus = "+" if sign and value > 0 else ""
    if metric.unit == "percent":
        return f"{plus}{100 * value:.2f} %"
    if metric.unit == "money":
        return f"{plus}{format_price(round(value, 2))}"
    return f"{plus}{value:.3f}"
