"""The demo's pages: ordinary views of an ordinary shop."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Avg, Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from .cart import MOST
from .forms import ReviewForm
from .labels import SPEC_LABELS
from .models import Category, Policy, Product
from .recent import look, recent
from .writing import write

PAGE = 24
STRIP = 8
#: Products that one address may name; the page compares four.
MOST_READ = 20
ORDERS = {"name": "name", "price": "price", "-price": "-price", "newest": "-released"}
#: Questions that the demo's own products answer, by language.
EXAMPLES = {
    "en": [
        "I'm looking for a budget smartphone with a good camera.",
        "A light laptop for travel with 16 GB of memory",
        "Wireless headphones under $80",
    ],
    "zh": ["想买一部便宜、拍照好的手机", "出差用的轻薄笔记本", "100 元以内的降噪耳机"],
}


def shown() -> QuerySet[Product]:
    """Products that shoppers may see, with what a card needs."""
    return Product.objects.filter(is_public=True).select_related("brand", "category")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "home.html", home_context(request))


def home_context(request: HttpRequest) -> dict[str, Any]:
    chinese = _is_chinese()
    public = Count("product", filter=Q(product__is_public=True))
    reviewed = shown().annotate(stars=Avg("reviews__score"), reviewed=Count("reviews__score"))
    own = shown().filter(language="zh-hans" if chinese else "en", stock__gt=0)
    return {
        "recent": recent(request),
        "examples": EXAMPLES["zh" if chinese else "en"],
        "categories": Category.objects.annotate(size=public)
        .filter(size__gt=0)
        .order_by("position"),
        "phones": own.filter(category__slug="smartphones").order_by("price", "pk")[:STRIP],
        "pictured": shown().exclude(photo="").order_by("pk")[:STRIP],
        "liked": reviewed.filter(reviewed__gte=3, stars__gte=4).order_by("-stars", "pk")[:STRIP],
    }


@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Category, slug=slug)
    products = shown().filter(category=found)
    order = request.GET.get("sort", "name")
    order = order if order in ORDERS else "name"
    in_stock = request.GET.get("in_stock") == "1"
    brand = request.GET.get("brand", "")
    brands = products.exclude(brand=None).values_list("brand__name", flat=True)
    if in_stock:
        products = products.filter(stock__gt=0)
    if brand:
        products = products.filter(brand__name=brand.replace("\0", ""))
    page = Paginator(products.order_by(ORDERS[order], "pk"), PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "category": found,
        "page": page,
        "sort": order,
        "sorts": _sorts(),
        "in_stock": in_stock,
        "brand": brand,
        "brands": sorted(set(brands), key=str.casefold),
        "kept": kept.urlencode(),
    }
    return render(request, "category.html", context)


def _sorts() -> list[tuple[str, str]]:
    return [
        ("name", _("Name")),
        ("price", _("Price, low to high")),
        ("-price", _("Price, high to low")),
        ("newest", _("Newest")),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def product(request: HttpRequest, sku: str) -> HttpResponse:
    found = get_object_or_404(shown(), sku=sku)
    form = ReviewForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        review = write(form, found, request)
        if review is not None:
            messages.success(request, _("Thank you. Your review is published."))
            return redirect(f"{request.path}?{urlencode({'written': review.pk})}#opinions")
    look(request, found)
    reviews = found.reviews.filter(is_approved=True)
    context: dict[str, Any] = {
        "product": found,
        "most": min(found.stock, MOST),
        "specs": [(SPEC_LABELS.get(name, name), value) for name, value in found.specs.items()],
        "rating": reviews.aggregate(stars=Avg("score"), scored=Count("score"), count=Count("pk")),
        "form": form,
        "written": request.GET.get("written", "")[:20],
    }
    return render(request, "product.html", context)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    return render(request, "search.html", {"query": request.GET.get("q", "")})


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """The products of ``?p=sku``; ones that are hidden or gone are left out by the guide."""
    skus = [sku.replace("\0", "")[:80] for sku in request.GET.getlist("p")[:MOST_READ]]
    found = {product.sku: product for product in Product.objects.filter(sku__in=skus)}
    # What there is not counts as asked for.
    products = [found[sku].pk if sku in found else f"sku {sku}" for sku in dict.fromkeys(skus)]
    return render(request, "compare.html", {"products": products})


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    return render(request, "guide.html", {"query": request.GET.get("q", "")})


@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    return render(request, "policies.html", {"policies": _policies()})


@require_safe
def policy(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(_policies(), slug=slug)
    return render(request, "policy.html", {"policy": found, "policies": _policies()})


def _policies() -> QuerySet[Policy]:
    language = "zh-hans" if _is_chinese() else "en"
    return Policy.objects.filter(is_public=True, language=language)


def _is_chinese() -> bool:
    return (get_language() or "").startswith("zh")
