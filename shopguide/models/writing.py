"""What writers have sent, cost and answered, and which of them are resting."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from .keys import KEY_LENGTH
from .personal import By, Personal


class Circuit(models.Model):
    """Whether a writer is asked at all: shared by every process of the shop.

    Open after some failures in a row, half open while one call tries whether it is well again.
    """

    class State(models.TextChoices):
        CLOSED = "closed", _("asked")
        OPEN = "open", _("resting")
        HALF_OPEN = "half-open", _("being tried")

    name = models.CharField(_("writer"), max_length=KEY_LENGTH, primary_key=True)
    state = models.CharField(_("state"), max_length=16, choices=State.choices, default=State.CLOSED)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    successes = models.PositiveIntegerField(_("successes while tried"), default=0)
    #: When it opened, or when the call that tries it began.
    opened_at = models.DateTimeField(_("since"), null=True)
    error = models.CharField(_("last error"), max_length=300, blank=True)
    updated = models.DateTimeField(_("updated"), auto_now=True)

    class Meta:
        verbose_name = _("circuit breaker")
        verbose_name_plural = _("circuit breakers")

    def __str__(self) -> str:
        return self.name


class Spending(models.Model):
    """Tokens and money of one day, for the whole shop or for one shopper."""

    personal: ClassVar[Personal] = Personal(By.DIGEST, "scope")

    SHOP = "shop"

    day = models.DateField(_("day"))
    #: "shop", or a digest of the shopper's key.
    scope = models.CharField(_("of"), max_length=KEY_LENGTH)
    tokens = models.BigIntegerField(_("tokens"), default=0)
    money = models.DecimalField(_("money"), max_digits=14, decimal_places=6, default=0)
    calls = models.PositiveIntegerField(_("calls"), default=0)

    class Meta:
        verbose_name = _("spending")
        verbose_name_plural = _("spending")
        constraints = [
            models.UniqueConstraint(fields=["day", "scope"], name="shopguide_spending_once")
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.scope}"


class OutboundCall(models.Model):
    """One call of a writer on another host: what was sent, after redaction, and what came back."""

    personal: ClassVar[Personal] = Personal(By.DIGEST)

    class Purpose(models.TextChoices):
        SUGGESTION = "suggestion", _("suggestion")
        ANSWER = "answer", _("answer")
        CHOICE = "choice", _("choice of limits")

    class Outcome(models.TextChoices):
        UNDER_WAY = "under way", _("under way")
        WHOLE = "whole", _("whole")
        LEFT = "left", _("the shopper left")
        TIMEOUT = "timeout", _("too late")
        REFUSED = "refused", _("not reached")
        STATUS = "status", _("refused")
        GARBAGE = "garbage", _("not understood")
        MISSING = "missing", _("not set up")
        LANGUAGE = "language", _("another language")

    created = models.DateTimeField(_("sent at"), auto_now_add=True, db_index=True)
    writer = models.CharField(_("writer"), max_length=KEY_LENGTH)
    model = models.CharField(_("model"), max_length=128, blank=True)
    host = models.CharField(_("host"), max_length=255, blank=True)
    purpose = models.CharField(_("purpose"), max_length=16, choices=Purpose.choices)
    #: A digest of the shopper's key; empty where none is known.
    shopper = models.CharField(_("shopper"), max_length=KEY_LENGTH, blank=True, db_index=True)
    sent = models.TextField(_("what was sent"))
    received = models.TextField(_("what came back"), blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=16, choices=Outcome.choices, default=Outcome.UNDER_WAY
    )
    error = models.CharField(_("error"), max_length=300, blank=True)
    seconds = models.FloatField(_("seconds"), default=0)
    prompt_tokens = models.PositiveIntegerField(_("tokens sent"), default=0)
    completion_tokens = models.PositiveIntegerField(_("tokens received"), default=0)
    cost = models.DecimalField(_("cost"), max_digits=14, decimal_places=6, default=0)

    class Meta:
        verbose_name = _("outbound call")
        verbose_name_plural = _("outbound calls")

    def __str__(self) -> str:
        return f"{self.created:%Y-%m-%d %H:%M} {self.writer}"


class CachedAnswer(models.Model):
    """Checked sentences, whole, under a digest of the facts that they were written from."""

    key = models.CharField(_("digest"), max_length=64, primary_key=True)
    writer = models.CharField(_("writer"), max_length=128)
    language = models.CharField(_("language"), max_length=8)
    #: One list per sentence: part, text, references.
    lines = models.JSONField(_("sentences"))
    created = models.DateTimeField(_("created"), auto_now_add=True)
    expires = models.DateTimeField(_("expires"), db_index=True)

    class Meta:
        verbose_name = _("cached answer")
        verbose_name_plural = _("cached answers")

    def __str__(self) -> str:
        return self.key
