"""``{% load storefront %}``: what the header of every page says of the cart."""

from django import template

from storefront.cart import Cart

register = template.Library()


@register.simple_tag(takes_context=True)
def cart_count(context: template.Context) -> int:
    """Pieces in the cart."""
    return _cart(context).count


@register.simple_tag(takes_context=True)
def cart_products(context: template.Context) -> list[int]:
    """Keys of what is in the cart, for strips that leave them out."""
    return list(_cart(context).quantities)


def _cart(context: template.Context) -> Cart:
    return Cart(getattr(context.get("request"), "session", {}))
