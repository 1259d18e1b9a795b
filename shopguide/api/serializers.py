"""What goes in and out, for DRF and for the OpenAPI description."""

from typing import Any

from rest_framework import serializers

from shopguide.widgets.search import MOST_LIMITS


class SuggestionRequest(serializers.Serializer[Any]):
    q = serializers.CharField(help_text="What the shopper typed.", trim_whitespace=False)
    guide = serializers.CharField(required=False, help_text="Needed where a shop has several.")


class ListOfText(serializers.ListField):
    """A parameter that may stand in an address more than once."""

    child = serializers.CharField(max_length=200)


class LimitsRequest(SuggestionRequest):
    """A question with limits that were set by hand."""

    category = serializers.CharField(required=False)
    price_min = serializers.DecimalField(
        required=False, max_digits=12, decimal_places=2, min_value=0
    )
    price_max = serializers.DecimalField(
        required=False, max_digits=12, decimal_places=2, min_value=0
    )
    rating_min = serializers.FloatField(required=False, min_value=0, max_value=5)
    in_stock = serializers.BooleanField(required=False, default=False)
    f = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**31 - 1),
        required=False,
        default=list,
        max_length=MOST_LIMITS,
        help_text="Numbers of facet values; of one fact any may hold, of several facts all do.",
    )
    ignore = ListOfText(
        required=False,
        default=list,
        max_length=MOST_LIMITS,
        help_text="Keys of constraints in the sentence that are not to hold.",
    )


class SearchRequest(LimitsRequest):
    page = serializers.IntegerField(required=False, default=1, min_value=1, max_value=1000)
    page_size = serializers.IntegerField(required=False, default=24, min_value=1, max_value=100)
    sort = serializers.ChoiceField(
        ["relevance", "price", "-price", "rating", "newest"], required=False, default="relevance"
    )
    facets = serializers.BooleanField(required=False, default=True)
    explain = serializers.BooleanField(required=False, default=False)


class ClickRequest(serializers.Serializer[Any]):
    product = serializers.CharField(max_length=64, help_text="The id of a product that was shown.")


class TypeaheadRequest(SuggestionRequest):
    limit = serializers.IntegerField(required=False, default=8, min_value=1, max_value=20)


class Completion(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(["query", "category", "brand", "product"])
    kind_label = serializers.CharField()
    text = serializers.CharField()
    url = serializers.CharField(help_text="Of a product's page; empty for the others.")


class TypeaheadAnswer(serializers.Serializer[Any]):
    query = serializers.CharField()
    completions = Completion(many=True)


class SimilarRequest(serializers.Serializer[Any]):
    limit = serializers.IntegerField(required=False, default=8, min_value=1, max_value=48)


class Price(serializers.Serializer[Any]):
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    currency = serializers.CharField()
    text = serializers.CharField()


class Opinions(serializers.Serializer[Any]):
    positive = serializers.IntegerField(help_text="Reviews that praise the aspect.")
    negative = serializers.IntegerField(help_text="Reviews that find fault with it.")
    reviews = serializers.IntegerField(help_text="Reviews read of the product.")


class Explanation(serializers.Serializer[Any]):
    parts = serializers.DictField(
        child=serializers.FloatField(),
        help_text="What each leg and each aspect gave to the score; the sum is it.",
    )
    ranks = serializers.DictField(child=serializers.IntegerField(), help_text="Rank in each leg.")
    reviews = serializers.DictField(
        child=Opinions(), help_text="What reviews say of each aspect that the sentence wishes for."
    )
    sentences = serializers.ListField(child=serializers.CharField())


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
    explanation = Explanation(required=False)


class Constraint(serializers.Serializer[Any]):
    key = serializers.CharField(help_text="For ?ignore=")
    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    said = serializers.CharField()
    hard = serializers.BooleanField()
    negated = serializers.BooleanField()
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    name = serializers.CharField()


class FacetValue(serializers.Serializer[Any]):
    f = serializers.IntegerField(source="pk")
    text = serializers.CharField()
    count = serializers.IntegerField()


class Facet(serializers.Serializer[Any]):
    path = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    values = FacetValue(many=True)


class PriceBand(serializers.Serializer[Any]):
    low = serializers.FloatField()
    high = serializers.FloatField(allow_null=True, help_text="Not included in the band.")
    count = serializers.IntegerField()


class StarCount(serializers.Serializer[Any]):
    rating_min = serializers.FloatField()
    count = serializers.IntegerField()


class Facets(serializers.Serializer[Any]):
    facts = Facet(many=True)
    prices = PriceBand(many=True)
    stars = StarCount(many=True)


class Drop(serializers.Serializer[Any]):
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    count = serializers.IntegerField(help_text="Products that would be left without it.")


class SearchAnswer(serializers.Serializer[Any]):
    query = serializers.CharField()
    guide = serializers.CharField()
    exposure = serializers.CharField(
        help_text="The record of what was shown, for clicks; empty if none could be made."
    )
    total = serializers.IntegerField()
    page = serializers.IntegerField()
    page_size = serializers.IntegerField()
    sort = serializers.CharField()
    price_min = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)
    price_max = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)
    price_level = serializers.ChoiceField(["low", "high"], allow_null=True)
    constraints = Constraint(many=True)
    did_you_mean = serializers.CharField()
    drop = Drop(many=True, help_text="Where nothing was found: which constraint to drop.")
    degraded = serializers.ListField(child=serializers.CharField())
    facets = Facets(required=False)
    results = ProductCard(many=True)


