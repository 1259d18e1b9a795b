"""How products are ranked, and what was shown."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from .keys import KEY_LENGTH
from .personal import Personal


class FusionWeights(models.Model):
    """Weights of the legs of search, learned from judgments or clicks. One row of a guide is in
    use; an earlier one can be taken back."""

    guide = models.CharField(_("guide"), max_length=KEY_LENGTH)
    #: ``{kind of query: {"lexical": weight, "vector": weight}}``
    weights = models.JSONField(_("weights"))
    #: Cross-validated measures of these weights and of those that were in use before.
    report = models.JSONField(_("report"), default=dict, blank=True)
    source = models.CharField(_("learned from"), max_length=200)
    in_use = models.BooleanField(_("in use"), default=False)
    created = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("search weights")
        verbose_name_plural = _("search weights")
        constraints = [
            models.UniqueConstraint(
                fields=["guide"],
                condition=models.Q(in_use=True),
                name="shopguide_fusionweights_one_in_use",
            )
        ]

    def __str__(self) -> str:
        return f"{self.guide}, {self.created:%Y-%m-%d %H:%M}"


class Exposure(models.Model):
    """What one shopper was shown for one query, with all that is needed to say later why each
    product stood where it did. It knows no shopper, but for a strip that was made for one who agreed."""

    personal: ClassVar[Personal] = Personal()

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    guide = models.CharField(_("guide"), max_length=KEY_LENGTH)
    #: "search", or the strip of recommendations.
    surface = models.CharField(_("strip"), max_length=32, default="search")
    shopper = models.CharField(_("shopper"), max_length=80, blank=True, db_index=True)
    query = models.CharField(_("query"), max_length=500)
    language = models.CharField(_("language"), max_length=8)
    total = models.PositiveIntegerField(_("results"))
    offset = models.PositiveIntegerField(_("offset"), default=0)
    sort = models.CharField(_("sorted by"), max_length=16)
    #: The filters that held and the weights of the legs.
    terms = models.JSONField(_("terms"))
    #: One list per product: key, title, fused score, {leg: [score, rank]}, matched words.
    shown = models.JSONField(_("shown"))
    created = models.DateTimeField(_("shown at"), auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("exposure")
        verbose_name_plural = _("exposures")
        indexes = [models.Index(fields=["guide", "query"], name="shopguide_exposure_query")]

    def __str__(self) -> str:
        return f"{self.query} ({self.created:%Y-%m-%d %H:%M})"


class Click(models.Model):
    """A product of an exposure that was opened: once, however often."""

    personal: ClassVar[Personal] = Personal(via="exposure__")

    exposure = models.ForeignKey(
        Exposure, verbose_name=_("exposure"), related_name="clicks", on_delete=models.CASCADE
    )
    object_id = models.CharField(_("product"), max_length=KEY_LENGTH)
    created = models.DateTimeField(_("clicked"), auto_now_add=True)

    class Meta:
        verbose_name = _("click")
        verbose_name_plural = _("clicks")
        constraints = [
            models.UniqueConstraint(fields=["exposure", "object_id"], name="shopguide_click_once")
        ]

    def __str__(self) -> str:
        return self.object_id
