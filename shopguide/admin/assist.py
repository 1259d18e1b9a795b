"""Tickets that people answer, and conversations that few may read."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shopguide.models import Conversation, Ticket
from shopguide.widgets.transcript import told_turns

from .readonly import ReadOnlyAdmin

if TYPE_CHECKING:
    TicketBase = admin.ModelAdmin[Ticket]
else:
    TicketBase = admin.ModelAdmin


@admin.action(description=_("Mark as answered"), permissions=["change"])
def mark_answered(modeladmin: Any, request: HttpRequest, queryset: QuerySet[Ticket]) -> None:
    _mark(request, queryset, Ticket.Status.ANSWERED)


@admin.action(description=_("Close"), permissions=["change"])
def mark_closed(modeladmin: Any, request: HttpRequest, queryset: QuerySet[Ticket]) -> None:
    _mark(request, queryset, Ticket.Status.CLOSED)


def _mark(request: HttpRequest, queryset: QuerySet[Ticket], status: str) -> None:
    count = 0
    for ticket in queryset.exclude(status=status):
        ticket.status = status
        # The time of the change says when it may be forgotten.
        ticket.save(update_fields=["status", "updated"])
        count += 1
    text = ngettext("%(count)d ticket was changed.", "%(count)d tickets were changed.", count)
    messages.success(request, text % {"count": count})


@admin.register(Ticket)
class TicketAdmin(TicketBase):
    """Opened by shoppers; a merchant answers by the contact and sets the status."""

    change_list_template = "admin/shopguide/ticket/change_list.html"
    list_display = ["question_in_short", "status", "contact", "language", "created"]
    list_filter = ["status", "language", "created"]
    search_fields = ["question", "contact", "note"]
    date_hierarchy = "created"
    ordering = ["-created"]
    actions = [mark_answered, mark_closed]
    show_full_result_count = False
    list_per_page = 50
    fields = ("status", "contact", "question", "note", "language", "created", "told")
    readonly_fields = ("contact", "question", "note", "language", "created", "told")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description=_("question"), ordering="question")
    def question_in_short(self, ticket: Ticket) -> str:
        return ticket.question[:80] or str(ticket.pk)

    @admin.display(description=_("transcript"))
    def told(self, ticket: Ticket) -> SafeString:
        """What was asked and answered before a person was called, as it was then."""
        rows = ((each.get("question", ""), each.get("answer", "")) for each in ticket.transcript)
        return format_html_join("", "<p><b>{}</b></p><p>{}</p>", rows)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        waiting = Ticket.objects.filter(status=Ticket.Status.OPEN).count()
        return super().changelist_view(request, {**(extra_context or {}), "waiting": waiting})


@admin.register(Conversation)
class ConversationAdmin(ReadOnlyAdmin):
    """For whoever has ``view_conversation``: what shoppers ask is theirs, so give it to few."""

    list_display = ["first_question", "turns_told", "language", "whose", "updated"]
    list_filter = ["language", "updated"]
    search_fields = ["id", "turns__question"]
    date_hierarchy = "updated"
    ordering = ["-updated"]
    fields = ("id", "whose", "language", "created", "updated", "told")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Conversation]:
        own = super().get_queryset(request).prefetch_related("turns")
        found: QuerySet[Conversation] = own.annotate(asked=Count("turns", distinct=True))
        return found

    @admin.display(description=_("first question"))
    def first_question(self, row: Conversation) -> str:
        turns = sorted(row.turns.all(), key=lambda turn: turn.created)
        return turns[0].question[:80] if turns else str(row.pk)

    @admin.display(description=_("questions"), ordering="asked")
    def turns_told(self, row: Conversation) -> int:
        return int(getattr(row, "asked", 0))

    @admin.display(description=_("shopper"))
    def whose(self, row: Conversation) -> str:
        return row.user_id or str(_("a visitor"))

    @admin.display(description=_("transcript"))
    def told(self, row: Conversation) -> SafeString:
        rows = (
            (
                turn["question"],
                turn["intent"],
                "" if turn["known"] else _("not known"),
                " ".join(each["text"] for each in turn["sentences"]),
                "; ".join(f"{each['number']}. {each['title']}" for each in turn["sources"]),
            )
            for turn in told_turns(row)
        )
        return format_html_join("", "<p><b>{}</b> ({}) {}</p><p>{}</p><p>{}</p>", rows)
