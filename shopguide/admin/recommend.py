"""What is recommended to nobody, and why: under the shop's own admin."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from shopguide.catalogue.registry import registry
from shopguide.models import Popularity
from shopguide.widgets.reach import guide_labels, reach_context

from .readonly import ReadOnlyAdmin


@admin.register(Popularity)
class ReachAdmin(ReadOnlyAdmin):
    """A page for each guide in place of a list of rows."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        wrapped = self.admin_site.admin_view
        return [
            path("", wrapped(self.changelist_view), name=f"{name}_changelist"),
            path("<str:guide>/", wrapped(self.overview), name=f"{name}_overview"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The page of the first guide."""
        first = next(iter(registry), None)
        if first is None:
            raise Http404(_("No guide is registered."))
        return self.overview(request, first.name)

    def overview(self, request: HttpRequest, guide: str) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            declared = registry.get(guide)
        except LookupError as error:
            raise Http404(str(error)) from error
        request.current_app = self.admin_site.name
        shared = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("What is shown, and what is not"),
            "guides": guide_labels(),
        }
        context = shared | reach_context(declared, request.GET)
        return TemplateResponse(request, "admin/shopguide/popularity/reach.html", context)
