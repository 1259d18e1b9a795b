"""Tests of one choice of ``SHOPGUIDE`` against another, who takes part, and what was read of them."""

from typing import ClassVar
from uuid import uuid4

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .personal import Personal

SHARE = [MinValueValidator(0.0), MaxValueValidator(1.0)]


def new_salt() -> str:
    return uuid4().hex


class Experiment(models.Model):
    """One version of a test. A running one is not changed, but for the share of shoppers, which may
    grow: whatever else is edited makes the next version, with shoppers drawn anew."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        RUNNING = "running", _("running")
        STOPPED = "stopped", _("stopped")
        ROLLED_OUT = "rolled_out", _("rolled out")

    class Visitors(models.TextChoices):
        ALL = "", _("all")
        USERS = "users", _("those who are signed in")
        VISITORS = "visitors", _("those who are not signed in")

    class Ended(models.TextChoices):
        HAND = "hand", _("stopped by hand")
        GUARD = "guard", _("stopped by a guard")
        EDITED = "edited", _("replaced by a newer version")
        ROLLED_OUT = "rolled_out", _("rolled out")

    name = models.SlugField(_("name"), max_length=64)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    question = models.CharField(_("what is to be found out"), max_length=200, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.DRAFT, editable=False
    )
    share = models.FloatField(
        _("share of shoppers"),
        default=1.0,
        validators=SHARE,
        help_text=_("From 0 to 1. It may grow while the test runs."),
    )
    #: Tests of one group never meet in one shopper; each keeps ``room`` of the shoppers to itself.
    group = models.SlugField(
        _("group"),
        max_length=64,
        blank=True,
        help_text=_("No shopper is in two tests of the same group."),
    )
    room = models.FloatField(
        _("room in the group"),
        default=1.0,
        validators=SHARE,
        help_text=_("The part of all shoppers that this test keeps from others of its group."),
    )
    begins_at = models.FloatField(default=0.0, editable=False)
    languages = models.CharField(
        _("languages"), max_length=100, blank=True, help_text=_("For example: en zh-hans")
    )
    visitors = models.CharField(
        _("shoppers"), max_length=12, choices=Visitors.choices, default=Visitors.ALL, blank=True
    )
    goal = models.CharField(_("goal"), max_length=32, default="conversion")
    guards = models.JSONField(_("guards"), default=list, blank=True)
    others = models.JSONField(_("other measures"), default=list, blank=True)
    minimum_effect = models.FloatField(
        _("smallest change worth finding"),
        default=0.1,
        validators=[MinValueValidator(0.001)],
        help_text=_("As a share of what it is now: 0.1 is a tenth more or less."),
    )
    power = models.FloatField(_("power"), default=0.8, validators=SHARE)
    #: Whether it is read every day, or once when it is complete.
    daily = models.BooleanField(_("read every day"), default=True)
    #: Shoppers, told before it begins.
    planned = models.PositiveIntegerField(_("shoppers needed"), null=True, blank=True)
    salt = models.CharField(max_length=32, default=new_salt, editable=False)
    started = models.DateTimeField(_("started"), null=True, editable=False)
    ended = models.DateTimeField(_("ended"), null=True, editable=False)
    ended_by = models.CharField(
        _("ended by"), max_length=12, choices=Ended.choices, blank=True, editable=False
    )
    winner = models.ForeignKey(
        "Variant",
        verbose_name=_("rolled out"),
        null=True,
        editable=False,
        related_name="+",
        on_delete=models.SET_NULL,
    )
    created = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("experiment")
        verbose_name_plural = _("experiments")
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="shopguide_experiment_once"),
            # Whatever two workers do at once.
            models.UniqueConstraint(
                fields=["name"],
                condition=models.Q(state__in=["running", "rolled_out"]),
                name="shopguide_experiment_runs_once",
            ),
        ]
        permissions = [("run_experiment", _("Can start, stop and roll out experiments"))]

    def __str__(self) -> str:
        return f"{self.name} {self.version}" if self.version > 1 else self.name


class Variant(models.Model):
    """One way to do it. The first is the control, which is the shop as it is."""

    experiment = models.ForeignKey(
        Experiment,
        verbose_name=_("experiment"),
        related_name="variants",
        on_delete=models.CASCADE,
    )
    name = models.SlugField(_("name"), max_length=32)
    position = models.PositiveSmallIntegerField(_("place"), default=0)
    weight = models.PositiveIntegerField(_("weight"), default=1, validators=[MinValueValidator(1)])
    #: Keys of SHOPGUIDE with other values.
    settings = models.JSONField(
        _("settings"),
        default=dict,
        blank=True,
        help_text=_('Keys of SHOPGUIDE with other values, such as {"EXPLORATION": 0.2}.'),
    )

    class Meta:
        verbose_name = _("variant")
        verbose_name_plural = _("variants")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["experiment", "name"], name="shopguide_variant_once")
        ]

    def __str__(self) -> str:
        return self.name


class Enrolment(models.Model):
    """A shopper to whom a test made a difference for the first time: the variant was really used."""

    personal: ClassVar[Personal] = Personal()

    experiment = models.ForeignKey(
        Experiment,
        verbose_name=_("experiment"),
        related_name="enrolments",
        on_delete=models.CASCADE,
    )
    variant = models.ForeignKey(
        Variant, verbose_name=_("variant"), related_name="enrolments", on_delete=models.CASCADE
    )
    shopper = models.CharField(_("shopper"), max_length=80, db_index=True)
    language = models.CharField(_("language"), max_length=8, blank=True)
    created = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("shopper in an experiment")
        verbose_name_plural = _("shoppers in experiments")
        constraints = [
            models.UniqueConstraint(
                fields=["experiment", "shopper"], name="shopguide_enrolment_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Look(models.Model):
    """What a test showed on one day: one look a day, whoever asks and however often."""

    experiment = models.ForeignKey(
        Experiment, verbose_name=_("experiment"), related_name="looks", on_delete=models.CASCADE
    )
    day = models.DateField(_("day"))
    #: Shoppers so far, as a share of those planned; null where it was no step of the plan.
    fraction = models.FloatField(_("part of the plan"), null=True)
    #: The verdict stands: later looks would be no fair ones.
    final = models.BooleanField(_("final"), default=False)
    report = models.JSONField(_("report"))
    created = models.DateTimeField(_("read"), auto_now_add=True)

    class Meta:
        verbose_name = _("look at an experiment")
        verbose_name_plural = _("looks at experiments")
        constraints = [
            models.UniqueConstraint(fields=["experiment", "day"], name="shopguide_look_once")
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"
