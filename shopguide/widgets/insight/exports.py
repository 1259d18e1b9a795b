"""What the pages say as rows of a spreadsheet, under the same filters."""

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime
from io import StringIO
from itertools import chain
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shopguide.catalogue.guide import ProductGuide
from shopguide.insight import Share, aspects
from shopguide.insight.aspects import labels
from shopguide.insight.opinions import opinions
from shopguide.insight.overview import overview
from shopguide.models import ReviewReading

from .filters import OverviewFilters, ProductFilters
from .titles import product_of, titles

#: So that spreadsheets take the file for UTF-8.
MARK = "\ufeff"
#: What makes a spreadsheet run a cell (OWASP, CSV injection), in half and in full width.
RUN = tuple("=+-@\t\r\n＝＋－＠")
#: Products of one file: more than a spreadsheet is read for.
PRODUCTS = 100_000
CHUNK = 500

Row = list[Any]


def overview_rows(guide: ProductGuide, parameters: QueryDict) -> Iterator[Row]:
    """The whole list that the overview shows page by page."""
    filters = OverviewFilters(guide, parameters)
    search = filters.given.get("q", "")
    found = overview(filters.scope(), filters.sort_key, PRODUCTS, search=search)
    best = guide.reviews.best if guide.reviews else 5
    head = [_("product"), _("title"), _("reviews read"), *_share(_("good")), *_share(_("bad"))]
    head += [_("net sentiment"), _("mean stars"), _("last review"), _("new complaints")]
    rows = (
        [
            each.product,
            each.title,
            each.reviews,
            *_numbers(each.positive),
            *_numbers(each.negative),
            round(each.net, 4),
            "" if each.rating is None else round(each.rating * best, 2),
            each.last,
            ", ".join(complaint.label for complaint in each.complaints),
        ]
        for each in found.rows
    )
    return chain([head], rows)


def aspect_rows(guide: ProductGuide, key: str, parameters: QueryDict) -> Iterator[Row]:
    """The aspects of one product. Raises LookupError for a product that does not exist."""
    product = str(product_of(guide, key).pk)
    found = aspects(ProductFilters(guide, parameters).scope(product=product))
    head = [_("aspect"), _("name"), _("reviews read"), _("reviews that mention it")]
    head += [*_share(_("praise")), *_share(_("blame"))]
    verified = [_("of verified purchases"), _("that praise"), _("that blame")]
    rows = (
        [
            each.aspect,
            each.label,
            each.total,
            each.mentions.count,
            *_numbers(each.positive),
            *_numbers(each.negative),
            each.verified_positive.total,
            each.verified_positive.count,
            each.verified_negative.count,
        ]
        for each in found
    )
    return chain([[*head, *verified]], rows)


def opinion_rows(guide: ProductGuide, key: str | None, parameters: QueryDict) -> Iterator[Row]:
    """Every opinion on one product, or on all that the overview shows, read as it is written.
    Raises LookupError for a product that does not exist."""
    if key is None:
        scope = OverviewFilters(guide, parameters).scope()
    else:
        product = str(product_of(guide, key).pk)
        scope = ProductFilters(guide, parameters).scope(product=product)
    head = [_("product"), _("title"), _("review"), _("written"), _("stars"), _("language")]
    head += [_("verified purchase"), _("shown to shoppers"), _("aspect"), _("name"), _("term")]
    head += [_("polarity"), _("probability of the polarity"), _("sentence")]
    return chain([head], _opinions(guide, opinions(scope)))


def _opinions(guide: ProductGuide, chunks: Iterable[list[Any]]) -> Iterator[Row]:
    # Read now: the language of the request is gone before the last row is written.
    names = labels(guide)
    said = {value: str(label) for value, label in ReviewReading.Label.choices}
    words = {True: pgettext("answer", "yes"), False: pgettext("answer", "no"), None: ""}
    best = guide.reviews.best if guide.reviews else 5

    def rows() -> Iterator[Row]:
        for chunk in chunks:
            named = titles(guide, (each.product for each in chunk))
            for each in chunk:
                yield [
                    each.product,
                    named[each.product],
                    each.review,
                    each.written,
                    "" if each.rating is None else round(each.rating * best, 2),
                    each.language,
                    words[each.verified],
                    words[each.shown],
                    each.aspect,
                    names.get(each.aspect, each.aspect),
                    each.term,
                    said[each.polarity],
                    round(each.probability, 3),
                    each.sentence,
                ]

    return rows()


def _share(of: str) -> Row:
    told = {"of": of}
    return [of, _("%(of)s, %%") % told, _("%(of)s, from %%") % told, _("%(of)s, to %%") % told]


def _numbers(share: Share) -> Row:
    return [share.count, *(round(100 * part, 1) for part in (share.share, share.low, share.high))]


def lines(rows: Iterable[Row]) -> Iterator[str]:
    """The file, many rows at a time; no text in it is run as a formula."""
    buffer = StringIO()
    buffer.write(MARK)
    writer = csv.writer(buffer)
    for number, row in enumerate(rows, 1):
        writer.writerow([cell(value) for value in row])
        if number % CHUNK == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def cell(value: Any) -> Any:
    """``value`` as a spreadsheet should take it; numbers stay numbers."""
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return local.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, str) and value.startswith(RUN):
        return f"'{value}"
    return value
