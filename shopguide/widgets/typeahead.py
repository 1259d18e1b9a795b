"""Completions as a list to choose from."""

from typing import Any

from django.utils.translation import gettext as _

from shopguide.catalogue.facts import url_of
from shopguide.catalogue.guide import ProductGuide
from shopguide.search.typeahead import complete


def completions(guide: ProductGuide, typed: str, limit: int = 8) -> list[dict[str, Any]]:
    """Completions with what each is, and the address of a product's own page."""
    found = complete(guide, typed, limit)
    shown = guide.products().in_bulk([each.pk for each in found if each.kind == "product"])
    labels = {
        "query": _("searched before"),
        "category": _("department"),
        "brand": _("brand"),
        "product": _("product"),
    }
    return [
        {
            "kind": each.kind,
            "kind_label": labels[each.kind],
            "text": each.text,
            "url": url_of(shown[each.pk]) if each.kind == "product" and each.pk in shown else "",
        }
        for each in found
    ]
