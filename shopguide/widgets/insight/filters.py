"""What a merchant limits the pages of review insight to: a form in, a scope out."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any, cast

from django import forms
from django.conf import settings as django_settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shopguide.catalogue.facts import label_of
from shopguide.catalogue.guide import ProductGuide
from shopguide.insight import Scope
from shopguide.insight.agreement import HIGH, LOW

PERIODS = {
    "": gettext_lazy("All time"),
    "28": gettext_lazy("Last 4 weeks"),
    "91": gettext_lazy("Last 3 months"),
    "365": gettext_lazy("Last year"),
}
LANGUAGES = {
    "": gettext_lazy("All languages"),
    "en": gettext_lazy("English"),
    "zh-hans": gettext_lazy("Chinese"),
}
PURCHASES = {
    "": gettext_lazy("All reviews"),
    "yes": gettext_lazy("Verified purchases"),
    "no": gettext_lazy("Others"),
}
EVERY = {
    "": gettext_lazy("Automatic"),
    "week": gettext_lazy("By week"),
    "month": gettext_lazy("By month"),
}
SORTS = {
    "complaints": gettext_lazy("New complaints first"),
    "net": gettext_lazy("Worst first"),
    "-net": gettext_lazy("Best first"),
    "reviews": gettext_lazy("Most reviews first"),
    "recent": gettext_lazy("Last reviewed first"),
}
#: Values of one field that a menu lists.
MENU = 500


class DayInput(forms.DateInput):
    """``<input type="date">``, which may hold a date or nothing: chromium complains of the rest."""

    input_type = "date"

    def format_value(self, value: Any) -> str | None:
        shown = super().format_value(value)
        return shown if shown and re.fullmatch(r"\d{4}-\d\d-\d\d", shown) else None


NO_DATE = gettext_lazy("This is no date; write it as 2026-03-01.")
day_field = partial(
    forms.DateField,
    required=False,
    # A moment in any time zone, and the day after, must still be dates.
    validators=[
        MinValueValidator(date(1970, 1, 1), NO_DATE),
        MaxValueValidator(date(2999, 1, 1), NO_DATE),
    ],
    # What <input type="date"> sends, whatever the language.
    input_formats=["%Y-%m-%d"],
    widget=DayInput(format="%Y-%m-%d"),
    error_messages={"invalid": NO_DATE},
)


def menu_field(label: Any, choices: Mapping[str, Any]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=list(choices.items()),
        error_messages={"invalid_choice": gettext_lazy("“%(value)s” is not to choose from.")},
    )


class Filters(forms.Form):
    """What both pages have. What is not understood limits nothing, and is said at its field."""

    period = menu_field(gettext_lazy("Period"), PERIODS)
    since = day_field(label=gettext_lazy("From"))
    until = day_field(label=gettext_lazy("Up to"))

    def __init__(self, guide: ProductGuide, data: QueryDict, **kwargs: Any) -> None:
        super().__init__(data=data, auto_id="filter-%s", **kwargs)
        self.guide = guide
        self.build()
        self.is_valid()

    def build(self) -> None:
        """Fields that depend on the guide."""

    def clean(self) -> dict[str, Any]:
        given = {
            name: value for name, value in self.cleaned_data.items() if value not in ("", None)
        }
        since, until = given.get("since"), given.get("until")
        if since and until and since > until:
            self.add_error("until", _("This day is before the first."))
            given.pop("until")
        return given

    @property
    def given(self) -> dict[str, Any]:
        """What was understood of what was given."""
        return self.cleaned_data

    def scope(self, **more: Any) -> Scope:
        since, until = self.given.get("since"), self.given.get("until")
        if not (since or until) and (days := self.given.get("period")):
            since = timezone.localdate() - timedelta(days=int(days))
        return Scope(
            self.guide,
            since=_midnight(since),
            # People mean the whole of the last day; nothing is written after today.
            until=_midnight(until and min(until, timezone.localdate()) + timedelta(days=1)),
            **more,
        )

    @property
    def is_limited(self) -> bool:
        return bool(self.given)

    @property
    def is_opened(self) -> bool:
        """Whether the form must be seen, for what was chosen or is wrong in it."""
        return self.is_limited or bool(self.errors)

    def query(self, **changed: Any) -> str:
        """The filters as the query of an address, without what is empty."""
        kept = {**{name: self.data.get(name, "") for name in self.fields}, **changed}
        made = QueryDict(mutable=True)
        made.update({name: str(value) for name, value in kept.items() if value not in ("", None)})
        return made.urlencode()


class OverviewFilters(Filters):
    category = menu_field("", {})
    brand = menu_field("", {})
    q = forms.CharField(label=gettext_lazy("Title"), required=False, max_length=200)
    sort = menu_field(gettext_lazy("Order"), SORTS)

    def build(self) -> None:
        for name, path in (
            ("category", self.guide.category_field),
            ("brand", self.guide.brand_field),
        ):
            if path is None:
                del self.fields[name]
                continue
            values = {str(value): str(value) for value in _values(self.guide, path)}
            field = cast("forms.ChoiceField", self.fields[name])
            field.label = label_of(self.guide, path)
            field.choices = list({"": _("All"), **values}.items())

    def scope(self, **more: Any) -> Scope:
        limits = {name: self.given.get(name) for name in ("category", "brand")}
        return super().scope(**limits, **more)

    @property
    def sort_key(self) -> Any:
        return self.given.get("sort", "complaints")


class ComparisonFilters(Filters):
    q = forms.CharField(label=gettext_lazy("Find by title"), required=False, max_length=200)


class ProductFilters(Filters):
    language = menu_field(gettext_lazy("Language"), LANGUAGES)
    rating = menu_field(gettext_lazy("Stars"), {})
    verified = menu_field(gettext_lazy("Purchase"), PURCHASES)
    aspect = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    every = menu_field(gettext_lazy("Trend"), EVERY)

    def build(self) -> None:
        reviews = self.guide.reviews
        if reviews is None or reviews.score is None:
            del self.fields["rating"]
            return
        field = cast("forms.ChoiceField", self.fields["rating"])
        field.choices = list(_stars(reviews.best))

    def scope(self, **more: Any) -> Scope:
        best = self.guide.reviews.best if self.guide.reviews else 5
        verified = self.given.get("verified")
        return super().scope(
            language=self.given.get("language"),
            ratings=_ratings(self.given.get("rating"), best),
            verified=None if verified is None else verified == "yes",
            **more,
        )


def _stars(best: int) -> Iterator[tuple[str, str]]:
    yield "", _("All stars")
    yield "low", _("Few stars (up to %(stars)d)") % {"stars": LOW * best}
    yield "high", _("Many stars (from %(stars)d)") % {"stars": HIGH * best}
    if best <= 10:
        for n in range(best, 0, -1):
            yield str(n), ngettext("%(stars)d star", "%(stars)d stars", n) % {"stars": n}


def _ratings(chosen: str | None, best: int) -> tuple[float, float] | None:
    """Shares of the best score, both ends in; half stars belong to the next whole one."""
    if chosen is None:
        return None
    if chosen in ("low", "high"):
        return (0.0, LOW) if chosen == "low" else (HIGH, 1.0)
    stars = int(chosen)
    return (stars - 0.5) / best, (stars + 0.49) / best


def _values(guide: ProductGuide, path: str) -> Iterable[Any]:
    rows: QuerySet[Any] = guide.model._base_manager.exclude(**{f"{path}__isnull": True})
    return rows.order_by(path).values_list(path, flat=True).distinct()[:MENU]


def _midnight(day: date | None) -> datetime | None:
    if day is None:
        return None
    moment = datetime.combine(day, time.min)
    return timezone.make_aware(moment) if django_settings.USE_TZ else moment
