"""What is known of shoppers' taste, and of which products go together."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from .keys import KEY_LENGTH
from .personal import Personal


class Profile(models.Model):
    """What one shopper's events say of their taste, kept up to date event by event."""

    personal: ClassVar[Personal] = Personal()

    shopper = models.CharField(_("shopper"), max_length=80, unique=True)
    #: Sums per category, brand, product, aspect and price, with the time they were decayed to.
    state = models.JSONField(_("taste"), default=dict)
    #: What the shopper switched off or said instead, by the key of a line.
    edits = models.JSONField(_("the shopper's own word"), default=dict, blank=True)
    events = models.PositiveIntegerField(_("events"), default=0)
    #: Whether it is to be made anew from all events, as when one of them was taken back.
    stale = models.BooleanField(_("to be made anew"), default=True)
    created = models.DateTimeField(_("created"), auto_now_add=True)
    updated = models.DateTimeField(_("updated"), auto_now=True, db_index=True)

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")
        indexes = [
            models.Index(
                fields=["id"], condition=models.Q(stale=True), name="shopguide_profile_stale"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Neighbour(models.Model):
    """How much one product speaks for another: learned by ``shopguide.fit`` from orders, and
    replaced whole by the next fit."""

    class Kind(models.TextChoices):
        EASE = "ease", _("bought by the same shoppers")
        TOGETHER = "together", _("bought together")

    guide = models.CharField(_("guide"), max_length=KEY_LENGTH)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    object_id = models.CharField(_("product"), max_length=KEY_LENGTH)
    other_id = models.CharField(_("other product"), max_length=KEY_LENGTH)
    weight = models.FloatField(_("weight"))
    #: Orders, or shoppers, that have both.
    count = models.PositiveIntegerField(_("seen together"), default=0)

    class Meta:
        verbose_name = _("neighbour")
        verbose_name_plural = _("neighbours")
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "kind", "object_id", "other_id"],
                name="shopguide_neighbour_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.object_id} → {self.other_id}"


class Popularity(models.Model):
    """How much a product is bought and looked at, lately and ever."""

    guide = models.CharField(_("guide"), max_length=KEY_LENGTH)
    object_id = models.CharField(_("product"), max_length=KEY_LENGTH)
    #: Buyers of the last SHOPGUIDE["POPULAR_DAYS"] days, and what views add.
    recent = models.FloatField(_("lately"), default=0.0)
    buyers = models.PositiveIntegerField(_("buyers"), default=0)
    views = models.PositiveIntegerField(_("views"), default=0)
    updated = models.DateTimeField(_("counted"), auto_now=True)

    class Meta:
        verbose_name = _("popularity")
        verbose_name_plural = _("popularity")
        constraints = [
            models.UniqueConstraint(fields=["guide", "object_id"], name="shopguide_popularity_once")
        ]
        indexes = [models.Index(fields=["guide", "-recent"], name="shopguide_popularity_recent")]

    def __str__(self) -> str:
        return self.object_id


class Fit(models.Model):
    """One fitting of the neighbours of a guide: from how much, how long it took, how good it is."""

    guide = models.CharField(_("guide"), max_length=KEY_LENGTH)
    report = models.JSONField(_("report"), default=dict)
    created = models.DateTimeField(_("fitted"), auto_now_add=True)

    class Meta:
        verbose_name = _("fit of recommendations")
        verbose_name_plural = _("fits of recommendations")
        indexes = [models.Index(fields=["guide", "-created"], name="shopguide_fit_latest")]

    def __str__(self) -> str:
        return f"{self.guide}, {self.created:%Y-%m-%d %H:%M}"
