"""What was sent to other hosts, what it cost, and which writers are resting."""

import json
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shopguide.conf import settings
from shopguide.models import Circuit, OutboundCall, Spending
from shopguide.widgets.spending import calls_today, resting, spent_today
from shopguide.writers.circuit import close

from .readonly import ReadOnlyAdmin


class RecordAdmin(ReadOnlyAdmin):
    """A record goes by its age, never by hand."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(OutboundCall)
class OutboundCallAdmin(RecordAdmin):
    """ "What of this shopper did we send to whom?" """

    change_list_template = "admin/shopguide/outboundcall/change_list.html"
    list_display = ["created", "writer", "host", "purpose", "outcome", "time", "tokens", "cost"]
    list_filter = ["outcome", "purpose", "writer", "created"]
    search_fields = ["sent", "received", "error", "=shopper"]
    search_help_text = _("A word of what was sent or came back, or a shopper's digest.")
    date_hierarchy = "created"
    ordering = ["-created"]
    fields = (
        "created", "writer", "model", "host", "purpose", "shopper", "outcome", "error",
        "time", "tokens", "cost", "sent_in_full", "received_in_full",
    )  # fmt: skip
    readonly_fields = fields

    @admin.display(description=_("seconds"), ordering="seconds")
    def time(self, call: OutboundCall) -> str:
        return f"{call.seconds:.1f}"

    @admin.display(description=_("tokens sent and received"))
    def tokens(self, call: OutboundCall) -> str:
        return f"{call.prompt_tokens} + {call.completion_tokens}"

    @admin.display(description=_("what was sent"))
    def sent_in_full(self, call: OutboundCall) -> SafeString:
        return format_html("<pre>{}</pre>", _readable(call.sent))

    @admin.display(description=_("what came back"))
    def received_in_full(self, call: OutboundCall) -> SafeString:
        return format_html("<pre>{}</pre>", call.received)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        told = {"today": calls_today(), "days": settings["OUTBOUND_DAYS"]}
        return super().changelist_view(request, {**(extra_context or {}), **told})


@admin.register(Spending)
class SpendingAdmin(RecordAdmin):
    change_list_template = "admin/shopguide/spending/change_list.html"
    list_display = ["day", "of_whom", "calls", "tokens", "money"]
    search_fields = ["=scope"]
    date_hierarchy = "day"
    ordering = ["-day", "-tokens"]

    @admin.display(description=_("of"), ordering="scope")
    def of_whom(self, row: Spending) -> str:
        return str(_("the whole shop")) if row.scope == Spending.SHOP else row.scope

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        told = {"today": spent_today()}
        return super().changelist_view(request, {**(extra_context or {}), **told})


@admin.action(description=_("Ask again now"), permissions=["close"])
def close_now(modeladmin: Any, request: HttpRequest, queryset: QuerySet[Circuit]) -> None:
    names = list(queryset.values_list("name", flat=True))
    for name in names:
        close(name)
    text = ngettext(
        "%(count)d writer is asked again.", "%(count)d writers are asked again.", len(names)
    )
    messages.success(request, text % {"count": len(names)})


@admin.register(Circuit)
class CircuitAdmin(RecordAdmin):
    change_list_template = "admin/shopguide/circuit/change_list.html"
    list_display = ["name", "state", "failures", "opened_at", "error"]
    actions = [close_now]

    def has_close_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("shopguide.change_circuit"))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        told = {"resting": resting()}
        return super().changelist_view(request, {**(extra_context or {}), **told})


def _readable(sent: str) -> str:
    """The chat as people read it: each message under its role, the data indented."""
    try:
        chat = [(each["role"], each["content"]) for each in json.loads(sent)]
    except (ValueError, KeyError, TypeError):
        return sent
    return "\n\n".join(f"{role}:\n{content}" for role, content in chat)
