"""What a reader has read in reviews. Text stays in the shop's own rows: here are only spans."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from .keys import KEY_LENGTH
from .personal import By, Personal


class ReviewReading(models.Model):
    """One review as one revision of a reader read it.

    ``object_id`` is the product's key and ``review_id`` the review's own. ``rating``, ``written``,
    ``verified`` and ``shown`` are copies of the shop's row, so that a merchant's page is one
    statement; whatever a shopper sees goes through ``Reviews.shown()`` besides.
    """

    personal: ClassVar[Personal] = Personal(By.REVIEW, kept=True)

    class Label(models.IntegerChoices):
        NEGATIVE = -1, _("negative")
        NEUTRAL = 0, _("neutral")
        POSITIVE = 1, _("positive")

    guide = models.CharField(_("guide"), max_length=KEY_LENGTH)
    object_id = models.CharField(_("product"), max_length=KEY_LENGTH)
    review_id = models.CharField(_("review"), max_length=KEY_LENGTH)
    reader = models.CharField(_("reader"), max_length=KEY_LENGTH)
    revision = models.CharField(_("revision of the reader"), max_length=128)
    #: Of the reader's revision, the guide's aspects and the text: equal means nothing to read.
    digest = models.CharField(_("digest"), max_length=64)
    language = models.CharField(_("language"), max_length=8)
    #: How bad or good it is, from -1 to 1.
    sentiment = models.FloatField(_("sentiment"))
    label = models.SmallIntegerField(_("label"), choices=Label.choices)
    probability = models.FloatField(_("probability of the label"))
    #: Stars as a share of the best: 0 to 1.
    rating = models.FloatField(_("rating"), null=True)
    written = models.DateTimeField(_("written"), null=True)
    #: Whether the author bought the product; null where the shop does not tell.
    verified = models.BooleanField(_("verified purchase"), null=True)
    shown = models.BooleanField(_("shown to shoppers"), default=True)
    #: 64-bit SimHash of the text (Charikar, 2002), null where it is too short to tell.
    fingerprint = models.BigIntegerField(_("fingerprint"), null=True)
    updated = models.DateTimeField(_("updated"), auto_now=True)

    class Meta:
        verbose_name = _("review reading")
        verbose_name_plural = _("review insight")
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "review_id", "reader"], name="shopguide_reading_once"
            )
        ]
        indexes = [
            # What is included saves counting from reading the rows.
            models.Index(
                fields=["guide", "reader", "object_id", "written"],
                include=["id", "review_id", "verified", "language"],
                name="shopguide_reading_product",
            ),
            models.Index(fields=["guide", "reader", "written"], name="shopguide_reading_written"),
            # Two fingerprints that differ in three bits have one of four quarters in common.
            *(
                models.Index(
                    models.F("fingerprint").bitrightshift(16 * quarter).bitand(0xFFFF),
                    include=["fingerprint", "guide", "reader"],
                    condition=models.Q(fingerprint__isnull=False),
                    name=f"shopguide_reading_bits{quarter}",
                )
                for quarter in range(4)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guide} {self.review_id}"


class AspectOpinion(models.Model):
    """One aspect term of a review with what is said of it. Spans count characters of the review's
    whole text (``shopguide.text.review``)."""

    personal: ClassVar[Personal] = Personal(By.REVIEW, via="reading__", kept=True)

    reading = models.ForeignKey(
        ReviewReading, verbose_name=_("reading"), related_name="opinions", on_delete=models.CASCADE
    )
    guide = models.CharField(_("guide"), max_length=KEY_LENGTH)
    object_id = models.CharField(_("product"), max_length=KEY_LENGTH)
    aspect = models.CharField(_("aspect"), max_length=KEY_LENGTH)
    term = models.CharField(_("term"), max_length=80)
    polarity = models.SmallIntegerField(_("polarity"), choices=ReviewReading.Label.choices)
    probability = models.FloatField(_("probability of the polarity"))
    start = models.PositiveIntegerField(_("start of the term"))
    end = models.PositiveIntegerField(_("end of the term"))
    sentence_start = models.PositiveIntegerField(_("start of the sentence"))
    sentence_end = models.PositiveIntegerField(_("end of the sentence"))
    #: Start and end of each opinion word, one after the other.
    words = ArrayField(models.PositiveIntegerField(), verbose_name=_("opinion words"), default=list)

    class Meta:
        verbose_name = _("aspect opinion")
        verbose_name_plural = _("aspect opinions")
        indexes = [
            # In the order in which reviews are counted by aspect, each once.
            models.Index(
                fields=["guide", "object_id", "aspect", "reading", "polarity"],
                name="shopguide_opinion_product",
            )
        ]

    def __str__(self) -> str:
        return f"{self.term}: {self.get_polarity_display()}"


class AspectTally(models.Model):
    """In how many of a product's reviews, of those that shoppers may read, an aspect is praised or
    blamed: what ranking reads. Counted anew whenever one of the reviews is read."""

    guide = models.CharField(_("guide"), max_length=KEY_LENGTH)
    object_id = models.CharField(_("product"), max_length=KEY_LENGTH)
    aspect = models.CharField(_("aspect"), max_length=KEY_LENGTH)
    positive = models.PositiveIntegerField(_("reviews that praise it"), default=0)
    negative = models.PositiveIntegerField(_("reviews that blame it"), default=0)
    reviews = models.PositiveIntegerField(_("reviews read"), default=0)

    class Meta:
        verbose_name = _("aspect tally")
        verbose_name_plural = _("aspect tallies")
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "aspect", "object_id"], name="shopguide_tally_once"
            )
        ]
        indexes = [models.Index(fields=["guide", "object_id"], name="shopguide_tally_product")]

    def __str__(self) -> str:
        return f"{self.guide} {self.object_id} {self.aspect}"
