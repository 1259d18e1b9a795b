from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView

from . import following, shopping, views

urlpatterns = [
    path("", views.home, name="home"),
    path("guide/", views.guide, name="guide"),
    path("search/", views.search, name="search"),
    path("compare/", views.compare, name="compare"),
    path("c/<slug:slug>/", views.category, name="category"),
    path("p/<slug:sku>/", views.product, name="product"),
    path("cart/", shopping.cart, name="cart"),
    path("cart/add/", shopping.add, name="cart-add"),
    path("cart/change/", shopping.change, name="cart-change"),
    path("checkout/", shopping.checkout, name="checkout"),
    path("orders/", shopping.orders, name="orders"),
    path("orders/<int:number>/", shopping.order, name="order"),
    path("join/", shopping.join, name="join"),
    path("as/", following.shoppers, name="shoppers"),
    path("as/<str:username>/", following.as_shopper, name="as-shopper"),
    path("ask/", include("shopguide.urls")),
    path("help/", views.policies, name="policies"),
    path("help/<slug:slug>/", views.policy, name="policy"),
    path(
        "sign-in/",
        LoginView.as_view(template_name="sign_in.html", next_page="home"),
        name="sign-in",
    ),
    path("sign-out/", LogoutView.as_view(next_page="home"), name="sign-out"),
    path("guide-api/v1/", include("shopguide.api.urls")),
    path("guide-api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("favicon.ico", RedirectView.as_view(url="/static/storefront/lantern.svg")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
]
