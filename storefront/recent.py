"""What was looked at in this session: kept only where there is one already, so that merely looking
sets no cookie."""

from django.http import HttpRequest

from .models import Product

KEY, MOST = "recent", 10


def look(request: HttpRequest, product: Product) -> None:
    """Remember that the page of this product was opened."""
    if not request.session.session_key:
        return
    before = request.session.get(KEY, [])
    after = [product.pk, *(pk for pk in before if pk != product.pk)][:MOST]
    if after != before:
        request.session[KEY] = after


def recent(request: HttpRequest) -> list[Product]:
    """What was looked at, the last first, as far as it is still shown."""
    keys = request.session.get(KEY, [])
    if not keys:
        return []
    shown = Product.objects.filter(pk__in=keys, is_public=True)
    found = {each.pk: each for each in shown.select_related("brand", "category")}
    return [found[pk] for pk in keys if pk in found]
