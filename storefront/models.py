"""The demo shop's own models: an ordinary shop, with one column for shopguide."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shopguide.vectors.fields import EmbeddingField, EmbeddingIndex


class Brand(models.Model):
    name = models.CharField(_("name"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("brand")
        verbose_name_plural = _("brands")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Category(models.Model):
    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=80)
    name_zh = models.CharField(_("Chinese name"), max_length=80)
    icon = models.CharField(_("icon"), max_length=40)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("category", args=[self.slug])

    @property
    def label(self) -> str:
        """The name in the active language."""
        return self.name_zh if (get_language() or "").startswith("zh") else self.name


class Product(models.Model):
    """One thing that can be bought. ``family`` is what its variants (colours, sizes) share."""

    sku = models.SlugField(_("SKU"), max_length=80, unique=True)
    source = models.CharField(_("source of the data"), max_length=20)
    name = models.CharField(_("name"), max_length=400)
    brand = models.ForeignKey(
        Brand, verbose_name=_("brand"), null=True, blank=True, on_delete=models.SET_NULL
    )
    category = models.ForeignKey(Category, verbose_name=_("category"), on_delete=models.PROTECT)
    description = models.TextField(_("description"), blank=True)
    price = models.DecimalField(_("price"), max_digits=10, decimal_places=2)
    stock = models.PositiveIntegerField(_("stock"), default=0)
    is_public = models.BooleanField(_("shown in the shop"), default=True)
    released = models.DateField(_("released"), null=True, blank=True)
    specs = models.JSONField(_("specifications"), default=dict, blank=True)
    photo = models.CharField(_("picture"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=8, default="en")
    family = models.CharField(_("family"), max_length=160, blank=True)
    created = models.DateTimeField(_("created"), auto_now_add=True)
    embedding = EmbeddingField(dimensions=384)

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["category", "price"], name="product_category_price"),
            EmbeddingIndex(fields=["embedding"], name="product_embedding"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(price__gte=0), name="product_price_positive")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("product", args=[self.sku])


class Review(models.Model):
    product = models.ForeignKey(
        Product, verbose_name=_("product"), related_name="reviews", on_delete=models.CASCADE
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        related_name="reviews",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
    )
    author_name = models.CharField(_("signed"), max_length=80, blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    body = models.TextField(_("text"))
    score = models.PositiveSmallIntegerField(_("stars"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=8, default="en")
    source = models.CharField(_("source of the data"), max_length=20)
    is_approved = models.BooleanField(_("approved"), default=True)
    is_verified = models.BooleanField(_("verified purchase"), null=True, blank=True)
    created = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-created", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(score__isnull=True) | models.Q(score__range=(1, 5)),
                name="review_score_1_to_5",
            )
        ]

    def __str__(self) -> str:
        return self.title or self.body[:60]


class Policy(models.Model):
    """How the shop does things, a page for each in each language."""

    slug = models.SlugField(_("slug"), max_length=60)
    language = models.CharField(_("language"), max_length=8)
    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(_("text"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_public = models.BooleanField(_("shown in the shop"), default=True)

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        ordering = ["position", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["slug", "language"], name="policy_once_a_language")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("policy", args=[self.slug])


class Order(models.Model):
    class Status(models.TextChoices):
        PAID = "paid", _("paid")
        SENT = "sent", _("on its way")
        DELIVERED = "delivered", _("delivered")
        CANCELLED = "cancelled", _("cancelled")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("shopper"),
        related_name="orders",
        on_delete=models.CASCADE,
    )
    placed_at = models.DateTimeField(_("placed"))
    status = models.CharField(
        _("status"), max_length=16, choices=Status.choices, default=Status.PAID
    )
    recipient = models.CharField(_("recipient"), max_length=80, blank=True)
    address = models.TextField(_("address"), max_length=300, blank=True)
    #: Names one checkout, so that a form sent twice makes one order.
    reference = models.CharField(
        _("reference"), max_length=40, unique=True, null=True, blank=True, editable=False
    )

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["-placed_at"]

    def __str__(self) -> str:
        return f"#{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("order", args=[self.pk])

    @property
    def total(self) -> Decimal:
        return sum((line.total for line in self.lines.all()), Decimal(0))

    @property
    def can_be_cancelled(self) -> bool:
        return self.status == self.Status.PAID


class Line(models.Model):
    """A line of an order keeps its title and price when the product goes."""

    order = models.ForeignKey(
        Order, verbose_name=_("order"), related_name="lines", on_delete=models.CASCADE
    )
    product = models.ForeignKey(
        Product, verbose_name=_("product"), null=True, blank=True, on_delete=models.SET_NULL
    )
    title = models.CharField(_("title"), max_length=400)
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    price = models.DecimalField(_("price"), max_digits=10, decimal_places=2)

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")

    def __str__(self) -> str:
        return f"{self.quantity} × {self.title}"

    @property
    def total(self) -> Decimal:
        return self.quantity * self.price
