"""Pages of the cart, the checkout and a shopper's own orders. They work without scripts."""

from decimal import Decimal
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shopguide.report import report

from .cart import MOST, Cart
from .checkout import Delivery, Refused, cancel, place, placed
from .forms import CheckoutForm, JoinForm, QuantityForm
from .models import Order
from .views import shown

PAGE = 10


@never_cache
@require_safe
def cart(request: HttpRequest) -> HttpResponse:
    own = Cart(request.session)
    if own.leave_out_hidden():
        messages.warning(request, _("Something in your cart is no longer sold and was taken out."))
    return render(request, "cart.html", _summary(own))


def _summary(own: Cart) -> dict[str, Any]:
    rows = own.rows()
    return {
        "rows": rows,
        "total": sum((row.total for row in rows), Decimal(0)),
        "short": any(row.short for row in rows),
    }


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Put more of a product into the cart."""
    form, own = QuantityForm(request.POST), Cart(request.session)
    if not form.is_valid():
        messages.error(request, _("Please choose how many, from 1 to %(most)d.") % {"most": MOST})
        return redirect("cart")
    product = get_object_or_404(shown(), sku=form.cleaned_data["sku"])
    before = own.quantities.get(product.pk, 0)
    if not before and own.is_full:
        messages.error(request, _("Your cart is full."))
        return redirect("cart")
    wanted = before + form.cleaned_data["quantity"]
    number = own.set(product, wanted)
    if number > before:
        report(request, "cart", product, quantity=number - before)
    if not number:
        messages.error(request, _("“%(title)s” is out of stock.") % {"title": product.name})
    elif number < wanted:
        told = {"title": product.name, "number": number}
        messages.warning(request, _("You can have %(number)d of “%(title)s” at most.") % told)
    else:
        messages.success(request, _("“%(title)s” is in your cart.") % {"title": product.name})
    return redirect("cart")


@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Have another number of a product; none takes it out."""
    form, own = QuantityForm(request.POST, least=0), Cart(request.session)
    if not form.is_valid():
        messages.error(request, _("Please choose how many, from 1 to %(most)d.") % {"most": MOST})
        return redirect("cart")
    product = get_object_or_404(shown(), sku=form.cleaned_data["sku"])
    if before := own.quantities.get(product.pk):
        difference = own.set(product, form.cleaned_data["quantity"]) - before
        if difference:
            kind = "cart" if difference > 0 else "uncart"
            report(request, kind, product, quantity=abs(difference))
    return redirect("cart")


@never_cache
@login_required(login_url="sign-in")
@require_http_methods(["GET", "HEAD", "POST"])
def checkout(request: HttpRequest) -> HttpResponse:
    """What will be bought and where it goes; POST places the order."""
    user, own = _user(request), Cart(request.session)
    form = CheckoutForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (order := _already(user, form)):
        return redirect(order)
    rows = own.rows()
    if not rows or any(row.short for row in rows):
        return redirect("cart")
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        delivery = Delivery(given["recipient"], given["address"])
        try:
            order = place(user, rows, given["seen"], given["reference"], delivery)
        except Refused as error:
            messages.error(request, str(error))
            return redirect("cart")
        own.clear()
        messages.success(request, _("Thank you. Your order is placed."))
        return redirect(order)
    context = {**_summary(own), "form": form, "reference": own.reference}
    return render(request, "checkout.html", context)


def _user(request: HttpRequest) -> User:
    """Of a page that only users reach."""
    return cast("User", request.user)


def _already(user: User, form: CheckoutForm) -> Order | None:
    """The order that this very form has placed before: it was sent twice."""
    form.is_valid()
    reference = form.cleaned_data.get("reference")
    return placed(user, reference) if reference else None


@never_cache
@login_required(login_url="sign-in")
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    own = Order.objects.filter(user=_user(request)).prefetch_related("lines")
    page = Paginator(own.order_by("-placed_at", "-pk"), PAGE).get_page(request.GET.get("page"))
    return render(request, "orders.html", {"page": page})


@never_cache
@login_required(login_url="sign-in")
@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest, number: int) -> HttpResponse:
    """One order of the shopper's own; POST calls it off."""
    own = Order.objects.filter(user=_user(request)).prefetch_related("lines__product")
    found = get_object_or_404(own, pk=number)
    if request.method == "POST":
        if not cancel(_user(request), number):
            messages.error(request, _("This order is on its way and cannot be cancelled here."))
        return redirect(found)
    return render(request, "order.html", {"order": found})


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Open an account, with nothing but a name and a password."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    form = JoinForm(request.POST if request.method == "POST" else None)
    if request.user.is_authenticated:
        raise Http404
    if request.method == "POST" and form.is_valid():
        login(request, form.save())
        return redirect(wanted if safe else "home")
    return render(request, "join.html", {"form": form, "next": wanted if safe else ""})
