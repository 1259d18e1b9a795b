"""What shoppers do, told by their browsers in batches."""

from dataclasses import replace
from typing import Any

from django.db import DatabaseError
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from shopguide.events.record import Refusal, Reported, record_events
from shopguide.report import address_of, begins

from . import event_serializers as forms
from . import problems
from .base import PROBLEMS, GuideView
from .visitors import authentication, shopper_of


class EventsView(GuideView):
    """Each event is judged by itself. Who reports is read of the session, never of the body."""

    throttle_scope = "events"
    authentication_classes = authentication()

    @extend_schema(
        operation_id="events",
        summary="What a shopper did, up to 100 events at once",
        request=forms.DescribedReports,
        responses={200: forms.EventOutcome, **PROBLEMS},
    )
    def post(self, request: Request) -> Response:
        form = forms.EventReports(data=request.data)
        form.is_valid(raise_exception=True)
        told = form.validated_data["events"]
        items, malformed = read_reports(told)
        shopper = shopper_of(request, begin=any(begins(item.kind) for item in items.values()))
        try:
            outcome = record_events(shopper, list(items.values()), address_of(request))
        except DatabaseError as error:
            raise problems.Problem(
                503, "Events cannot be stored now; send them again in a minute.", "unavailable"
            ) from error
        places = list(items)
        refused = [replace(each, index=places[each.index]) for each in outcome.refused]
        whole = sorted([*malformed, *refused], key=lambda refusal: refusal.index)
        told_back = replace(outcome, refused=tuple(whole))
        return Response(forms.EventOutcome(told_back).data)


def read_reports(told: list[dict[str, Any]]) -> tuple[dict[int, Reported], list[Refusal]]:
    """Events by their place, and refusals of those that have no form."""
    items, malformed = dict[int, Reported](), list[Refusal]()
    for index, each in enumerate(told):
        form = forms.EventReport(data=each)
        if form.is_valid():
            items[index] = Reported(**form.validated_data)
        else:
            faults = "; ".join(
                f"{name}: {' '.join(map(str, said))}" for name, said in form.errors.items()
            )
            malformed.append(Refusal(index, "invalid", faults))
    return items, malformed
