"""What reviews say of a product, as shoppers may read it."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from shopguide.conf import settings
from shopguide.insight import Phrase, highlights
from shopguide.widgets.highlights import phrase_text, waiting

from . import problems, serializers
from .base import PROBLEMS, GuideView, named_guide, read_query


class InsightView(GuideView):
    """Nothing of a product, or of a review, that shoppers may not see."""

    throttle_scope = "insight"

    @extend_schema(
        operation_id="insight",
        summary="Pros and cons of a product, each with its share of the reviews",
        parameters=[serializers.InsightRequest],
        responses={200: serializers.InsightAnswer, **PROBLEMS},
    )
    def get(self, request: Request, guide: str, pk: str) -> Response:
        asked = read_query(serializers.InsightRequest, request)
        declared = named_guide(guide)
        try:
            product = declared.products().filter(pk=declared.parse_pk(pk)).first()
            if product is None:
                raise LookupError(f"The guide {guide!r} has no product {pk!r} to show.")
        except LookupError as error:
            raise problems.Problem(404, str(error), "unknown_product") from error
        found = highlights(declared, product.pk, asked["limit"])
        answer = {
            "product": pk,
            "guide": declared.name,
            "reviews": found.total,
            "minimum": settings["INSIGHT_MINIMUM"],
            "waiting": waiting(declared, product.pk) if declared.reviews else 0,
            "pros": [_phrase(each) for each in found.pros],
            "cons": [_phrase(each) for each in found.cons],
        }
        return Response(serializers.InsightAnswer(answer).data)


def _phrase(phrase: Phrase) -> dict[str, Any]:
    share = phrase.share
    return {
        "aspect": phrase.aspect,
        "label": phrase.label,
        "polarity": "positive" if phrase.polarity > 0 else "negative",
        "text": phrase_text(phrase),
        "count": share.count,
        "total": share.total,
        "share": share.share,
        "low": share.low,
        "high": share.high,
    }
