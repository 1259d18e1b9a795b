"""shopguide's own tables: the outbox, what has been indexed, and what failed a check."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _
from pgvector.django import HalfVectorField, SparseVectorField

KEY_LENGTH = 64
#: Words are hashed to so many numbers.
WORD_DIMENSIONS = 1 << 29


class Job(models.Model):
    """One product that has to be read again, written in the transaction that changed it."""

    class Kind(models.TextChoices):
        WORDS = "words", _("words")
        VECTOR = "vector", _("vector")

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


class Document(models.Model):
    """The words of one product, ready for BM25 (Robertson & Zaragoza, 2009).

    ``lexemes`` finds candidates through its GIN index; ``weights`` holds the saturated, length
    normalised term frequency of each word, so that its dot product with the query's inverse
    document frequencies is the BM25 score.
    """

    guide = models.CharField(_("guide"), max_length=KEY_LENGTH)
    object_id = models.CharField(_("product"), max_length=KEY_LENGTH)
    digest = models.CharField(_("digest"), max_length=64)
    language = models.CharField(_("language"), max_length=8)
    lexemes = SearchVectorField(_("words"), null=True)
    weights = SparseVectorField(_("weights"), dimensions=WORD_DIMENSIONS, null=True)
    length = models.PositiveIntegerField(_("words in the text"), default=0)
    updated = models.DateTimeField(_("updated"), auto_now=True)

    class Meta:
        verbose_name = _("indexed text")
        verbose_name_plural = _("indexed texts")
        constraints = [
            models.UniqueConstraint(fields=["guide", "object_id"], name="shopguide_document_once")
        ]
        indexes = [GinIndex(fields=["lexemes"], name="shopguide_document_words")]

    def __str__(self) -> str:
        return f"{self.guide} {self.object_id}"


class Corpus(models.Model):
    """What BM25 must know of all texts of a guide together."""

    guide = models.CharField(_("guide"), max_length=KEY_LENGTH, primary_key=True)
    documents = models.PositiveIntegerField(_("texts"), default=0)
    #: The length that weights were computed with; changed only when the real one drifts away.
    mean_length = models.PositiveIntegerField(_("mean length in words"))
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

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        constraints = [
            models.UniqueConstraint(fields=["guide", "text"], name="shopguide_term_once")
        ]

    def __str__(self) -> str:
        return self.text


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


class FailedCheck(models.Model):
    """A piece of generated text that was replaced by the plain writer's, and by which rule."""

    guide = models.CharField(_("guide"), max_length=KEY_LENGTH)
    writer = models.CharField(_("writer"), max_length=128)
    rule = models.CharField(_("rule"), max_length=32)
    text = models.TextField(_("text"), blank=True)
    created = models.DateTimeField(_("created"), auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("failed check")
        verbose_name_plural = _("failed checks")

    def __str__(self) -> str:
        return f"{self.writer}: {self.rule}"
