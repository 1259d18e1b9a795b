"""``path("ask/", include("shopguide.urls"))``: the pages behind ``{% ask_guide %}`` and
``{% my_taste %}``."""

from django.urls import path

from .pages import ask, dismiss, picture, privacy, taste, thumb

app_name = "shopguide"
urlpatterns = [
    path("", ask.ask, name="ask"),
    path("hand-off/", ask.hand_off, name="hand_off"),
    path("erase/", ask.erase, name="erase"),
    path("consent/", privacy.consent, name="consent"),
    path("me/export/", privacy.export_me, name="export_me"),
    path("me/erase/", privacy.erase_me, name="erase_me"),
    path("taste/", taste.taste, name="taste"),
    path("dismiss/", dismiss.dismiss_product, name="dismiss"),
    path("thumb/", thumb.thumb, name="thumb"),
    path("picture/", picture.picture, name="picture"),
]
