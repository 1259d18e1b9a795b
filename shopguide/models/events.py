"""What shoppers did, and what they agreed to."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .keys import KEY_LENGTH


class Event(models.Model):
    """One thing that a shopper did, counted once: ``client_id`` names it for whoever reports it.

    ``shopper`` is the key of ``events.shopper.Shopper``, empty where nobody agreed to be known. The
    title is copied, so that an event outlives its product.
    """

    class Kind(models.TextChoices):
        EXPOSURE = "exposure", _("shown")
        CLICK = "click", _("click")
        VIEW = "view", _("view")
        CART = "cart", _("put in the cart")
        UNCART = "uncart", _("taken out of the cart")
        ORDER = "order", _("order")
        REVIEW = "review", _("review")
        DISMISSAL = "dismissal", _("not for me")
        SEARCH = "search", _("search")
        THUMB_UP = "thumb_up", _("helpful")
        THUMB_DOWN = "thumb_down", _("not helpful")

    shopper = models.CharField(_("shopper"), max_length=80, blank=True)
    client_id = models.CharField(_("name of the event"), max_length=100)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    guide = models.CharField(_("guide"), max_length=KEY_LENGTH, blank=True)
    object_id = models.CharField(_("product"), max_length=KEY_LENGTH, blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    #: Where on the shop's pages: "search", "suggestions", "similar", "recommended", …
    surface = models.CharField(_("strip"), max_length=32, blank=True)
    position = models.PositiveIntegerField(_("position"), null=True, blank=True)
    exposure = models.UUIDField(_("exposure"), null=True, blank=True)
    #: What was paid for a line of an order, in the shop's currency.
    amount = models.DecimalField(
        _("amount"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    language = models.CharField(_("language"), max_length=8, blank=True)
    #: What belongs to one kind only, such as the number of results of a search.
    data = models.JSONField(_("details"), default=dict, blank=True)
    happened = models.DateTimeField(_("happened"), default=timezone.now)
    received = models.DateTimeField(_("received"), auto_now_add=True)
    #: Whether the shopper's profile knows of it already.
    folded = models.BooleanField(_("in the profile"), default=False)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.UniqueConstraint(fields=["shopper", "client_id"], name="shopguide_event_once"),
            # A row of the shop is one event, whoever it belongs to by now.
            models.UniqueConstraint(
                fields=["client_id"],
                condition=models.Q(kind__in=["order", "review"]),
                name="shopguide_event_of_a_row",
            ),
        ]
        indexes = [
            models.Index(fields=["shopper", "-happened"], name="shopguide_event_shopper"),
            models.Index(fields=["guide", "object_id", "kind"], name="shopguide_event_product"),
            models.Index(fields=["kind", "happened"], name="shopguide_event_kind"),
            models.Index(
                fields=["id"],
                condition=models.Q(folded=False) & ~models.Q(shopper=""),
                name="shopguide_event_unfolded",
            ),
            # How much of late, for bursts.
            models.Index(
                fields=["shopper", "-received"],
                condition=~models.Q(shopper=""),
                name="shopguide_event_received",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.title}".strip()


class Consent(models.Model):
    """A shopper's word on one purpose: rows are added and never changed, the last one holds."""

    class Purpose(models.TextChoices):
        PERSONALISATION = "personalisation", _("personal recommendations")
        REMOTE_WRITER = "remote_writer", _("texts written by a service on another host")

    shopper = models.CharField(_("shopper"), max_length=80)
    purpose = models.CharField(_("purpose"), max_length=32, choices=Purpose.choices)
    given = models.BooleanField(_("given"))
    #: Of the shop's wording, SHOPGUIDE["CONSENT_VERSION"].
    version = models.CharField(_("version"), max_length=32)
    created = models.DateTimeField(_("said"), auto_now_add=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes = [
            models.Index(fields=["shopper", "purpose", "-id"], name="shopguide_consent_last")
        ]

    def __str__(self) -> str:
        return f"{self.purpose}: {self.given}"
