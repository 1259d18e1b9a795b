"""A second shop: other names, a UUID key, prices and stock in another table, no field of ours."""

import uuid

from django.conf import settings
from django.db import models


class Tag(models.Model):
    word = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.word


class Artikel(models.Model):
    ref = models.UUIDField(primary_key=True, default=uuid.uuid4)
    headline = models.CharField(max_length=200)
    blurb = models.TextField(blank=True)
    tags = models.ManyToManyField(Tag)
    extras = models.JSONField(default=dict)
    family = models.CharField(max_length=40, blank=True)
    deleted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.headline


class Offer(models.Model):
    item = models.ForeignKey(Artikel, on_delete=models.CASCADE, related_name="offers")
    amount = models.DecimalField(max_digits=9, decimal_places=2)
    available = models.PositiveIntegerField(default=1)


class Opinion(models.Model):
    about = models.ForeignKey(Artikel, on_delete=models.CASCADE)
    words = models.TextField()
    stars = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    at = models.DateTimeField(auto_now_add=True)
