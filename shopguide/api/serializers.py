"""What goes in and out, for DRF and for the OpenAPI description."""

from typing import Any

from rest_framework import serializers


class SuggestionRequest(serializers.Serializer[Any]):
    q = serializers.CharField(help_text="What the shopper typed.", trim_whitespace=False)
    guide = serializers.CharField(required=False, help_text="Needed where a shop has several.")


class SearchRequest(SuggestionRequest):
    page = serializers.IntegerField(required=False, default=1, min_value=1, max_value=1000)
    page_size = serializers.IntegerField(required=False, default=24, min_value=1, max_value=100)
    category = serializers.CharField(required=False)
    price_min = serializers.DecimalField(
        required=False, max_digits=12, decimal_places=2, min_value=0
    )
    price_max = serializers.DecimalField(
        required=False, max_digits=12, decimal_places=2, min_value=0
    )
    in_stock = serializers.BooleanField(required=False, default=False)


class SimilarRequest(serializers.Serializer[Any]):
    limit = serializers.IntegerField(required=False, default=8, min_value=1, max_value=48)


class Price(serializers.Serializer[Any]):
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    currency = serializers.CharField()
    text = serializers.CharField()


class ProductCard(serializers.Serializer[Any]):
    id = serializers.CharField()
    guide = serializers.CharField()
    title = serializers.CharField()
    url = serializers.CharField()
    category = serializers.CharField()
    price = Price(allow_null=True)
    in_stock = serializers.BooleanField(allow_null=True)
    rank = serializers.IntegerField()
    score = serializers.FloatField(help_text="Fused score; comparable within one answer only.")
    parts = serializers.DictField(
        child=serializers.FloatField(), help_text="BM25 score and cosine similarity, by leg."
    )
    matched = serializers.ListField(child=serializers.CharField())


class SearchAnswer(serializers.Serializer[Any]):
    query = serializers.CharField()
    guide = serializers.CharField()
    total = serializers.IntegerField()
    page = serializers.IntegerField()
    page_size = serializers.IntegerField()
    price_min = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)
    price_max = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)
    price_level = serializers.ChoiceField(["low", "high"], allow_null=True)
    degraded = serializers.ListField(child=serializers.CharField())
    results = ProductCard(many=True)


class TextSegment(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(["text", "name", "price", "stock"])
    text = serializers.CharField()
    url = serializers.CharField()


class Pick(serializers.Serializer[Any]):
    product = ProductCard()
    reason = TextSegment(many=True)


class SuggestionAnswer(serializers.Serializer[Any]):
    query = serializers.CharField()
    language = serializers.CharField()
    text = serializers.CharField(help_text="The opening as plain text.")
    opening = TextSegment(many=True)
    picks = Pick(many=True)
    writer = serializers.CharField()
    generative = serializers.BooleanField(help_text="Whether a language model wrote it.")
    replaced = serializers.IntegerField(help_text="Texts that failed a check and were replaced.")
    degraded = serializers.ListField(child=serializers.CharField())


class SimilarAnswer(serializers.Serializer[Any]):
    product = serializers.CharField()
    guide = serializers.CharField()
    results = ProductCard(many=True)


class ProblemDetails(serializers.Serializer[Any]):
    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    errors = serializers.DictField(required=False)  # type: ignore[assignment]
