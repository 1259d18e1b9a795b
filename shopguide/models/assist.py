"""Customer service: what may be quoted, what was asked and answered, and what people must do."""

from typing import ClassVar
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _
from pgvector.django import HalfVectorField

from .keys import KEY_LENGTH
from .personal import By, Personal


class Passage(models.Model):
    """A piece of a policy or of another row of declared knowledge, found by words and by meaning.

    ``digest`` is that of the whole row and the encoder's revision. ``embedding`` is null while no
    encoder could be used.
    """

    knowledge = models.CharField(_("knowledge"), max_length=KEY_LENGTH)
    object_id = models.CharField(_("key"), max_length=KEY_LENGTH)
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=200, blank=True)
    text = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=8)
    words = ArrayField(models.TextField(), verbose_name=_("words"), default=list)
    encoder = models.CharField(_("encoder"), max_length=KEY_LENGTH)
    revision = models.CharField(_("revision of the encoder"), max_length=128, blank=True)
    digest = models.CharField(_("digest"), max_length=64)
    embedding = HalfVectorField(_("vector"), null=True, editable=False)
    updated = models.DateTimeField(_("updated"), auto_now=True)

    class Meta:
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        constraints = [
            models.UniqueConstraint(
                fields=["knowledge", "object_id", "number"], name="shopguide_passage_once"
            )
        ]
        indexes = [GinIndex(fields=["words"], name="shopguide_passage_words")]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class Conversation(models.Model):
    """Questions of one shopper with their answers. It belongs to a user, or to a session, of which
    only the digest is kept; every reader filters by one of the two."""

    personal: ClassVar[Personal] = Personal(By.OWNER)

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user_id = models.CharField(_("shopper"), max_length=KEY_LENGTH, blank=True)
    session = models.CharField(_("digest of the session"), max_length=64, blank=True)
    language = models.CharField(_("language"), max_length=8)
    #: The products that were spoken of, in the order in which they were named.
    state = models.JSONField(_("what is spoken of"), default=dict, blank=True)
    created = models.DateTimeField(_("begun"), auto_now_add=True)
    updated = models.DateTimeField(_("last turn"), auto_now=True, db_index=True)

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        indexes = [
            models.Index(fields=["user_id", "updated"], name="shopguide_conversation_user"),
            models.Index(fields=["session", "updated"], name="shopguide_conversation_session"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(user_id="", session=""), name="shopguide_conversation_owned"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Turn(models.Model):
    """A question with its whole answer: one that broke off is not kept."""

    personal: ClassVar[Personal] = Personal(By.OWNER, via="conversation__")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    conversation = models.ForeignKey(
        Conversation,
        verbose_name=_("conversation"),
        related_name="turns",
        on_delete=models.CASCADE,
    )
    question = models.TextField(_("question"))
    #: Sentences in segments with their references, and the sources.
    answer = models.JSONField(_("answer"))
    intent = models.CharField(_("intent"), max_length=16)
    known = models.BooleanField(_("answered"), default=True)
    created = models.DateTimeField(_("asked"), auto_now_add=True)

    class Meta:
        verbose_name = _("turn")
        verbose_name_plural = _("turns")
        indexes = [
            models.Index(fields=["conversation", "created"], name="shopguide_turn_conversation")
        ]

    def __str__(self) -> str:
        return self.question[:60]


class Ticket(models.Model):
    """A question that a person must answer, with all that was said before it."""

    personal: ClassVar[Personal] = Personal(By.OWNER)

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        ANSWERED = "answered", _("answered")
        CLOSED = "closed", _("closed")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    conversation = models.ForeignKey(
        Conversation,
        verbose_name=_("conversation"),
        related_name="tickets",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
    )
    user_id = models.CharField(_("shopper"), max_length=KEY_LENGTH, blank=True)
    session = models.CharField(_("digest of the session"), max_length=64, blank=True)
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    question = models.TextField(_("question"))
    note = models.TextField(_("note"), blank=True)
    #: Questions and answers as read then: [{"question", "answer", "asked"}].
    transcript = models.JSONField(_("transcript"), default=list, blank=True)
    status = models.CharField(
        _("status"), max_length=16, choices=Status.choices, default=Status.OPEN
    )
    language = models.CharField(_("language"), max_length=8)
    created = models.DateTimeField(_("opened"), auto_now_add=True)
    updated = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        indexes = [models.Index(fields=["status", "created"], name="shopguide_ticket_status")]

    def __str__(self) -> str:
        return self.question[:60]
