"""What of generated text was checked, and what failed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .keys import KEY_LENGTH


class FailedCheck(models.Model):
    """A sentence of generated text that was not shown, and by which rule."""

    guide = models.CharField(_("guide"), max_length=KEY_LENGTH)
    writer = models.CharField(_("writer"), max_length=128)
    #: What the text was for: suggestion, comparison, answer.
    purpose = models.CharField(_("purpose"), max_length=16, default="suggestion")
    rule = models.CharField(_("rule"), max_length=32)
    #: Whether the writer said it well when asked again; else the plain writer did.
    mended = models.BooleanField(_("mended by its writer"), default=False)
    text = models.TextField(_("text"), blank=True)
    created = models.DateTimeField(_("created"), auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("failed check")
        verbose_name_plural = _("failed checks")

    def __str__(self) -> str:
        return f"{self.writer}: {self.rule}"


class CheckTally(models.Model):
    """Sentences of one writer that were checked on one day, and how many failed: of all rules
    (rule "") and of each."""

    day = models.DateField(_("day"))
    guide = models.CharField(_("guide"), max_length=KEY_LENGTH)
    writer = models.CharField(_("writer"), max_length=128)
    purpose = models.CharField(_("purpose"), max_length=16, default="suggestion")
    rule = models.CharField(_("rule"), max_length=32, blank=True)
    checked = models.PositiveIntegerField(_("sentences checked"), default=0)
    failed = models.PositiveIntegerField(_("failed"), default=0)

    class Meta:
        verbose_name = _("tally of checks")
        verbose_name_plural = _("tally of checks")
        constraints = [
            models.UniqueConstraint(
                fields=["day", "guide", "writer", "purpose", "rule"],
                name="shopguide_checktally_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.writer}, {self.day:%Y-%m-%d}"
