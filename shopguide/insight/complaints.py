"""What has got worse: aspects blamed more often than before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from shopguide.conf import settings
from shopguide.text.aspects import OTHER

from .aspects import labels
from .scope import Scope
from .statistics import Share, corrected

#: False discoveries among the complaints told, at most, on average.
FALSE = 0.05
#: Reviews of late that must blame an aspect, and by how much its share must have risen.
LEAST, RISE = 3, 0.05
#: What is "of late", and what it is held against.
DAYS, AGAINST = 28, 364


@dataclass(frozen=True)
class Complaint:
    """An aspect of a product (its key as text) that ``recent`` reviews blame more often than its
    ``past`` ones: Fisher's exact test gave ``p``, corrected for all tests ``q``."""

    product: str
    aspect: str
    label: str
    recent: Share
    past: Share
    p: float
    q: float

    @property
    def rise(self) -> float:
        return self.recent.share - self.past.share


#: Product, aspect, and the shares of late and before.
Rates = tuple[str, str, Share, Share]


def new_complaints(scope: Scope, days: int = DAYS, against: int = AGAINST) -> list[Complaint]:
    """Complaints of the last ``days`` up to ``scope.until`` (now if not given) against the
    ``against`` days before, the surest first, in two statements. ``scope.since`` plays no part.
    Raises LookupError for what is no key."""
    names = labels(scope.guide)
    return [
        Complaint(product, aspect, names.get(aspect, aspect), recent, past, p, q)
        for (product, aspect, recent, past), p, q in judged(_rates(scope, days, against))
    ]


def judged(rates: Sequence[Rates]) -> list[tuple[Rates, float, float]]:
    """Those of ``rates`` that have risen, with p and q, the surest first."""
    p = fisher([(recent, past) for _, _, recent, past in rates])
    told = [
        (each, of_each, q)
        for each, of_each, q in zip(rates, p, corrected(p), strict=True)
        if q <= FALSE and each[2].count >= LEAST and each[2].share - each[3].share >= RISE
    ]
    return sorted(told, key=lambda each: (each[1], *each[0][:2]))


def fisher(rates: Sequence[tuple[Share, Share]]) -> list[float]:
    """For each pair, how probable so many or more of the recent reviews would be if all the blame
    of both periods had fallen on reviews by chance (Fisher's exact test, one-sided)."""
    if not rates:
        return []
    from scipy.stats import hypergeom

    blamed = [recent.count for recent, _ in rates]
    both = [recent.count + past.count for recent, past in rates]
    late = [recent.total for recent, _ in rates]
    everything = [recent.total + past.total for recent, past in rates]
    p = hypergeom.sf([each - 1 for each in blamed], everything, both, late)
    return [float(each) for each in p]


def _rates(scope: Scope, days: int, against: int) -> list[Rates]:
    """What is tested. Chosen by totals alone, which the test takes as given: to choose by how much
    of it is recent would make the correction wrong."""
    end = scope.until or timezone.now()
    middle = end - timedelta(days=days)
    period = replace(scope, since=middle - timedelta(days=against), until=end)
    late, early = Q(written__gte=middle), Q(written__lt=middle)
    readings = period.readings()
    totals = {
        product: (recent, past)
        for product, recent, past in readings.values_list("object_id").annotate(
            recent=Count("pk", filter=late), past=Count("pk", filter=early)
        )
    }
    blamed = readings.filter(scope.about("opinions"), opinions__polarity=-1)
    counted = blamed.values_list("object_id", "opinions__aspect").annotate(
        recent=Count("pk", filter=late, distinct=True),
        past=Count("pk", filter=early, distinct=True),
    )
    minimum = settings["INSIGHT_MINIMUM"]
    return [
        (product, aspect, Share(recent, totals[product][0]), Share(past, totals[product][1]))
        for product, aspect, recent, past in counted.order_by("object_id", "opinions__aspect")
        if aspect != OTHER and recent + past >= LEAST and min(totals[product]) >= minimum
    ]
