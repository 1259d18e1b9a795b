"""What shopguide guesses of a product, until a merchant decides."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .keys import KEY_LENGTH


class Proposal(models.Model):
    """A category or an attribute that a product lacks, guessed from products that are like it.

    ``path`` is as declared (with ``__key`` inside a JSONField). ``right`` of ``tried`` products whose
    value is known had been guessed rightly with as much agreement; ``probability`` is the lower end
    of that share's 95 % interval.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("to be decided")
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", _("rejected")

    guide = models.CharField(_("guide"), max_length=KEY_LENGTH)
    object_id = models.CharField(_("product"), max_length=KEY_LENGTH)
    path = models.CharField(_("attribute"), max_length=128)
    value = models.CharField(_("value"), max_length=80)
    probability = models.FloatField(_("probability"))
    right = models.PositiveIntegerField(_("right"), default=0)
    tried = models.PositiveIntegerField(_("tried"), default=0)
    #: The neighbours that have the value, nearest first: their keys.
    neighbours = models.JSONField(_("neighbours"), default=list)
    state = models.CharField(
        _("state"), max_length=16, choices=State.choices, default=State.WAITING
    )
    created = models.DateTimeField(_("created"), auto_now_add=True)
    updated = models.DateTimeField(_("updated"), auto_now=True)

    class Meta:
        verbose_name = _("guessed attribute")
        verbose_name_plural = _("guessed attributes")
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "object_id", "path"], name="shopguide_proposal_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.path}: {self.value}"