class TextSegment(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(["text", "name", "price", "stock"])
    text = serializers.CharField()
    url = serializers.CharField()


class Pick(serializers.Serializer[Any]):
    product = ProductCard()
    reason = TextSegment(many=True)


class TapAnswer(serializers.Serializer[Any]):
    label = serializers.CharField()  # type: ignore[assignment]
    parameters = serializers.DictField(
        child=serializers.CharField(), help_text="To add to the request."
    )
    count = serializers.IntegerField(help_text="Products that it leaves.")


class TapQuestion(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(["category", "price", "brand"])
    text = serializers.CharField()
    answers = TapAnswer(many=True)


class SuggestionAnswer(serializers.Serializer[Any]):
    query = serializers.CharField()
    language = serializers.CharField()
    text = serializers.CharField(help_text="The opening as plain text.")
    opening = TextSegment(many=True)
    picks = Pick(many=True)
    difference = TextSegment(many=True, help_text="How the first two products differ.")
    because = serializers.CharField(
        help_text="What of the shopper's taste decided among products that fit equally well."
    )
    questions = TapQuestion(many=True, help_text="What would narrow a broad question down.")
    writer = serializers.CharField()
    generative = serializers.BooleanField(help_text="Whether a language model wrote it.")
    replaced = serializers.IntegerField(
        help_text="Sentences that failed a check and are not shown."
    )
    degraded = serializers.ListField(child=serializers.CharField())


class SimilarAnswer(serializers.Serializer[Any]):
    product = serializers.CharField()
    guide = serializers.CharField()
    results = ProductCard(many=True)


class InsightRequest(serializers.Serializer[Any]):
    limit = serializers.IntegerField(
        required=False, default=6, min_value=1, max_value=30, help_text="Pros, and cons, at most."
    )


class AspectPhrase(serializers.Serializer[Any]):
    aspect = serializers.CharField(help_text="For ?aspect= of a list of reviews.")
    label = serializers.CharField()  # type: ignore[assignment]
    polarity = serializers.ChoiceField(["positive", "negative"])
    text = serializers.CharField(help_text="The claim with its share, in words.")
    count = serializers.IntegerField(help_text="Reviews that say so.")
    total = serializers.IntegerField(help_text="Reviews read.")
    share = serializers.FloatField()
    low = serializers.FloatField(help_text="Of the 95 % Wilson interval of the share.")
    high = serializers.FloatField()


class InsightAnswer(serializers.Serializer[Any]):
    product = serializers.CharField()
    guide = serializers.CharField()
    reviews = serializers.IntegerField(help_text="Reviews read, of those that shoppers may see.")
    minimum = serializers.IntegerField(help_text="With fewer reviews nothing is claimed.")
    waiting = serializers.IntegerField(help_text="Reviews that wait to be read.")
    pros = AspectPhrase(many=True)
    cons = AspectPhrase(many=True)


class ProblemDetails(serializers.Serializer[Any]):
    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    errors = serializers.DictField(required=False)  # type: ignore[assignment]
