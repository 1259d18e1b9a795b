"""Experiments: declare one, let it run, read it, end it, all from two pages."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from shopguide.experiments import lifecycle
from shopguide.experiments.look import look
from shopguide.experiments.metrics import METRICS
from shopguide.models import Experiment, Variant
from shopguide.widgets.experiments import reading_context, verdict_of

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Experiment]
    Inline = admin.TabularInline[Variant, Experiment]
    ModelForm = forms.ModelForm[Experiment]
else:
    Base, Inline, ModelForm = admin.ModelAdmin, admin.TabularInline, forms.ModelForm

#: What changes the number of shoppers that are needed.
PLANNED_BY = {"goal", "minimum_effect", "power", "daily"}
CHOICES = [(each.name, each.label) for each in METRICS.values()]


class ExperimentForm(ModelForm):
    goal = forms.ChoiceField(label=_("goal"), choices=CHOICES)
    guards = forms.MultipleChoiceField(
        label=_("guards"),
        choices=CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The test stops by itself where a variant does harm to one of them."),
    )
    others = forms.MultipleChoiceField(
        label=_("other measures"),
        choices=CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class VariantInline(Inline):
    model = Variant
    fields = ["position", "name", "weight", "settings"]
    extra = 2

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_draft(obj) and super().has_change_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_draft(obj) and super().has_add_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_draft(obj) and super().has_delete_permission(request, obj)


def _is_draft(row: Experiment | None) -> bool:
    return row is None or row.state == Experiment.State.DRAFT


@admin.register(Experiment)
class ExperimentAdmin(Base):
    """A draft is a form; whatever has run is a page to read."""

    form = ExperimentForm
    inlines = [VariantInline]
    list_display = ["__str__", "state", "goal_in_words", "started", "ended", "verdict"]
    list_filter = ["state"]
    search_fields = ["name", "question"]
    ordering = ["-created"]
    fields = [
        "name", "question", "goal", "minimum_effect", "guards", "others", "share", "languages",
        "visitors", "group", "room", "daily", "power", "planned",
    ]  # fmt: skip

    @admin.display(description=_("goal"))
    def goal_in_words(self, row: Experiment) -> str:
        return str(METRICS[row.goal].label) if row.goal in METRICS else row.goal

    @admin.display(description=_("verdict"))
    def verdict(self, row: Experiment) -> str:
        return verdict_of(row, row.looks.order_by("-day").first()) or "–"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_draft(obj) and super().has_change_permission(request, obj)

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path("<int:pk>/reading/", self._page(self.reading), name=f"{name}_reading"),
            path("<int:pk>/act/", self._page(self.act), name=f"{name}_act"),
        ]
        return [*own, *super().get_urls()]

    def _page(self, view: Callable[..., HttpResponse]) -> Any:
        def found(request: HttpRequest, pk: int) -> HttpResponse:
            if not self.has_view_permission(request):
                raise PermissionDenied
            row = Experiment.objects.filter(pk=pk).first()
            if row is None:
                raise Http404
            return view(request, row)

        return self.admin_site.admin_view(found)

    def save_model(self, request: HttpRequest, obj: Experiment, form: Any, change: bool) -> None:
        if "planned" not in form.changed_data and PLANNED_BY & set(form.changed_data):
            obj.planned = None
        super().save_model(request, obj, form, change)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **more: Any) -> Any:
        row = self.get_object(request, object_id)
        if not _is_draft(row) and self.has_view_permission(request, row) and row is not None:
            return redirect(self._address("reading", row))
        return super().change_view(request, object_id, *args, **more)

    def response_add(self, request: HttpRequest, obj: Experiment, *args: Any) -> HttpResponse:
        return redirect(self._address("reading", obj))

    def response_change(self, request: HttpRequest, obj: Experiment) -> HttpResponse:
        return redirect(self._address("reading", obj))

    def reading(self, request: HttpRequest, row: Experiment) -> HttpResponse:
        told = {**self.admin_site.each_context(request), "opts": self.opts, "title": str(row)}
        if _is_draft(row):
            told["fault"] = _fault(row)
        told["may_run"] = request.user.has_perm("shopguide.run_experiment")
        request.current_app = self.admin_site.name
        template = "admin/shopguide/experiment/reading.html"
        return TemplateResponse(request, template, {**reading_context(row), **told})

    def act(self, request: HttpRequest, row: Experiment) -> HttpResponse:
        """POST: start, look, ramp, stop, roll out, or go on as a new version."""
        if request.method != "POST" or not request.user.has_perm("shopguide.run_experiment"):
            raise PermissionDenied
        try:
            then = self._done(request, row)
        except lifecycle.ExperimentError as error:
            messages.error(request, str(error))
            then = row
        if then.pk != row.pk:
            return redirect(self._address("change", then))
        return redirect(self._address("reading", row))

    def _done(self, request: HttpRequest, row: Experiment) -> Experiment:
        match request.POST.get("act"):
            case "plan":
                _plan(request, row)
            case "start":
                lifecycle.start(row)
            case "look":
                if row.state == Experiment.State.RUNNING:
                    look(row)
            case "ramp":
                lifecycle.ramp(row, _share(request.POST.get("share", "")))
            case "stop":
                lifecycle.stop(row)
            case "roll_out":
                lifecycle.roll_out(row, _variant(row, request.POST.get("variant", "")))
            case "next":
                variants = [(each.name, each.weight, each.settings) for each in row.variants.all()]
                made = lifecycle.next_version(row, {}, variants)
                messages.success(request, _("This is the next version; edit it and start it."))
                return made
            case _:
                raise Http404
        return row

    def _address(self, name: str, row: Experiment) -> str:
        view = f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}"
        return reverse(view, args=[row.pk], current_app=self.admin_site.name)


def _plan(request: HttpRequest, row: Experiment) -> None:
    """Work out the size of a draft: it reads all events of a month, so it is asked for."""
    if not _is_draft(row):
        return
    row.planned = lifecycle.plan(row)
    row.save()
    if row.planned is None:
        messages.warning(
            request,
            _(
                "How many shoppers this test needs cannot be told yet: nobody who may be remembered"
                " reached its goal in the last 28 days."
            ),
        )


def _fault(row: Experiment) -> str:
    try:
        lifecycle.check(row)
    except lifecycle.ExperimentError as error:
        return str(error)
    return ""


def _share(text: str) -> float:
    try:
        return float(text) / 100
    except ValueError:
        raise lifecycle.ExperimentError(_("Give the share as a number of percent.")) from None


def _variant(row: Experiment, key: str) -> Variant:
    found = row.variants.filter(pk=key).first() if key.isdigit() else None
    if found is None:
        raise lifecycle.ExperimentError(_("Choose a variant to roll out."))
    return found
