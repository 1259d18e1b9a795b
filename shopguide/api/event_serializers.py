"""What browsers tell of shoppers, and what became of it."""

from typing import Any

from rest_framework import serializers

from shopguide.models import Event
from shopguide.models.keys import KEY_LENGTH

#: Events in one request.
MOST = 100


class EventReport(serializers.Serializer[Any]):
    id = serializers.CharField(
        max_length=100,
        source="client_id",
        help_text="A random name, such as a UUID: told twice, an event counts once.",
    )
    kind = serializers.CharField(
        max_length=40,
        help_text=", ".join(
            kind for kind in Event.Kind.values if kind not in (Event.Kind.ORDER, Event.Kind.REVIEW)
        ),
    )
    guide = serializers.CharField(
        max_length=KEY_LENGTH, required=False, allow_blank=True, default=""
    )
    product = serializers.CharField(
        max_length=KEY_LENGTH, required=False, allow_blank=True, default="", source="object_id"
    )
    surface = serializers.CharField(max_length=32, required=False, allow_blank=True, default="")
    position = serializers.IntegerField(required=False, allow_null=True, default=None)
    exposure = serializers.UUIDField(required=False, allow_null=True, default=None)
    quantity = serializers.IntegerField(required=False, default=1)
    language = serializers.CharField(max_length=8, required=False, allow_blank=True, default="")
    details = serializers.DictField(
        required=False,
        default=dict,
        source="data",
        help_text="What belongs to one kind only: texts, numbers, true and false by name.",
    )
    happened = serializers.DateTimeField(
        required=False, allow_null=True, default=None, help_text="Now, where nothing is said."
    )


class EventReports(serializers.Serializer[Any]):
    events = serializers.ListField(
        child=serializers.DictField(), allow_empty=False, max_length=MOST
    )


class DescribedReports(serializers.Serializer[Any]):
    """For the description of the API: each event is read by itself, so that one bad event costs no
    other."""

    events = EventReport(many=True, help_text=f"1 to {MOST} events.")


class EventRefusal(serializers.Serializer[Any]):
    index = serializers.IntegerField(help_text="Its place in the request, from 0.")
    code = serializers.CharField()
    message = serializers.CharField()


class EventOutcome(serializers.Serializer[Any]):
    recorded = serializers.IntegerField()
    duplicates = serializers.IntegerField(help_text="Told before.")
    ignored = serializers.IntegerField(
        help_text="Of bots and staff, or more than a person can do in a minute."
    )
    refused = EventRefusal(many=True)
