"""What shoppers did, added up by day: sums of many, which belong to nobody."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DailyTally(models.Model):
    """One day of one page, language and audience. The rows without a page are of the whole shop, since
    a visitor of two pages is one visitor. Replaced whole when the day is counted anew."""

    class Audience(models.TextChoices):
        NEW = "new", _("new")
        RETURNING = "returning", _("returning")
        UNKNOWN = "unknown", _("not known")

    day = models.DateField(_("day"))
    surface = models.CharField(_("page"), max_length=32, blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True)
    audience = models.CharField(_("shoppers"), max_length=12, choices=Audience.choices)
    visits = models.PositiveIntegerField(default=0)
    shown = models.PositiveIntegerField(default=0)
    clicks = models.PositiveIntegerField(default=0)
    carted = models.PositiveIntegerField(default=0)
    bought = models.PositiveIntegerField(default=0)
    lines = models.PositiveIntegerField(default=0)
    revenue = models.DecimalField(max_digits=16, decimal_places=2, default=0)
    searches = models.PositiveIntegerField(default=0)
    empty = models.PositiveIntegerField(default=0)
    reformulated = models.PositiveIntegerField(default=0)
    first_clicks = models.PositiveIntegerField(default=0)
    first_click_seconds = models.FloatField(default=0)
    search_seconds = models.FloatField(default=0)
    timed = models.PositiveIntegerField(default=0)
    up = models.PositiveIntegerField(default=0)
    down = models.PositiveIntegerField(default=0)
    answers = models.PositiveIntegerField(default=0)
    suggested = models.PositiveIntegerField(default=0)
    hand_offs = models.PositiveIntegerField(default=0)
    calls = models.PositiveIntegerField(default=0)
    call_seconds = models.FloatField(default=0)
    cost = models.DecimalField(max_digits=16, decimal_places=6, default=0)

    class Meta:
        verbose_name = _("online metrics")
        verbose_name_plural = _("online metrics")
        constraints = [
            models.UniqueConstraint(
                fields=["day", "surface", "language", "audience"], name="shopguide_dailytally_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.surface}".strip()


class CountedDay(models.Model):
    """A day that is in ``DailyTally``, be it with nothing in it."""

    day = models.DateField(_("day"), primary_key=True)
    #: What was received later is not in it yet.
    counted = models.DateTimeField(_("counted"), default=timezone.now)

    class Meta:
        verbose_name = _("counted day")
        verbose_name_plural = _("counted days")

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"
