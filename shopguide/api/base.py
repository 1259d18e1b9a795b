"""What every endpoint shares: who may call it, how it fails, and which guide it is about."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import OpenApiResponse
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from shopguide.catalogue.guide import ProductGuide
from shopguide.widgets.search import guide_named

from . import problems, serializers
from .throttles import EndpointThrottle

PROBLEMS = {
    code: OpenApiResponse(serializers.ProblemDetails, description=reason)
    for code, reason in {
        400: "A parameter is missing or of the wrong form.",
        403: "The CSRF token is missing, or there is no session.",
        404: "No such guide, product or conversation of yours.",
        429: "Too many requests.",
    }.items()
}


class GuideView(APIView):
    """As open as the shop's own pages: what it shows passes the guide's ``visible()``."""

    permission_classes = [AllowAny]
    renderer_classes = [problems.ProblemRenderer]
    throttle_classes = [EndpointThrottle]
    throttle_scope = ""

    def get_exception_handler(self) -> Callable[..., Response | None]:
        return problems.handle


def read_query(form: Any, request: Request) -> dict[str, Any]:
    serializer = form(data=request.query_params)
    serializer.is_valid(raise_exception=True)
    read: dict[str, Any] = serializer.validated_data
    return read


def named_guide(name: str | None) -> ProductGuide:
    try:
        return guide_named(name)
    except LookupError as error:
        raise problems.Problem(404 if name else 400, str(error), "unknown_guide") from error
