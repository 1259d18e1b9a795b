"""Addresses of our own pages and endpoints, which a shop may serve or not."""

from typing import Any

from django.urls import NoReverseMatch, reverse


def served(name: str, *args: Any) -> str:
    """The address of a page or an endpoint; empty where the shop does not serve it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def needed(page: str, tag: str, reason: str) -> str:
    """The address of a page that ``tag`` cannot do without. Raises NoReverseMatch, with the remedy."""
    try:
        return reverse(f"shopguide:{page}")
    except NoReverseMatch as error:
        raise NoReverseMatch(
            f"{{% {tag} %}} needs a page for {reason}; add "
            'path("ask/", include("shopguide.urls")) to ROOT_URLCONF.'
        ) from error
