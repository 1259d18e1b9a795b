"""The outbox: products and reviews that have to be read again."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .keys import KEY_LENGTH


class Job(models.Model):
    """One product or review that has to be read again, written in the transaction that changed it.

    ``object_id`` is the key of a review where the kind is one; ``encoder`` is the alias of the
    encoder or reader.
    """

    class Kind(models.TextChoices):
        WORDS = "words", _("words")
        VECTOR = "vector", _("vector")
        REVIEW = "review", _("review")
        KNOWLEDGE = "knowledge", _("policy")

    guide = models.CharField(_("guide"), max_length=KEY_LENGTH)
    object_id = models.CharField(_("product"), max_length=KEY_LENGTH)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    encoder = models.CharField(_("encoder"), max_length=KEY_LENGTH, blank=True)
    generation = models.PositiveIntegerField(_("generation"), default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    run_after = models.DateTimeField(_("not before"))
    lease = models.UUIDField(_("lease"), null=True)
    leased_until = models.DateTimeField(_("leased until"), null=True)
    dead = models.BooleanField(_("waits for a person"), default=False)
    error = models.TextField(_("last error"), blank=True)
    created = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "object_id", "kind", "encoder"], name="shopguide_job_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["run_after", "id"],
                condition=models.Q(dead=False),
                name="shopguide_job_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.guide} {self.object_id} ({self.kind})"
