"""One day of the shop in one statement: what shoppers did, by page, language and audience.

A visitor is a shopper who agreed to be remembered and whom the pages saw on that day; of others there
are only events. What is put in the cart or bought counts for the page on which that shopper last
clicked on it.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings as django_settings
from django.utils import timezone

from shopguide.models import Event

#: A search again within this time and without a click was in other words.
AGAIN = timedelta(minutes=2)
#: A later click belongs to no search.
PATIENCE = timedelta(minutes=30)
#: How long a click on a product speaks for its page.
REMEMBERED = timedelta(days=7)
#: Of questions to the shop, and of texts that are written for a search.
ASK, SUGGESTIONS = "ask", "suggestions"

#: What is added up, in the order of the columns of ``DailyTally``.
SUMS = {
    "visits": "count(DISTINCT shopper) FILTER (WHERE audience <> 'unknown')",
    "shown": "count(*) FILTER (WHERE kind = 'exposure')",
    "clicks": "count(*) FILTER (WHERE kind = 'click')",
    "carted": "count(DISTINCT shopper) FILTER (WHERE kind = 'cart' AND audience <> 'unknown')",
    "bought": "count(DISTINCT shopper) FILTER (WHERE kind = 'order' AND audience <> 'unknown')",
    "lines": "count(*) FILTER (WHERE kind = 'order')",
    "revenue": "coalesce(sum(amount) FILTER (WHERE kind = 'order'), 0)",
    "searches": "count(*) FILTER (WHERE kind = 'search')",
    "empty": "count(*) FILTER (WHERE kind = 'search' AND data ->> 'results' = '0')",
    "reformulated": "count(*) FILTER (WHERE again)",
    "first_clicks": "count(waited)",
    "first_click_seconds": "coalesce(sum(waited), 0)::float8",
    "search_seconds": "coalesce(sum(took), 0)::float8",
    "timed": "count(took)",
    "up": "count(*) FILTER (WHERE kind = 'thumb_up')",
    "down": "count(*) FILTER (WHERE kind = 'thumb_down')",
    "answers": "count(*) FILTER (WHERE kind = 'turn')",
    "suggested": "count(*) FILTER (WHERE kind = 'search' AND page = 'suggestions')",
    "hand_offs": "count(*) FILTER (WHERE kind = 'ticket')",
    "calls": "count(*) FILTER (WHERE kind = 'call' AND seconds IS NOT NULL)",
    "call_seconds": "coalesce(sum(seconds), 0)::float8",
    "cost": "coalesce(sum(cost), 0)",
}

#: ``kind IN`` all kinds, so that the index on kind and time is used.
_DAY = """WITH day AS MATERIALIZED (
    SELECT id, shopper, kind, surface, split_part(lower(language), '-', 1) AS language, guide, object_id,
        amount, data, happened
    FROM shopguide_event
    WHERE happened >= %({p}from)s AND happened < %({p}until)s AND kind = ANY(%({p}kinds)s)
), here AS (
    SELECT shopper,
        coalesce(mode() WITHIN GROUP (ORDER BY language) FILTER (WHERE language <> ''), '') AS language
    FROM day WHERE shopper <> '' GROUP BY shopper HAVING bool_or(kind NOT IN ('order', 'review'))
), visitor AS MATERIALIZED (
    SELECT shopper, language, CASE WHEN EXISTS (
        SELECT FROM shopguide_event p WHERE p.shopper = here.shopper AND p.happened < %({p}from)s
    ) THEN 'returning' ELSE 'new' END AS audience
    FROM here
), step AS (
    SELECT id, kind, happened,
        min(happened) FILTER (WHERE kind = 'search') OVER later AS search,
        min(happened) FILTER (WHERE kind = 'click') OVER later AS click
    FROM shopguide_event
    WHERE shopper <> '' AND kind IN ('search', 'click')
        AND happened >= %({p}from)s AND happened < %({p}until)s::timestamptz + %({p}patience)s
    WINDOW later AS (PARTITION BY shopper ORDER BY happened DESC, id DESC
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
), followed AS (
    SELECT id,
        search < happened + %({p}again)s AND (click IS NULL OR click > search) AS again,
        CASE WHEN click < happened + %({p}patience)s AND (search IS NULL OR click <= search)
            THEN extract(epoch FROM click - happened) END AS waited
    FROM step WHERE kind = 'search' AND happened < %({p}until)s
), came AS (
    SELECT DISTINCT ON (d.id) d.id, c.surface
    FROM day d JOIN shopguide_event c ON c.shopper = d.shopper AND c.kind = 'click'
        AND c.guide = d.guide AND c.object_id = d.object_id AND c.surface <> ''
        AND c.happened BETWEEN d.happened - %({p}remembered)s AND d.happened
    WHERE d.kind IN ('cart', 'order') AND d.shopper <> ''
    ORDER BY d.id, c.happened DESC, c.id DESC
), told AS (
    SELECT d.shopper, d.kind, coalesce(came.surface, d.surface) AS page, d.language, d.amount, d.data,
        f.again, f.waited, (d.data ->> 'seconds')::float8 AS took,
        NULL::float8 AS seconds, NULL::numeric AS cost
    FROM day d LEFT JOIN followed f USING (id) LEFT JOIN came USING (id)
    UNION ALL
    SELECT CASE WHEN c.user_id <> '' THEN 'user:' || c.user_id ELSE 'session:' || c.session END, 'turn',
        %({p}ask)s, split_part(lower(c.language), '-', 1),
        NULL, NULL, false, NULL, NULL, NULL, NULL
    FROM shopguide_turn t JOIN shopguide_conversation c ON c.id = t.conversation_id
    WHERE t.created >= %({p}from)s AND t.created < %({p}until)s
    UNION ALL
    SELECT CASE WHEN user_id <> '' THEN 'user:' || user_id ELSE 'session:' || session END, 'ticket',
        %({p}ask)s, split_part(lower(language), '-', 1),
        NULL, NULL, false, NULL, NULL, NULL, NULL
    FROM shopguide_ticket WHERE created >= %({p}from)s AND created < %({p}until)s
    UNION ALL
    SELECT '', 'call', CASE purpose WHEN 'answer' THEN %({p}ask)s ELSE %({p}suggestions)s END, '',
        NULL, NULL, false, NULL, NULL, CASE WHEN outcome = 'whole' THEN seconds END, cost
    FROM shopguide_outboundcall WHERE created >= %({p}from)s AND created < %({p}until)s
), known AS (
    SELECT told.*, coalesce(nullif(v.language, ''), told.language) AS tongue,
        coalesce(v.audience, 'unknown') AS audience
    FROM told LEFT JOIN visitor v ON v.shopper = told.shopper
)
SELECT %({p}day)s::date AS day, coalesce(page, '') AS surface, tongue AS language, audience, {sums}
FROM known
GROUP BY GROUPING SETS ((page, tongue, audience), (tongue, audience))
HAVING NOT (grouping(page) = 0 AND page = '')"""


def statement(prefix: str = "") -> str:
    """The rows of a day, whose parameters begin with ``prefix``."""
    sums = ", ".join(f"{each} AS {name}" for name, each in SUMS.items())
    return _DAY.format(p=prefix, sums=sums)


def parameters(day: date, prefix: str = "") -> dict[str, Any]:
    begins, ends = bounds(day)
    given = {
        "day": day,
        "from": begins,
        "until": ends,
        "kinds": Event.Kind.values,
        "patience": PATIENCE,
        "again": AGAIN,
        "remembered": REMEMBERED,
        "ask": ASK,
        "suggestions": SUGGESTIONS,
    }
    return {f"{prefix}{name}": value for name, value in given.items()}


def bounds(day: date) -> tuple[datetime, datetime]:
    """The first moment of a day and of the next, in the shop's time zone."""
    begins, ends = (datetime.combine(day + timedelta(days=n), time.min) for n in (0, 1))
    if not django_settings.USE_TZ:
        return begins, ends
    return timezone.make_aware(begins), timezone.make_aware(ends)
