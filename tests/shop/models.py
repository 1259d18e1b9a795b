"""A small shop as the README has it: the vector lies on the product."""

from django.contrib.auth.models import User
from django.db import models

from shopguide.vectors.fields import EmbeddingField, EmbeddingIndex


class Brand(models.Model):
    name = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.name


class Category(models.Model):
    name = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    name = models.CharField(max_length=200)
    brand = models.ForeignKey(Brand, null=True, on_delete=models.SET_NULL)
    category = models.ForeignKey(Category, null=True, on_delete=models.SET_NULL)
    description = models.TextField(blank=True)
    price = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    screen_size = models.FloatField(null=True)
    camera_mp = models.PositiveIntegerField("camera", null=True)
    photo = models.CharField(max_length=100, blank=True)
    stock = models.IntegerField(default=5)
    is_public = models.BooleanField(default=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE)
    supplier_password = models.CharField(max_length=50, default="hunter2")
    embedding = EmbeddingField(dimensions=384)

    class Meta:
        indexes = [EmbeddingIndex(fields=["embedding"], name="shop_product_embedding")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/p/{self.pk}/"


class Review(models.Model):
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="reviews")
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    title = models.CharField(max_length=100, blank=True)
    body = models.TextField()
    rating = models.PositiveSmallIntegerField(null=True)
    approved = models.BooleanField(default=True)
    created = models.DateTimeField(auto_now_add=True)


class Order(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    placed_at = models.DateTimeField(auto_now_add=True)


class Line(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE)
    product = models.ForeignKey(Product, null=True, on_delete=models.SET_NULL)
    title = models.CharField(max_length=200)
