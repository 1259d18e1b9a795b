"""What waits to be read again, and what needs a person."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shopguide.models import Job

from .readonly import ReadOnlyAdmin


@admin.action(description=_("Try again now"), permissions=["retry"])
def retry(modeladmin: Any, request: HttpRequest, queryset: QuerySet[Job]) -> None:
    count = queryset.update(
        dead=False, attempts=0, run_after=timezone.now(), lease=None, leased_until=None
    )
    text = ngettext(
        "%(count)d job will be tried again.", "%(count)d jobs will be tried again.", count
    )
    messages.success(request, text % {"count": count})


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    change_list_template = "admin/shopguide/job/change_list.html"
    list_display = ["guide", "key", "kind", "state", "attempts", "run_after", "short_error"]
    list_filter = ["dead", "kind", "guide"]
    search_fields = ["object_id", "error"]
    actions = [retry]

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("shopguide.change_job"))

    @admin.display(description=_("product or review"), ordering="object_id")
    def key(self, job: Job) -> str:
        return job.object_id

    @admin.display(description=_("state"))
    def state(self, job: Job) -> str:
        if job.dead:
            return str(_("waits for a person"))
        if job.leased_until and job.leased_until > timezone.now():
            return str(_("being worked on"))
        return str(_("tried again later")) if job.attempts else str(_("waits"))

    @admin.display(description=_("last error"))
    def short_error(self, job: Job) -> str:
        return job.error[:120]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        counted = Job.objects.aggregate(
            waiting=Count("pk", filter=Q(dead=False)), dead=Count("pk", filter=Q(dead=True))
        )
        return super().changelist_view(request, {**(extra_context or {}), "counted": counted})
