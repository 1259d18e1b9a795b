"""Context of products side by side."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language

from shopguide.suggest import CompareError, Comparison, compare
from shopguide.text.language import Language

from .search import guide_named


def compare_context(products: Iterable[Any], guide_name: str | None = None) -> dict[str, Any]:
    """What ``shopguide/compare.html`` needs: the comparison of ``products`` (rows or keys), or the
    message to show."""
    guide = guide_named(guide_name)
    pks = [getattr(each, "pk", each) for each in products]
    context: dict[str, Any] = {"guide": guide}
    try:
        comparison = compare(guide, pks, active_language())
    except CompareError as error:
        return context | {"error": str(error), "error_code": error.code}
    return context | {
        "comparison": comparison,
        "columns": list(zip(comparison.products, _pictures(guide, comparison), strict=True)),
        "differing": [row for row in comparison.facts if row.differs],
        "alike": [row for row in comparison.facts if not row.differs],
        "degraded": comparison.degraded,
    }


def active_language() -> Language:
    return "zh-hans" if (get_language() or "").startswith("zh") else "en"


def _pictures(guide: Any, comparison: Comparison) -> list[str]:
    found = []
    for each in comparison.products:
        picture = getattr(each.product, guide.image_field, None) if guide.image_field else None
        found.append(str(picture.url) if picture and hasattr(picture, "url") else "")
    return found
