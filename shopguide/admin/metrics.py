"""Online metrics: how the shop does, under the shop's own admin."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from shopguide.models import DailyTally
from shopguide.widgets.insight.exports import lines
from shopguide.widgets.online import csv_rows, online_context

from .readonly import ReadOnlyAdmin


@admin.register(DailyTally)
class OnlineMetricsAdmin(ReadOnlyAdmin):
    """One page in place of a list of rows, and the same as a file."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        wrapped = self.admin_site.admin_view
        return [
            path("", wrapped(self.changelist_view), name=f"{name}_changelist"),
            path("days.csv", wrapped(self.days_file), name=f"{name}_days_file"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        self._check(request)
        request.current_app = self.admin_site.name
        shared = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Online metrics"),
            "query": request.GET.urlencode(),
        }
        context = shared | online_context(request.GET)
        return TemplateResponse(request, "admin/shopguide/dailytally/online.html", context)

    def days_file(self, request: HttpRequest) -> HttpResponse:
        self._check(request)
        return HttpResponse(
            "".join(lines(csv_rows(request.GET))),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": content_disposition_header(True, "metrics.csv")},
        )

    def _check(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied
