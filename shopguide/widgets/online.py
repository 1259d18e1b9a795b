"""The page of online metrics: a sentence, a table of measures, and charts with their figures."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shopguide.experiments.online import (
    ADDED,
    MEASURES,
    Asked,
    Figures,
    Measure,
    Online,
    online,
)
from shopguide.experiments.statistics import ALPHA, Sums, share
from shopguide.models import DailyTally
from shopguide.text.money import format_price

from .line_chart import Line, line_chart, sparkline
from .online_form import OnlineForm, language_label, page_label


@dataclass(frozen=True)
class Told:
    """One measure: its value, that of the days before, and a small line of its days. ``better`` is
    1, -1, or 0 where neither is said."""

    measure: Measure
    value: str
    before: str
    change: str
    better: int
    line: Line
    counted: str


@dataclass(frozen=True)
class Table:
    """Measures of one segment beside those of others."""

    heading: str
    rows: Sequence[tuple[str, Sequence[str]]]


def online_context(parameters: Any) -> dict[str, Any]:
    """What the page needs."""
    today = timezone.localdate()
    form = OnlineForm(parameters, today)
    asked = form.asked()
    found = online(asked, today)
    measure = MEASURES[form.measure_name()]
    series = [found.days.get(day, Figures()) for day in _days(asked)]
    values = [each.value(measure) for each in series]
    return {
        "filters": form,
        "lead": lead(found, asked),
        "missing": found.missing,
        "missing_told": _missing(found.missing),
        "told": [_told(each, found, series) for each in MEASURES.values()],
        "measure": measure,
        "chart": line_chart(
            [date_format(day, "SHORT_DATE_FORMAT") for day in _days(asked)],
            values,
            lambda value: written(measure, value),
        ),
        "days": [
            (day, written(measure, value), _counted(measure, figures))
            for day, value, figures in zip(_days(asked), values, series, strict=True)
        ],
        "tables": list(_tables(found)),
        "heads": [each.label for each in MEASURES.values()],
        "visitors": int(found.total["visits"]),
        "revenue": format_price(round(found.total["revenue"], 2)),
    }


def lead(found: Online, asked: Asked) -> str:
    """Whether more shoppers buy than before, in a sentence; a change that may be chance is none."""
    now, before = found.total, found.before
    if not now["visits"]:
        return _("No visitor who may be remembered came in these days.")
    told = {"percent": _percent(now), "days": asked.days, "before": _percent(before)}
    if not before["visits"]:
        return _("Of the visitors of these %(days)d days %(percent)s bought.") % told
    estimate = share(_sums(before), _sums(now))
    if estimate.p > ALPHA:
        return (
            _(
                "Of the visitors of these %(days)d days %(percent)s bought, about as many as before"
                " (%(before)s)."
            )
            % told
        )
    if estimate.difference > 0:
        return (
            _(
                "Of the visitors of these %(days)d days %(percent)s bought, more than before"
                " (%(before)s)."
            )
            % told
        )
    return (
        _(
            "Of the visitors of these %(days)d days %(percent)s bought, fewer than before (%(before)s)."
        )
        % told
    )


def csv_rows(parameters: Any) -> Iterator[list[Any]]:
    """Each day of the period under the same filters: all measures, and what they are made of."""
    today = timezone.localdate()
    asked = OnlineForm(parameters, today).asked()
    found = online(asked, today)
    segment = [asked.surface, asked.language, asked.audience]
    yield [
        *(_("day"), _("page"), _("language"), _("shoppers")),
        *(str(each.label) for each in MEASURES.values()),
        *ADDED,
    ]
    for day in _days(asked):
        figures = found.days.get(day, Figures())
        values = [figures.value(each) for each in MEASURES.values()]
        yield [
            day.isoformat(),
            *segment,
            *("" if value is None else round(value, 6) for value in values),
            *(round(figures[name], 4) for name in ADDED),
        ]


def written(measure: Measure, value: float | None) -> str:
    if value is None:
        return "–"
    if measure.unit == "percent":
        return f"{100 * value:.1f} %"
    if measure.unit == "money":
        return format_price(round(value, 2))
    if measure.unit == "cost":
        # In the currency of the writers' prices, which need not be the shop's.
        return f"{value:.4f}"
    return _("%(seconds)s s") % {"seconds": f"{value:.2f}" if value < 10 else f"{value:.0f}"}


def _told(measure: Measure, found: Online, series: Sequence[Figures]) -> Told:
    now, before = found.total.value(measure), found.before.value(measure)
    change, better = "", 0
    if now is not None and before:
        grown = now / before - 1
        change = f"{100 * grown:+.0f} %"
        better = 0 if abs(grown) < 0.005 else measure.good * (1 if grown > 0 else -1)
    return Told(
        measure,
        written(measure, now),
        written(measure, before),
        change,
        better,
        sparkline([each.value(measure) for each in series]),
        _counted(measure, found.total),
    )


def _counted(measure: Measure, figures: Figures) -> str:
    """What it is counted from: "12 / 400"."""
    above, below = figures[measure.above], figures[measure.below]
    if measure.unit == "percent":
        return f"{above:.0f} / {below:.0f}"
    return f"{below:.0f}"


def _tables(found: Online) -> Iterator[Table]:
    headings = {"surface": _("By page"), "language": _("By language")}
    headings["audience"] = _("By new and returning shoppers")
    labels = dict(DailyTally.Audience.choices)
    name_of: Mapping[str, Any] = {
        "surface": page_label,
        "language": lambda name: language_label(name) or _("not known"),
        "audience": lambda name: str(labels.get(name, name)),
    }
    for part, heading in headings.items():
        rows = [
            (name_of[part](key), [written(each, figures.value(each)) for each in MEASURES.values()])
            for key, figures in sorted(found.parts[part].items())
        ]
        if rows:
            yield Table(heading, rows)


def _days(asked: Asked) -> list[date]:
    return [asked.begins + timedelta(days=n) for n in range(asked.days)]


def _percent(figures: Figures) -> str:
    return written(MEASURES["conversion"], figures.value(MEASURES["conversion"]))


def _sums(figures: Figures) -> Sums:
    bought = figures["bought"]
    return Sums(int(figures["visits"]), bought, bought)


def _missing(count: int) -> str:
    """Days that no worker has counted."""
    return ngettext(
        "%(count)d day of this period has not been counted yet: run the worker with its beat.",
        "%(count)d days of this period have not been counted yet: run the worker with its beat.",
        count,
    ) % {"count": count}
