"""Context of the merchant's page of what is shown rarely."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.reading import first, read
from shopguide.catalogue.registry import registry
from shopguide.models import Fit
from shopguide.recommend.reach import DAYS, Reach, least_shown, reach, shown_lately

PAGE = 50


@dataclass(frozen=True)
class Line:
    title: str
    told: Reach


def reach_context(guide: ProductGuide, parameters: QueryDict) -> dict[str, Any]:
    """What the page of one guide needs, those products first that strips showed least."""
    typed = parameters.get("q", "").strip()[:200]
    rows = guide.model._base_manager.order_by("pk")
    if typed:
        rows = rows.filter(**{f"{guide.title_field}__icontains": typed}).distinct()
    shown = shown_lately(guide)
    ranked = least_shown(guide, rows.values_list("pk", flat=True), shown)
    pages = max(1, -(-len(ranked) // PAGE))
    page = min(_page(parameters), pages)
    pks = ranked[(page - 1) * PAGE : page * PAGE]
    titles = read(guide, pks, [guide.title_field])
    return {
        "guide": guide,
        "days": DAYS,
        "total": len(ranked),
        "never": sum(1 for pk in ranked if str(pk) not in shown or not shown[str(pk)].strips),
        "lines": [
            Line(str(first(titles.get(told.pk, {}), guide.title_field) or told.pk), told)
            for told in reach(guide, pks, shown)
        ],
        "fit": Fit.objects.filter(guide=guide.name).order_by("-created").first(),
        "typed": typed,
        "page": page,
        "pages": pages,
        "earlier": _address(typed, page - 1) if page > 1 else "",
        "later": _address(typed, page + 1) if page < pages else "",
    }


def guide_labels() -> list[tuple[str, str]]:
    """(name, what its products are called), in the order of registration."""
    called = {guide.name: str(guide.model._meta.verbose_name_plural) for guide in registry}
    several = list(called.values())
    return [
        (name, label if several.count(label) == 1 else f"{label} ({name})")
        for name, label in called.items()
    ]


def _page(parameters: QueryDict) -> int:
    given = parameters.get("page", "")
    return max(1, int(given)) if given.isdecimal() and len(given) < 6 else 1


def _address(typed: str, page: int) -> str:
    query = QueryDict(mutable=True)
    if typed:
        query["q"] = typed
    query["page"] = str(page)
    return query.urlencode()
