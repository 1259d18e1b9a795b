"""Weights, synonyms, and what shoppers were shown."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from shopguide.evaluation.tune import use
from shopguide.models import Exposure, FactValue, FusionWeights, Synonym
from shopguide.recommend.replay import replay as replay_strip
from shopguide.search.explain import replay

from .readonly import ReadOnlyAdmin

if TYPE_CHECKING:
    SynonymBase = admin.ModelAdmin[Synonym]
else:
    SynonymBase = admin.ModelAdmin


@admin.register(Synonym)
class SynonymAdmin(SynonymBase):
    list_display = ["terms", "guide", "is_active", "updated"]
    list_filter = ["is_active", "guide"]
    list_editable = ["is_active"]
    search_fields = ["terms"]


@admin.action(description=_("Put to use in place of those in use"), permissions=["use"])
def put_to_use(modeladmin: Any, request: HttpRequest, queryset: QuerySet[FusionWeights]) -> None:
    chosen = queryset[:2]
    if len(chosen) != 1:
        messages.error(request, _("Choose one row of weights."))
        return
    use(chosen[0])
    messages.success(request, _("%(weights)s are in use.") % {"weights": chosen[0]})


@admin.action(description=_("Go back to the weights of the setting"), permissions=["use"])
def put_aside(modeladmin: Any, request: HttpRequest, queryset: QuerySet[FusionWeights]) -> None:
    queryset.update(in_use=False)
    messages.success(request, _('SHOPGUIDE["FUSION"] is in use.'))


@admin.register(FusionWeights)
class FusionWeightsAdmin(ReadOnlyAdmin):
    list_display = ["created", "guide", "in_use", "source", "weights_in_words", "held_out"]
    list_filter = ["guide", "in_use"]
    ordering = ["-created"]
    actions = [put_to_use, put_aside]
    fields = ("guide", "created", "source", "in_use", "compared")
    readonly_fields = fields

    def has_use_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("shopguide.change_fusionweights"))

    @admin.display(description=_("weights"))
    def weights_in_words(self, row: FusionWeights) -> str:
        told = [
            _("%(kind)s: words %(lexical)s, meaning %(vector)s")
            % {"kind": kind, "lexical": each["lexical"], "vector": each["vector"]}
            for kind, each in sorted(row.weights.items())
        ]
        return "; ".join(told) or str(_("no better ones were found"))

    @admin.display(description=_("nDCG@10 held out, and before"))
    def held_out(self, row: FusionWeights) -> str:
        return "; ".join(
            f"{kind}: {each['held_out']:.3f} / {each['before']:.3f}"
            for kind, each in sorted(row.report.items())
        )

    @admin.display(description=_("compared"))
    def compared(self, row: FusionWeights) -> SafeString:
        """Held-out queries under these weights and under those in use when they were learned."""
        told = (
            (
                kind,
                each["queries"],
                f"{each['fusion']['lexical']:g} : {each['fusion']['vector']:g}",
                f"{each['held_out']:.3f} ({each['low']:.3f} – {each['high']:.3f})",
                f"{each['before']:.3f}",
            )
            for kind, each in sorted(row.report.items())
        )
        return format_html_join("", "<p>{} ({}): {} → {} / {}</p>", told)


@admin.register(Exposure)
class ExposureAdmin(ReadOnlyAdmin):
    """ "Why was X third for this query on that day?" """

    list_display = ["created", "surface", "query", "guide", "total", "sort"]
    list_filter = ["guide", "surface", "sort", "created"]
    search_fields = ["query"]
    date_hierarchy = "created"
    ordering = ["-created"]
    fields = ("created", "surface", "query", "guide", "total", "sort", "conditions", "explained")
    readonly_fields = fields

    @admin.display(description=_("conditions"))
    def conditions(self, row: Exposure) -> SafeString:
        return format_html_join("", "<p>{}: {}</p>", row.terms.items())

    @admin.display(description=_("why each stood where it did"))
    def explained(self, row: Exposure) -> SafeString:
        found = (
            ((why.rank, title, why.score, why.sentences) for title, why in replay(row))
            if row.surface == "search"
            else replay_strip(row)
        )
        told = (
            (rank, title, f"{score:.5f}", " ".join(map(str, sentences)))
            for rank, title, score, sentences in found
        )
        return format_html_join("", "<p><b>{}. {}</b> ({}) {}</p>", told)


@admin.register(FactValue)
class FactValueAdmin(ReadOnlyAdmin):
    list_display = ["path", "text", "aliases", "number", "dimension", "documents", "guide"]
    list_filter = ["guide", "dimension"]
    search_fields = ["text", "path"]
    ordering = ["path", "-documents"]
