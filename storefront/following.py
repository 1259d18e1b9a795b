"""For the merchant: the shop as one shopper finds it. Looking leaves no trace of that shopper."""

import copy
from collections.abc import Callable
from functools import wraps
from importlib import import_module

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Case, Count, IntegerField, Max, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .models import Order
from .shoppers import FOLLOWED
from .views import home_context

PERMISSIONS = ["auth.view_user", "storefront.view_order"]
LISTED, TOLD = 30, 10
#: What a browser says of the merchant and not of the shopper.
SIGNALS = ("HTTP_DNT", "HTTP_SEC_GPC")

View = Callable[..., HttpResponse]


def merchants_only(view: View) -> View:
    """Who may read users and orders in the admin may look as one of them."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
        user = request.user
        if not (user.is_active and user.is_staff and user.has_perms(PERMISSIONS)):
            raise PermissionDenied
        return view(request, *args, **named)

    return login_required(login_url="sign-in")(guarded)


@never_cache
@merchants_only
@require_safe
def shoppers(request: HttpRequest) -> HttpResponse:
    """Who can be followed: the demo's own three, then whoever bought last."""
    named = request.GET.get("name", "").replace("\0", "")[:150]
    first = [When(username=name, then=Value(n)) for n, name in enumerate(FOLLOWED)]
    found = _shoppers().annotate(
        rank=Case(*first, default=Value(len(first)), output_field=IntegerField()),
        bought=Count("orders"),
        last=Max("orders__placed_at"),
    )
    if named:
        found = found.filter(username__icontains=named)
    listed = found.order_by("rank", "-last", "username")[:LISTED]
    return render(request, "shoppers.html", {"shoppers": listed, "name": named})


@never_cache
@merchants_only
@require_safe
def as_shopper(request: HttpRequest, username: str) -> HttpResponse:
    """The home page as this shopper gets it. What its widgets would write, such as which products
    were shown, is undone."""
    shopper = get_object_or_404(_shoppers(), username=username)
    seen = _request_of(shopper, request)
    orders = Order.objects.filter(user=shopper).prefetch_related("lines__product")
    history = orders.order_by("-placed_at", "-pk")[:TOLD]
    with transaction.atomic():
        context = {**home_context(seen), "as_shopper": shopper, "history": history}
        page = render(seen, "home.html", context)
        transaction.set_rollback(True)
    return page


def _shoppers() -> QuerySet[User]:
    return User.objects.filter(is_staff=False, is_active=True)


def _request_of(shopper: User, request: HttpRequest) -> HttpRequest:
    """The same request as the shopper would have made it, with a session that is kept nowhere."""
    theirs = copy.copy(request)
    theirs.__dict__.pop("headers", None)
    theirs.META = {name: value for name, value in request.META.items() if name not in SIGNALS}
    theirs.user = shopper
    theirs.session = import_module(settings.SESSION_ENGINE).SessionStore()
    return theirs
