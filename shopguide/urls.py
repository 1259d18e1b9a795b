"""``path("ask/", include("shopguide.urls"))``: the pages behind ``{% ask_guide %}`` and
``{% my_taste %}``."""

from django.urls import path

from . import taste_views, views

app_name = "shopguide"
urlpatterns = [
    path("", views.ask, name="ask"),
    path("hand-off/", views.hand_off, name="hand_off"),
    path("erase/", views.erase, name="erase"),
    path("taste/", taste_views.taste, name="taste"),
]
