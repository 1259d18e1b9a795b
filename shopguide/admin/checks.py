"""How much of what writers wrote could be shown, and what could not."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shopguide.models import CheckTally, FailedCheck

from .readonly import ReadOnlyAdmin

#: Days that the first line looks back.
PERIOD = 7


@admin.register(FailedCheck)
class FailedCheckAdmin(ReadOnlyAdmin):
    list_display = ["created", "guide", "writer", "purpose", "rule", "mended", "text"]
    list_filter = ["rule", "mended", "purpose", "writer", "guide"]
    date_hierarchy = "created"
    ordering = ["-created"]


@admin.register(CheckTally)
class CheckTallyAdmin(ReadOnlyAdmin):
    """The share of failed checks of each writer, in all first and then by rule."""

    change_list_template = "admin/shopguide/checktally/change_list.html"
    list_display = ["day", "writer", "purpose", "rule_in_words", "checked", "failed", "share"]
    list_filter = ["day", "writer", "purpose", "rule", "guide"]
    ordering = ["-day", "writer", "purpose", "rule"]

    @admin.display(description=_("rule"), ordering="rule")
    def rule_in_words(self, row: CheckTally) -> str:
        return row.rule or str(_("all rules"))

    @admin.display(description=_("share that failed"))
    def share(self, row: CheckTally) -> str:
        return f"{100 * row.failed / row.checked:.1f} %" if row.checked else "–"

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        since = timezone.localdate() - timedelta(days=PERIOD - 1)
        rows = CheckTally.objects.filter(rule="", day__gte=since).values("writer")
        told = rows.annotate(checked=Sum("checked"), failed=Sum("failed")).order_by("writer")
        writers = [
            {**each, "share": f"{100 * each['failed'] / each['checked']:.1f}"}
            for each in told
            if each["checked"]
        ]
        context = {**(extra_context or {}), "writers": writers, "period": PERIOD}
        return super().changelist_view(request, context)
