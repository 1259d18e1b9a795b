"""``path("guide-api/v1/", include("shopguide.api.urls"))``"""

from django.urls import path

from . import (
    answers,
    compare,
    conversations,
    events,
    insight,
    me,
    pictures,
    recommendations,
    suggestions,
    taste,
    views,
)

app_name = "shopguide-api"
urlpatterns = [
    path("search/", views.SearchView.as_view(), name="search"),
    path("search/picture/", pictures.PictureView.as_view(), name="picture"),
    path("typeahead/", views.TypeaheadView.as_view(), name="typeahead"),
    path("exposures/<uuid:exposure>/clicks/", views.ClicksView.as_view(), name="clicks"),
    path("events/", events.EventsView.as_view(), name="events"),
    path("suggestions/", suggestions.SuggestionsView.as_view(), name="suggestions"),
    path(
        "recommendations/",
        recommendations.RecommendationsView.as_view(),
        name="recommendations",
    ),
    path("answers/", answers.AnswersView.as_view(), name="answers"),
    path("conversations/", conversations.ConversationsView.as_view(), name="conversations"),
    path("conversations/export/", conversations.ExportView.as_view(), name="export"),
    path(
        "conversations/<uuid:conversation>/",
        conversations.ConversationView.as_view(),
        name="conversation",
    ),
    path(
        "conversations/<uuid:conversation>/hand-off/",
        conversations.HandOffView.as_view(),
        name="hand-off",
    ),
    path("me/", me.MeView.as_view(), name="me"),
    path("me/export/", me.ExportView.as_view(), name="me-export"),
    path("me/consents/", me.ConsentsView.as_view(), name="me-consents"),
    path("me/taste/", taste.TasteView.as_view(), name="taste"),
    path("compare/", compare.CompareView.as_view(), name="compare"),
    path("products/<str:guide>/<str:pk>/similar/", views.SimilarView.as_view(), name="similar"),
    path("products/<str:guide>/<str:pk>/insight/", insight.InsightView.as_view(), name="insight"),
]
