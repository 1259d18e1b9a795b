from django.urls import include, path

urlpatterns = [path("guide-api/v1/", include("shopguide.api.urls"))]
