"""Strips of recommended products."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers as fields
from rest_framework.request import Request
from rest_framework.response import Response

from shopguide.recommend.strip import BOUGHT_TOGETHER, RECOMMENDED, Strip
from shopguide.widgets.recommendations import SURFACES, Offer, offers, strip_of

from . import problems, serializers
from .base import PROBLEMS, GuideView, named_guide, read_query
from .cards import card_json
from .visitors import authentication, shopper_of

MOST_IN_CART = 200


class RecommendationsRequest(fields.Serializer[Any]):
    guide = fields.CharField(required=False, help_text="Needed where a shop has several.")
    surface = fields.ChoiceField(SURFACES, required=False, default=RECOMMENDED)
    product = fields.CharField(
        required=False, help_text="The product whose page it is; bought_together needs one."
    )
    limit = fields.IntegerField(required=False, default=8, min_value=1, max_value=50)
    cart = serializers.ListOfText(
        required=False,
        default=list,
        max_length=MOST_IN_CART,
        help_text="Keys of products in the cart, which are not shown.",
    )

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        if asked["surface"] == BOUGHT_TOGETHER and not asked.get("product"):
            told = "Name the product that others are bought with: product=…"
            raise fields.ValidationError({"product": told})
        return asked


class RecommendedProduct(fields.Serializer[Any]):
    product = serializers.ProductCard()
    reason = fields.CharField(help_text="Why it is here, in a sentence.")
    why = fields.ListField(child=fields.CharField(), help_text="What its score is made of.")
    parts = fields.DictField(
        child=fields.FloatField(), help_text="What each part gave to the score; the sum is it."
    )
    weights = fields.DictField(
        child=fields.FloatField(),
        help_text="What each part weighed for this product: orders more, the more there are.",
    )


class RecommendationsAnswer(fields.Serializer[Any]):
    guide = fields.CharField()
    surface = fields.CharField()
    about = fields.CharField(
        help_text="The product that the whole strip is about, if there is one."
    )
    exposure = fields.CharField(help_text="The record of what was shown; empty if there is none.")
    exploration = fields.FloatField(
        help_text="The share of places that products have which hardly anybody knows yet."
    )
    results = RecommendedProduct(many=True)


class RecommendationsView(GuideView):
    """Only for whoever asks: what is known of another shopper cannot be asked for."""

    throttle_scope = "recommendations"
    authentication_classes = authentication()

    @extend_schema(
        operation_id="recommendations",
        summary="Products for this shopper",
        parameters=[RecommendationsRequest],
        responses={200: RecommendationsAnswer, **PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        asked = read_query(RecommendationsRequest, request)
        guide = named_guide(asked.get("guide"))
        try:
            product = guide.parse_pk(asked["product"]) if asked.get("product") else None
            strip = strip_of(
                asked["surface"],
                request,
                shopper_of(request),
                guide,
                product=product,
                limit=asked["limit"],
                cart=asked["cart"],
            )
        except LookupError as error:
            raise problems.Problem(404, str(error), "unknown_product") from error
        return Response(RecommendationsAnswer(_told(strip)).data)


def _told(strip: Strip) -> dict[str, Any]:
    items = {item.pk: item for item in strip.items}
    return {
        "guide": strip.guide.name,
        "surface": strip.surface,
        "about": strip.about,
        "exposure": str(strip.exposure or ""),
        "exploration": strip.terms.get("exploration", 0.0),
        "results": [_result(strip, offer, items) for offer in offers(strip)],
    }


def _result(strip: Strip, offer: Offer, items: dict[Any, Any]) -> dict[str, Any]:
    item = items[offer.card.hit.pk]
    return {
        "product": card_json(strip.guide, offer.card),
        "reason": offer.reason,
        "why": offer.card.why,
        "parts": item.parts,
        "weights": item.weights,
    }
