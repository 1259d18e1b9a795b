"""What has been indexed of products: words, facts and vectors."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from pgvector.django import HalfVectorField, SparseVectorField

from shopguide.text.clean import fold

from .keys import KEY_LENGTH

#: Words are hashed to so many numbers.
WORD_DIMENSIONS = 1 << 29


class Document(models.Model):
    """The words of one product, ready for BM25 (Robertson & Zaragoza, 2009).

    ``lexemes`` finds candidates and phrases through its GIN index; ``weights`` holds the saturated,
    length normalised term frequency of each word, so that its dot product with the query's inverse
    document frequencies is the BM25 score. ``facts`` are numbers of the rows of ``FactValue`` that
    hold for the product: what filters and facets read.
    """

    guide = models.CharField(_("guide"), max_length=KEY_LENGTH)
    object_id = models.CharField(_("product"), max_length=KEY_LENGTH)
    digest = models.CharField(_("digest"), max_length=64)
    language = models.CharField(_("language"), max_length=8)
    lexemes = SearchVectorField(_("words"), null=True)
    weights = SparseVectorField(_("weights"), dimensions=WORD_DIMENSIONS, null=True)
    lengths = ArrayField(
        models.IntegerField(), verbose_name=_("words in each text field"), default=list
    )
    facts = ArrayField(models.IntegerField(), verbose_name=_("facts"), default=list)
    updated = models.DateTimeField(_("updated"), auto_now=True)

    class Meta:
        verbose_name = _("indexed text")
        verbose_name_plural = _("indexed texts")
        constraints = [
            models.UniqueConstraint(fields=["guide", "object_id"], name="shopguide_document_once")
        ]
        indexes = [
            GinIndex(fields=["lexemes"], name="shopguide_document_words"),
            GinIndex(fields=["facts"], name="shopguide_document_facts"),
        ]

    def __str__(self) -> str:
        return f"{self.guide} {self.object_id}"


class Corpus(models.Model):
    """What BM25 must know of all texts of a guide together."""

    guide = models.CharField(_("guide"), max_length=KEY_LENGTH, primary_key=True)
    documents = models.PositiveIntegerField(_("texts"), default=0)
    #: The lengths that weights were computed with, by text field; changed only when the real ones
    #: drift away.
    mean_lengths = models.JSONField(_("mean length in words"), default=dict)
    counted = models.DateTimeField(_("counted"), null=True)

    class Meta:
        verbose_name = _("corpus")
        verbose_name_plural = _("corpora")

    def __str__(self) -> str:
        return self.guide


class Term(models.Model):
    """In how many texts of a guide a word stands."""

    guide = models.CharField(_("guide"), max_length=KEY_LENGTH)
    text = models.CharField(_("word"), max_length=KEY_LENGTH)
    documents = models.PositiveIntegerField(_("texts"))
    #: As some product writes it: "batteries" for the stem "batteri".
    spelling = models.CharField(_("spelling"), max_length=KEY_LENGTH, blank=True)

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        constraints = [
            models.UniqueConstraint(fields=["guide", "text"], name="shopguide_term_once")
        ]

    def __str__(self) -> str:
        return self.text


class Synonym(models.Model):
    """Words that mean the same thing in this shop, beside the lists that come with shopguide."""

    guide = models.CharField(
        _("guide"), max_length=KEY_LENGTH, blank=True, help_text=_("Empty: for every guide.")
    )
    terms = models.CharField(
        _("words"),
        max_length=500,
        help_text=_("At least two, with commas between: sofa, couch, 沙发"),
    )
    is_active = models.BooleanField(_("in use"), default=True)
    updated = models.DateTimeField(_("updated"), auto_now=True)

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")

    def __str__(self) -> str:
        return self.terms

    def listed(self) -> list[str]:
        """The words, one by one; a comma of either language parts them."""
        parts = self.terms.replace("，", ",").replace("、", ",").split(",")
        return [fold(part.strip()) for part in parts if part.strip()]

    def clean(self) -> None:
        if len(self.listed()) < 2:
            raise ValidationError(
                {"terms": _("Write at least two words that mean the same, with a comma between.")}
            )


class FactValue(models.Model):
    """One value of one declared fact, brand or category: what a filter, a chip or a facet names.

    ``path`` is as declared (with ``__key`` inside a JSONField); ``aliases`` are other names of the
    same thing, such as a category's name in another language. ``number`` is in the base unit of
    ``dimension`` (``shopguide.text.quantities``), null where the value is no amount.
    """

    id = models.AutoField(primary_key=True)
    guide = models.CharField(_("guide"), max_length=KEY_LENGTH)
    path = models.CharField(_("fact"), max_length=128)
    text = models.CharField(_("value"), max_length=80)
    aliases = ArrayField(models.CharField(max_length=80), verbose_name=_("aliases"), default=list)
    number = models.FloatField(_("number"), null=True)
    dimension = models.CharField(_("dimension"), max_length=16, blank=True)
    documents = models.PositiveIntegerField(_("products"), default=0)

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "path", "text"], name="shopguide_factvalue_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.path}: {self.text}"


class Vector(models.Model):
    """What a product's vector was made of and by whom, and the vector itself in the table store.

    ``embedding`` is null where the vector lies on the product (field store) and where the text was
    empty: a zero vector would be near everything.
    """

    guide = models.CharField(_("guide"), max_length=KEY_LENGTH)
    object_id = models.CharField(_("product"), max_length=KEY_LENGTH)
    encoder = models.CharField(_("encoder"), max_length=KEY_LENGTH)
    revision = models.CharField(_("revision of the encoder"), max_length=128)
    digest = models.CharField(_("digest"), max_length=64)
    empty = models.BooleanField(_("has no text"), default=False)
    embedding = HalfVectorField(_("vector"), null=True, editable=False)
    updated = models.DateTimeField(_("updated"), auto_now=True)

    class Meta:
        verbose_name = _("vector")
        verbose_name_plural = _("vectors")
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "object_id", "encoder"], name="shopguide_vector_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.guide} {self.object_id} ({self.encoder})"
