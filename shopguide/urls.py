"""``path("ask/", include("shopguide.urls"))``: the pages behind ``{% ask_guide %}``."""

from django.urls import path

from . import views
from .picture_search import picture

app_name = "shopguide"
urlpatterns = [
    path("", views.ask, name="ask"),
    path("hand-off/", views.hand_off, name="hand_off"),
    path("erase/", views.erase, name="erase"),
    path("picture/", picture, name="picture"),
]
