"""``path("guide-api/v1/", include("shopguide.api.urls"))``"""

from django.urls import path

from . import compare, insight, views

app_name = "shopguide-api"
urlpatterns = [
    path("search/", views.SearchView.as_view(), name="search"),
    path("typeahead/", views.TypeaheadView.as_view(), name="typeahead"),
    path("exposures/<uuid:exposure>/clicks/", views.ClicksView.as_view(), name="clicks"),
    path("suggestions/", views.SuggestionsView.as_view(), name="suggestions"),
    path("compare/", compare.CompareView.as_view(), name="compare"),
    path("products/<str:guide>/<str:pk>/similar/", views.SimilarView.as_view(), name="similar"),
    path("products/<str:guide>/<str:pk>/insight/", insight.InsightView.as_view(), name="insight"),
]
