"""Review insight: what reviews say of each product, under the shop's own admin."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.handlers.asgi import ASGIRequest
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    StreamingHttpResponse,
)
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from shopguide.catalogue.guide import ProductGuide
from shopguide.models import ReviewReading
from shopguide.widgets.insight import comparison_context, overview_context, product_context
from shopguide.widgets.insight.exports import Row, aspect_rows, lines, opinion_rows, overview_rows
from shopguide.widgets.insight.guides import first_guide, reviewed_guide, reviewed_guides

from .readonly import ReadOnlyAdmin

TEMPLATES = "admin/shopguide/reviewreading"


@admin.register(ReviewReading)
class ReviewInsightAdmin(ReadOnlyAdmin):
    """Pages in place of a list of rows, and the same as files."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        return [
            self._page("", self.changelist_view, "changelist"),
            self._page("<str:guide>/", self.overview, "overview"),
            self._page("<str:guide>/compare/", self.compare, "compare"),
            self._page("<str:guide>/products.csv", self.products_file, "products_file"),
            self._page("<str:guide>/opinions.csv", self.all_opinions_file, "all_opinions_file"),
            self._page("<str:guide>/product/<str:key>/", self.product, "product"),
            self._page(
                "<str:guide>/product/<str:key>/aspects.csv", self.aspects_file, "aspects_file"
            ),
            self._page(
                "<str:guide>/product/<str:key>/opinions.csv", self.opinions_file, "opinions_file"
            ),
        ]

    def _page(self, route: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
        def checked(request: HttpRequest, **given: str) -> HttpResponseBase:
            if not self.has_view_permission(request):
                raise PermissionDenied
            if request.method not in ("GET", "HEAD"):
                return HttpResponseNotAllowed(["GET", "HEAD"])
            try:
                return view(request, **given)
            except LookupError as error:
                raise Http404(str(error)) from error

        name = f"{self.opts.app_label}_{self.opts.model_name}_{name}"
        return path(route, self.admin_site.admin_view(checked), name=name)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The overview of the first guide of which a review has been read."""
        if names := [name for name, label in reviewed_guides()]:
            return self.overview(request, first_guide(names))
        return self._shown(request, "none", _("Review insight"), {})

    def overview(self, request: HttpRequest, guide: str) -> HttpResponse:
        context = overview_context(reviewed_guide(guide), request.GET)
        return self._shown(request, "overview", _("Review insight"), context)

    def product(self, request: HttpRequest, guide: str, key: str) -> HttpResponse:
        context = product_context(reviewed_guide(guide), unquote(key), request.GET)
        context["review_page"] = self._review_page(request, context["guide"])
        return self._shown(request, "product", context["product_title"], context)

    def compare(self, request: HttpRequest, guide: str) -> HttpResponse:
        context = comparison_context(reviewed_guide(guide), request.GET)
        return self._shown(request, "comparison", _("Compare two products"), context)

    def products_file(self, request: HttpRequest, guide: str) -> HttpResponseBase:
        return _file(
            request, f"{guide}-products", overview_rows(reviewed_guide(guide), request.GET)
        )

    def all_opinions_file(self, request: HttpRequest, guide: str) -> HttpResponseBase:
        return _file(
            request, f"{guide}-opinions", opinion_rows(reviewed_guide(guide), None, request.GET)
        )

    def aspects_file(self, request: HttpRequest, guide: str, key: str) -> HttpResponseBase:
        rows = aspect_rows(reviewed_guide(guide), unquote(key), request.GET)
        return _file(request, f"{guide}-{key}-aspects", rows)

    def opinions_file(self, request: HttpRequest, guide: str, key: str) -> HttpResponseBase:
        rows = opinion_rows(reviewed_guide(guide), unquote(key), request.GET)
        return _file(request, f"{guide}-{key}-opinions", rows)

    def _shown(
        self, request: HttpRequest, template: str, title: str, context: dict[str, Any]
    ) -> TemplateResponse:
        request.current_app = self.admin_site.name
        shared = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "guides": reviewed_guides(),
        }
        return TemplateResponse(request, f"{TEMPLATES}/{template}.html", shared | context)

    def _review_page(self, request: HttpRequest, guide: ProductGuide) -> str:
        """The name of the address of a review in the shop's own admin; empty where it has none, or
        none for this person."""
        if guide.reviews is None or not self.admin_site.is_registered(guide.reviews.model):
            return ""
        own = self.admin_site.get_model_admin(guide.reviews.model)
        if not own.has_view_or_change_permission(request):
            return ""
        return f"admin:{own.opts.app_label}_{own.opts.model_name}_change"


def _file(request: HttpRequest, name: str, rows: Iterator[Row]) -> StreamingHttpResponse:
    """Sent as it is read. Under ASGI Django would collect a plain iterator before it sends it."""
    text = lines(rows)
    return StreamingHttpResponse(
        _awaited(text) if isinstance(request, ASGIRequest) else text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": content_disposition_header(True, f"{name}.csv")},
    )


async def _awaited(parts: Iterator[str]) -> AsyncIterator[str]:
    def following() -> str | None:
        return next(parts, None)

    while (part := await sync_to_async(following)()) is not None:
        yield part
