"""``path("ask/", include("shopguide.urls"))``: the pages behind ``{% ask_guide %}``."""

from django.urls import path

from . import dismissing, views

app_name = "shopguide"
urlpatterns = [
    path("", views.ask, name="ask"),
    path("hand-off/", views.hand_off, name="hand_off"),
    path("erase/", views.erase, name="erase"),
    path("dismiss/", dismissing.dismiss_product, name="dismiss"),
]
