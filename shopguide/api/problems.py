"""Errors as problem details (RFC 9457)."""

from http import HTTPStatus
from typing import Any

from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import exception_handler as rest_handler

from shopguide.search import QueryError

CONTENT_TYPE = "application/problem+json"


class Problem(APIException):
    """A request that cannot be answered: ``code`` is for programs, the detail for people."""

    def __init__(self, status: int, detail: str, code: str) -> None:
        super().__init__(detail, code)
        self.status_code = status


class ProblemRenderer(JSONRenderer):
    """JSON, under the media type of problem details where the answer is one."""

    def render(
        self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None
    ) -> Any:
        response = (renderer_context or {}).get("response")
        if response is not None and getattr(response, "is_problem", False):
            response["Content-Type"] = CONTENT_TYPE
        return super().render(data, accepted_media_type, renderer_context)


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's own handling, in the form of problem details; a bad query is one wherever it is."""
    if isinstance(error, QueryError):
        error = Problem(400, str(error), error.code)
    response = rest_handler(error, context)
    if response is None:
        return None
    detail = getattr(error, "detail", None)
    problem: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(response.status_code).phrase,
        "status": response.status_code,
        "code": getattr(detail, "code", getattr(error, "default_code", "error")),
    }
    if isinstance(detail, dict):
        problem |= {"code": "invalid", "errors": detail}
        problem["detail"] = "; ".join(
            f"{name}: {' '.join(map(str, faults))}" for name, faults in detail.items()
        )
    else:
        problem["detail"] = str(detail or error)
    response.data = problem
    response.is_problem = True  # type: ignore[attr-defined]
    return response
