"""A shopper's review into the shop's table, unless it looks like one of a thousand."""

import logging

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from shopguide.text.language import language_of

from .forms import ReviewForm
from .models import Line, Product, Review

logger = logging.getLogger("storefront")

#: Reviews that one shopper may write in so many seconds.
MOST, SECONDS = 5, 3600


def write(form: ReviewForm, product: Product, request: HttpRequest) -> Review | None:
    """Save what a valid form says, approved at once: it is a demo. None where it is refused, and
    then the form says why."""
    if form.is_of_program:
        form.add_error("website", _("Leave this field empty."))
    elif Review.objects.filter(product=product, body=form.cleaned_data["body"]).exists():
        form.add_error("body", _("This product has a review with these words already."))
    elif not _may_write(form.user.pk if form.user else request.META.get("REMOTE_ADDR", "")):
        form.add_error(None, _("These are many reviews in one hour. Please come back later."))
    else:
        return _saved(form, product)
    return None


def _saved(form: ReviewForm, product: Product) -> Review:
    review: Review = form.save(commit=False)
    review.product = product
    review.source = "shopper"
    review.language = language_of(f"{review.title} {review.body}")
    review.created = timezone.now()
    review.is_verified = False
    if form.user:
        review.author = form.user
        review.author_name = form.user.get_short_name() or form.user.get_username()
        review.is_verified = Line.objects.filter(product=product, order__user=form.user).exists()
    review.save()
    return review


def _may_write(shopper: object) -> bool:
    key = f"storefront.reviews.{shopper}"
    try:
        cache.add(key, 0, SECONDS)
        return cache.incr(key) <= MOST
    except Exception as error:
        # Whatever the cache's client raises: a shop without it still takes reviews.
        logger.warning("storefront: reviews are not counted: %s", error)
        return True
