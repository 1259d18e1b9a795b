from django.apps import apps
from django.urls import include, path

urlpatterns = [
    path("guide-api/v1/", include("shopguide.api.urls")),
    path("", include(apps.get_app_config("oscar").urls[0])),
]
