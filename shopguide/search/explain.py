"""Why a product stands where it does: sentences made of the parts of its score, and the exposure
that lets them be said again later."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.registry import registry
from shopguide.conf import settings
from shopguide.models import Click, Exposure
from shopguide.text.aspects import label_of
from shopguide.text.language import language_of

from .query import Hit, Results, logger
from .statement import RRF_K, Opinions
from .weights import Fusion


@dataclass(frozen=True)
class Explanation:
    """``parts`` is what each leg and each wish gave to the score; they add up to it."""

    rank: int
    score: float
    parts: dict[str, float]
    sentences: tuple[str, ...]


def explain(
    hit: Hit, fusion: Fusion | None, sort: str = "relevance", guide: ProductGuide | None = None
) -> Explanation:
    """The explanation of a hit under the weights that it was ranked with; aspects of its reviews are
    called as ``guide`` calls them."""
    weights = fusion.legs if fusion else {}
    parts = {
        leg: weights[leg] / (RRF_K + rank) for leg, rank in hit.ranks.items() if leg in weights
    }
    parts |= {f"aspect:{name}": said.given for name, said in hit.opinions.items()}
    return Explanation(hit.rank, hit.score, parts, tuple(_sentences(hit, sort, guide)))


def _sentences(hit: Hit, sort: str, guide: ProductGuide | None) -> list[str]:
    found = []
    if hit.matched:
        found.append(_("It mentions %(words)s.") % {"words": _(", ").join(hit.matched)})
    if (rank := hit.ranks.get("lexical")) is not None:
        found.append(_("By its words it is number %(rank)d.") % {"rank": rank})
    if (rank := hit.ranks.get("vector")) is not None:
        percent = round(100 * hit.parts.get("vector", 0.0))
        found.append(
            _("By its meaning it is number %(rank)d (%(percent)d%% alike).")
            % {"rank": rank, "percent": percent}
        )
    if (picture := hit.parts.get("picture")) is not None:
        found.append(_("It looks %(percent)d%% alike.") % {"percent": round(100 * picture)})
    for name, said in hit.opinions.items():
        if said.positive or said.negative:
            found.append(_praise(name, said, guide))
    if not (hit.ranks or found):
        found.append(_("It fits everything you asked for."))
    if sort != "relevance":
        found.append(_("The list is not sorted by how well products fit."))
    return found


def _praise(name: str, said: Opinions, guide: ProductGuide | None) -> str:
    """What a product's reviews say of an aspect, as counted: a review may praise and blame."""
    told = {
        "aspect": label_of(guide, name) if guide else name,
        "reviews": said.reviews,
        "positive": said.positive,
        "negative": said.negative,
    }
    return (
        _(
            "What its reviews say of the %(aspect)s: praise in %(positive)d of %(reviews)d,"
            " complaints in %(negative)d."
        )
        % told
    )


def record_exposure(results: Results, offset: int = 0) -> Exposure | None:
    """Store what was shown, without a word of who it was shown to. A database that cannot be
    written to costs the record, never the page."""
    try:
        with transaction.atomic():
            return _recorded(results, offset)
    except DatabaseError as error:
        logger.warning("shopguide: what was shown is not recorded: %s", error)
        return None


def _recorded(results: Results, offset: int) -> Exposure:
    filters, fusion = results.filters, results.fusion
    return Exposure.objects.create(
        guide=results.guide.name,
        query=results.query[:500],
        language=language_of(results.query),
        total=results.total,
        offset=offset,
        sort=results.sort,
        terms={
            "filters": {name: _plain(value) for name, value in vars(filters).items() if value},
            "constraints": [each.key for each in results.reading.constraints],
            "fusion": vars(fusion) if fusion else {},
            "degraded": list(results.degraded),
        },
        shown=[
            {
                "pk": str(hit.pk),
                "title": str(hit.product)[:200],
                "rank": hit.rank,
                "score": hit.score,
                "parts": hit.parts,
                "ranks": hit.ranks,
                "matched": list(hit.matched),
                "opinions": {name: vars(said) for name, said in hit.opinions.items()},
            }
            for hit in results.hits
        ],
    )


def replay(exposure: Exposure) -> list[tuple[str, Explanation]]:
    """What was shown then, as (title, explanation), from the record alone."""
    told = exposure.terms.get("fusion") or {}
    fusion = Fusion(told["lexical"], told["vector"]) if told else None
    guide = next((each for each in registry if each.name == exposure.guide), None)
    return [
        (each["title"], explain(_hit(each), fusion, exposure.sort, guide))
        for each in exposure.shown
    ]


def record_click(exposure: Exposure, product: str) -> None:
    """Note that a product of an exposure was opened. Raises LookupError if it was not shown."""
    if product not in {each["pk"] for each in exposure.shown}:
        raise LookupError(f"{product!r} was not shown in this exposure.")
    Click.objects.get_or_create(exposure=exposure, object_id=product)


def forget_exposures() -> int:
    """Delete what was shown longer ago than SHOPGUIDE["EXPOSURE_DAYS"], clicks with it."""
    before = timezone.now() - timedelta(days=settings["EXPOSURE_DAYS"])
    return Exposure.objects.filter(created__lt=before).delete()[0]


def _hit(shown: dict[str, Any]) -> Hit:
    return Hit(
        pk=shown["pk"],
        product=None,
        rank=shown["rank"],
        score=shown["score"],
        parts=shown["parts"],
        ranks=shown["ranks"],
        matched=tuple(shown["matched"]),
        # Older records have none.
        opinions={name: Opinions(**said) for name, said in shown.get("opinions", {}).items()},
    )


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value if isinstance(value, str | int | float | bool) else str(value)
