"""How often each product is shown, and why not more often: for merchants."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connections
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.keys import as_text
from shopguide.catalogue.reading import read
from shopguide.models import Event, Exposure, Neighbour, Popularity, Vector

from .newcomers import new_ones

#: Of late, for what is counted.
DAYS = 28
#: Shoppers who said "not for me", below which it says nothing.
DISMISSALS = 3


@dataclass(frozen=True)
class Shown:
    """How often a product stood in a strip of recommendations, and in results and suggestions."""

    strips: int = 0
    searches: int = 0


@dataclass(frozen=True)
class Reach:
    pk: Any
    shown: Shown
    reasons: tuple[str, ...]


def shown_lately(guide: ProductGuide, days: int = DAYS) -> dict[str, Shown]:
    """What was shown of late, by key, in one statement."""
    table = Exposure._meta.db_table
    with connections[Exposure.objects.db].cursor() as cursor:
        cursor.execute(
            "SELECT each->>'pk', count(*) FILTER (WHERE e.surface <> 'search'),"  # noqa: S608
            " count(*) FILTER (WHERE e.surface = 'search')"
            f" FROM {table} e CROSS JOIN LATERAL jsonb_array_elements(e.shown) each"
            " WHERE e.guide = %s AND e.created > %s GROUP BY 1",
            [guide.name, timezone.now() - timedelta(days=days)],
        )
        return {key: Shown(strips, searches) for key, strips, searches in cursor.fetchall()}


def least_shown(guide: ProductGuide, pks: Iterable[Any], shown: Mapping[str, Shown]) -> list[Any]:
    """``pks``, those first that strips showed least."""
    nothing = Shown()

    def rank(pk: Any) -> tuple[int, int]:
        found = shown.get(str(pk), nothing)
        return found.strips, found.searches

    return sorted(pks, key=rank)


def reach(guide: ProductGuide, pks: Sequence[Any], shown: Mapping[str, Shown]) -> list[Reach]:
    """Why each product is not shown more often, in a constant number of statements."""
    keys = as_text(pks)
    visible = set(guide.products().filter(pk__in=pks).values_list("pk", flat=True))
    sold = set(guide.in_stock(guide.products()).filter(pk__in=pks).values_list("pk", flat=True))
    dates = [guide.date_field] if guide.date_field else []
    found = _Found(
        vectors=_keys(
            Vector.objects.filter(guide=guide.name, encoder=guide.encoder, empty=False), keys
        ),
        neighbours=set(
            Neighbour.objects.filter(
                guide=guide.name, kind=Neighbour.Kind.EASE, other_id__in=keys
            ).values_list("other_id", flat=True)
        ),
        popularity={
            key: (buyers, recent)
            for key, buyers, recent in Popularity.objects.filter(
                guide=guide.name, object_id__in=keys
            ).values_list("object_id", "buyers", "recent")
        },
        dismissals=dict(
            Event.objects.filter(guide=guide.name, object_id__in=keys, kind=Event.Kind.DISMISSAL)
            .values_list("object_id")
            .annotate(Count("shopper", distinct=True))
        ),
        new=new_ones(guide, read(guide, pks, dates)) if dates else set(),
    )
    return [
        Reach(
            pk,
            shown.get(str(pk), Shown()),
            _barred(pk in visible, pk in sold) or tuple(found.reasons(str(pk))),
        )
        for pk in pks
    ]


def _keys(rows: Any, keys: Sequence[str]) -> set[str]:
    return set(rows.filter(object_id__in=keys).values_list("object_id", flat=True))


def _barred(visible: bool, sold: bool) -> tuple[str, ...]:
    if not visible:
        return (_("Hidden from shoppers."),)
    return () if sold else (_("Out of stock."),)


@dataclass(frozen=True)
class _Found:
    vectors: set[str]
    neighbours: set[str]
    popularity: Mapping[str, tuple[int, float]]
    dismissals: Mapping[str, int]
    new: set[str]

    def reasons(self, key: str) -> Iterable[str]:
        buyers, recent = self.popularity.get(key, (0, 0.0))
        if key not in self.vectors:
            yield _("No vector yet: its text is empty, or the worker has not encoded it.")
        if key in self.new:
            yield _("New: until it is bought, it has a share of the places for newcomers.")
        if not buyers:
            yield _("Never bought.")
        elif not recent:
            yield _("Not bought lately.")
        if buyers and key not in self.neighbours:
            yield _("Bought by too few for the last fit to know what it goes with.")
        if (told := self.dismissals.get(key, 0)) >= DISMISSALS:
            yield ngettext(
                "%(count)d shopper said it is not for them.",
                "%(count)d shoppers said it is not for them.",
                told,
            ) % {"count": told}
