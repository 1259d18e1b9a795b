"""What a merchant limits the page of online metrics to."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shopguide.experiments.online import MEASURES, Asked, languages_and_pages
from shopguide.models import DailyTally

from .insight.filters import LANGUAGES, day_field

PERIODS = {
    "7": gettext_lazy("Last 7 days"),
    "28": gettext_lazy("Last 4 weeks"),
    "91": gettext_lazy("Last 3 months"),
    "365": gettext_lazy("Last year"),
    "days": gettext_lazy("From one day to another"),
}
USUAL = "28"
#: Days of one page: more are too many to draw.
LONGEST = 731
PAGES: dict[str, Promise] = {
    "search": gettext_lazy("search results"),
    "suggestions": gettext_lazy("suggestions"),
    "ask": gettext_lazy("questions to the shop"),
    "similar": gettext_lazy("similar products"),
    "recommended": gettext_lazy("recommended for the shopper"),
    "bought_together": gettext_lazy("bought together"),
    "buy_again": gettext_lazy("buy again"),
    "because_you_viewed": gettext_lazy("because you viewed"),
}


def page_label(name: str) -> str:
    """A strip of the shop's own is called as the shop calls it."""
    return str(PAGES[name]) if name in PAGES else name


def language_label(name: str) -> str:
    found = next((label for code, label in LANGUAGES.items() if code.startswith(name)), None)
    return str(found) if name and found is not None else name


class OnlineForm(forms.Form):
    period = forms.ChoiceField(
        label=gettext_lazy("Period"), choices=list(PERIODS.items()), required=False
    )
    begins = day_field(label=gettext_lazy("From"))
    ends = day_field(label=gettext_lazy("To"))
    surface = forms.ChoiceField(label=gettext_lazy("Page"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    audience = forms.ChoiceField(label=gettext_lazy("Shoppers"), required=False)
    measure = forms.ChoiceField(
        label=gettext_lazy("Draw"),
        required=False,
        choices=[(each.name, each.label) for each in MEASURES.values()],
    )

    def __init__(self, given: Any, today: date) -> None:
        # A page without parameters shows its defaults in the form, too.
        filled = {"period": USUAL, "measure": "conversion", **{k: given[k] for k in given}}
        super().__init__(filled, auto_id="sgi-%s")
        self.today = today
        languages, surfaces = languages_and_pages(today - timedelta(days=2 * LONGEST))
        # What is counted today only is in no tally yet.
        surfaces = sorted({*surfaces, *PAGES}, key=page_label)
        self._choose("surface", _("All pages"), {each: page_label(each) for each in surfaces})
        self._choose(
            "language",
            _("All languages"),
            {each: language_label(each) for each in {*languages, "en", "zh"}},
        )
        self._choose("audience", _("All shoppers"), dict(DailyTally.Audience.choices))

    def _choose(self, name: str, every: str, choices: Mapping[str, Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [("", every), *sorted(choices.items(), key=lambda each: str(each[1]))]

    @property
    def is_limited(self) -> bool:
        return bool(set(self.data) - {"period", "measure"}) or self.data["period"] != USUAL

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        begins, ends = found.get("begins"), found.get("ends") or self.today
        if found.get("period") == "days" and "begins" in found and "ends" in found:
            if begins is None:
                raise ValidationError({"begins": _("Say from which day.")})
            if not 0 <= (ends - begins).days < LONGEST:
                told = _("Choose at most %(days)d days, the first before the last.")
                raise ValidationError({"ends": told % {"days": LONGEST}})
        return found

    def asked(self) -> Asked:
        """What is asked for; what makes no sense is left out, and the form says so."""
        self.is_valid()
        found = self.cleaned_data if hasattr(self, "cleaned_data") else {}
        segment = {name: found.get(name) or "" for name in ("surface", "language", "audience")}
        if found.get("period") == "days" and not self.errors:
            return Asked(found["begins"], found["ends"] or self.today, **segment)
        period = found.get("period") or USUAL
        days = int(period) if period.isdigit() else int(USUAL)
        return Asked(self.today - timedelta(days=days - 1), self.today, **segment)

    def measure_name(self) -> str:
        found = self.cleaned_data.get("measure") if hasattr(self, "cleaned_data") else ""
        return found or "conversion"
