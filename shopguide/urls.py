"""``path("ask/", include("shopguide.urls"))``: the pages behind ``{% ask_guide %}`` and
``{% my_taste %}``."""

from django.urls import path

from . import dismissing, privacy_views, taste_views, thumbs, views
from .picture_search import picture

app_name = "shopguide"
urlpatterns = [
    path("", views.ask, name="ask"),
    path("hand-off/", views.hand_off, name="hand_off"),
    path("erase/", views.erase, name="erase"),
    path("consent/", privacy_views.consent, name="consent"),
    path("me/export/", privacy_views.export_me, name="export_me"),
    path("me/erase/", privacy_views.erase_me, name="erase_me"),
    path("taste/", taste_views.taste, name="taste"),
    path("dismiss/", dismissing.dismiss_product, name="dismiss"),
    path("thumb/", thumbs.thumb, name="thumb"),
    path("picture/", picture, name="picture"),
]
