"""Guesses for merchants to accept or to reject."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shopguide.catalogue.facts import shown_label
from shopguide.catalogue.registry import registry
from shopguide.models import Proposal
from shopguide.recommend.decisions import DecisionError, accept, reject

from .readonly import ReadOnlyAdmin
from .vectors import product_title


@admin.action(description=_("Accept: write them to the products"), permissions=["decide"])
def accept_all(modeladmin: Any, request: HttpRequest, queryset: QuerySet[Proposal]) -> None:
    done = 0
    for proposal in queryset:
        try:
            accept(proposal)
            done += 1
            modeladmin.log_change(request, proposal, str(Proposal.State.ACCEPTED.label))
        except DecisionError as error:
            messages.error(request, f"{product_title(proposal)}: {error}")
    told = ngettext("%(count)d value was written.", "%(count)d values were written.", done)
    messages.success(request, told % {"count": done})


@admin.action(description=_("Reject: do not guess them again"), permissions=["decide"])
def reject_all(modeladmin: Any, request: HttpRequest, queryset: QuerySet[Proposal]) -> None:
    for proposal in queryset.filter(state=Proposal.State.WAITING):
        reject(proposal)
        modeladmin.log_change(request, proposal, str(Proposal.State.REJECTED.label))


@admin.register(Proposal)
class ProposalAdmin(ReadOnlyAdmin):
    """The first line of a row is what to decide; the record says how far to trust it."""

    list_display = ["product", "attribute", "value", "percent", "record", "state", "guide"]
    list_filter = ["state", "guide", "path"]
    search_fields = ["object_id", "value"]
    ordering = ["-state", "-probability"]
    actions = [accept_all, reject_all]
    fields = ("product", "attribute", "value", "percent", "record", "like", "state", "updated")
    readonly_fields = fields

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("shopguide.change_proposal"))

    @admin.display(description=_("product"))
    def product(self, row: Proposal) -> str:
        return product_title(row)

    @admin.display(description=_("attribute"), ordering="path")
    def attribute(self, row: Proposal) -> str:
        try:
            return shown_label(registry.get(row.guide), row.path)
        except LookupError:
            return row.path

    @admin.display(description=_("probability"), ordering="probability")
    def percent(self, row: Proposal) -> str:
        return f"≥ {round(100 * row.probability)} %"

    @admin.display(description=_("how often such guesses were right"))
    def record(self, row: Proposal) -> str:
        return str(_("%(right)d of %(tried)d") % {"right": row.right, "tried": row.tried})

    @admin.display(description=_("products like it that have this value"))
    def like(self, row: Proposal) -> str:
        return ", ".join(product_title(row, key) for key in row.neighbours[:5])
