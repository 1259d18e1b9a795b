"""What has been encoded and indexed, and by which encoder."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from shopguide.catalogue.registry import registry
from shopguide.models import Document, Vector
from shopguide.widgets.coverage import coverage, review_coverage

from .readonly import ReadOnlyAdmin


def product_title(row: Any, key: str = "") -> str:
    """What the product of a row is called, or its key where it is gone."""
    try:
        guide = registry.get(row.guide)
        found = guide.model._base_manager.filter(pk=guide.parse_pk(key or row.object_id)).first()
    except LookupError:
        found = None
    return str(found) if found is not None else key or row.object_id


class CoverageAdmin(ReadOnlyAdmin):
    """Says in its first line how much of each guide is done."""

    change_list_template = "admin/shopguide/vector/change_list.html"

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        covered = [coverage(guide, alias) for guide in registry for alias in guide.encoders()]
        read = [found for guide in registry if (found := review_coverage(guide))]
        told = {"covered": covered, "read": read}
        return super().changelist_view(request, {**(extra_context or {}), **told})

    @admin.display(description=_("product"))
    def product(self, row: Any) -> str:
        return product_title(row)


@admin.register(Vector)
class VectorAdmin(CoverageAdmin):
    list_display = ["guide", "product", "encoder", "revision", "empty", "updated"]
    list_filter = ["guide", "encoder", "empty"]
    search_fields = ["object_id"]
    ordering = ["-updated"]
    exclude = ["embedding"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("embedding")


@admin.register(Document)
class DocumentAdmin(CoverageAdmin):
    list_display = ["guide", "product", "language", "lengths", "updated"]
    list_filter = ["guide", "language"]
    search_fields = ["object_id"]
    ordering = ["-updated"]
    exclude = ["lexemes", "weights"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("lexemes", "weights")
