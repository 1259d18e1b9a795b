"""What goes in and out of customer service."""

from typing import Any

from rest_framework import serializers

from .serializers import ProductCard, TextSegment

LONGEST_QUESTION = 2000


class AnswerRequest(serializers.Serializer[Any]):
    question = serializers.CharField(max_length=LONGEST_QUESTION)
    conversation = serializers.UUIDField(
        required=False, allow_null=True, help_text="To go on with one of the asker's own."
    )
    product = serializers.CharField(
        required=False, max_length=64, help_text="The id of the product whose page is open."
    )
    guide = serializers.CharField(required=False, help_text="Of the product.")
    consent = serializers.BooleanField(
        required=False,
        allow_null=True,
        default=None,
        help_text="Whether a writer on another host may be asked; the session remembers it.",
    )


class Sentence(serializers.Serializer[Any]):
    part = serializers.CharField()
    text = serializers.CharField()
    segments = TextSegment(many=True)
    refs = serializers.ListField(
        child=serializers.CharField(), help_text="Of the sources and products it rests on."
    )


class CitedSource(serializers.Serializer[Any]):
    ref = serializers.CharField()
    kind = serializers.ChoiceField(["fact", "text", "insight", "review", "policy", "order"])
    title = serializers.CharField()
    text = serializers.CharField()
    url = serializers.CharField()


class AnswerAnswer(serializers.Serializer[Any]):
    question = serializers.CharField()
    language = serializers.CharField()
    intent = serializers.CharField()
    text = serializers.CharField(help_text="The sentences as plain text.")
    sentences = Sentence(many=True)
    sources = CitedSource(many=True)
    products = ProductCard(many=True)
    known = serializers.BooleanField(help_text="Whether a source supports an answer.")
    hand_off = serializers.BooleanField(help_text="Whether a person should be asked.")
    ticket = serializers.CharField(help_text="Empty where none was opened.")
    conversation = serializers.CharField()
    turn = serializers.CharField()
    writer = serializers.CharField()
    generative = serializers.BooleanField()
    degraded = serializers.ListField(child=serializers.CharField())


class ConversationSummary(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    language = serializers.CharField()
    questions = serializers.IntegerField(source="asked")
    begun = serializers.DateTimeField(source="created")
    updated = serializers.DateTimeField()


class ConversationList(serializers.Serializer[Any]):
    conversations = ConversationSummary(many=True)


class StoredTurn(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    question = serializers.CharField()
    sentences = Sentence(many=True)
    sources = CitedSource(many=True)
    intent = serializers.CharField()
    known = serializers.BooleanField()
    asked = serializers.DateTimeField()


class TicketAnswer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    status = serializers.ChoiceField(["open", "answered", "closed"])
    question = serializers.CharField()
    contact = serializers.CharField()
    opened = serializers.DateTimeField(source="created")


class ConversationAnswer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    language = serializers.CharField()
    begun = serializers.DateTimeField()
    updated = serializers.DateTimeField()
    turns = StoredTurn(many=True)
    tickets = TicketAnswer(many=True)


class ErasedAnswer(serializers.Serializer[Any]):
    erased = serializers.IntegerField(help_text="Conversations that are gone, with their tickets.")


class HandOffRequest(serializers.Serializer[Any]):
    contact = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=200, help_text="Mail or phone."
    )
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=2000)
