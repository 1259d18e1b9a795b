"""How well products are recommended, on a year of a real shop's order lines, beside plain ways.

``--orders`` and ``--held`` are files in the form of Online Retail (UCI, D. Chen, CC BY 4.0): columns
InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID. What a buyer of
``--orders`` bought in ``--held`` is to be foretold; without ``--held`` the last 30 days of ``--orders``
are held out, with ``--months 3`` the last three times 30 days, each foretold from what came before,
and the rows are means over them.

The orders go into the storefront's tables of a scratch database and are fitted as ``shopguide_fit``
does. Left out are returns, lines without price, and lines that are no goods (postage, bank charges,
corrections). An invoice without a customer is an order without a user, as a guest's is.

Rows: ``random``; ``popular ever`` and ``popular lately``, by buyers (of the last 30 days); ``ItemKNN``,
cosine of 100 neighbours; ``EASE`` (Steck, 2019) as published; ``own counts``, what a buyer bought most
often; ``behaviour alone``, what the fit says; ``shopguide``, the strip that a shop gets by default, of
shoppers who agreed to be known: with the texts of the products, their taste, unlike products beside
each other, and places given to newcomers; ``without newcomers``, the same with EXPLORATION 0. Measures
are means over buyers of hits among ten, of ten or of as many as there are to find:

- ``recall@10 new``: products that the buyer never bought, for buyers with an order before; what was
  bought is never recommended by any row (``low`` and ``high``: its 95 % bootstrap interval);
- ``recall@10 repeat``: all that these buyers bought, with nothing left out; shopguide's row is
  "buy again", a strip of its own;
- ``recall@10 repeats only``: of these, what they had bought before;
- ``recall@10 cold``: buyers without any order before;
- ``coverage``: of the products on sale, the share that some buyer is shown; ``diversity``: the share of
  pairs in a list that are not together in five earlier invoices.
"""

import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from recommend_peers import TOP, Peers, Ranking
from retail import Held, Sold, folded, read, stored, wanted_of
from scratch import parser, say, scratch_database, tell

#: Products encoded at a time.
CHUNK = 256


def main() -> int:
    options = parser(__doc__)
    options.add_argument("--orders", type=Path, required=True)
    options.add_argument("--held", type=Path)
    options.add_argument("--months", type=int, default=1)
    asked = options.parse_args()
    sold = list(read(asked.orders))
    folds = folded(sold, list(read(asked.held)) if asked.held else None, asked.months)
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    with scratch_database():
        for known, held in folds:
            say(f"{len(known):,} lines known, {len(held):,} held out from {held[0].when:%Y-%m-%d}")
            for row in _measured(known, held):
                found[row["system"]].append(row)
            _emptied()
    rows = [_mean(each) for each in found.values()]
    tell("recommend", {"lines": len(sold), "months": len(folds)}, rows, asked.format)
    return 0


def _emptied() -> None:
    from django.core.management import call_command

    call_command("flush", interactive=False, verbosity=0)


def _measured(known: list[Sold], held: list[Sold]) -> Iterator[dict[str, Any]]:
    from shopguide.catalogue.registry import registry

    guide, wanted = registry.get("products"), wanted_of(known, held)
    say(f"  {len(wanted.new):,} buyers of something new, {len(wanted.cold):,} without a history")
    users, skus = stored(known)
    peers = Peers(known)
    for name, new, repeat, cold in peers.systems():
        say(f"  {name}")
        yield _row(name, wanted, new, repeat, cold, peers)
    yield from _ours(guide, wanted, users, skus, peers)


def _ours(
    guide: Any, wanted: Held, users: Mapping[str, int], codes: Mapping[str, str], peers: "Peers"
) -> Iterator[dict[str, Any]]:
    from django.conf import settings
    from django.test import override_settings

    from shopguide.events.shopper import Shopper
    from shopguide.recommend import buy_again, recommend
    from shopguide.recommend.behaviour import ranking
    from shopguide.recommend.fit import fit
    from shopguide.recommend.orders import lines_of
    from shopguide.recommend.repeat import repeats

    say("  encoding")
    _encode(guide)
    say("  fitting")
    report = fit(guide).report
    say(f"  fitted: {report}")
    took: list[float] = []

    def lines(buyer: str) -> list[Any]:
        return lines_of(guide, users[buyer]) if buyer in users else []

    def alone(buyer: str) -> list[str]:
        owned = dict.fromkeys((key for key, _ in lines(buyer)), 1.0)
        return [codes[key] for key in ranking(guide, owned, owned, TOP)]

    def counted(buyer: str) -> list[str]:
        return [codes[each.key] for each in repeats(guide, lines(buyer))[:TOP]]

    def shopper(buyer: str) -> Shopper:
        return Shopper(user_pk=str(users[buyer]), personal=True) if buyer in users else Shopper()

    def strip(buyer: str) -> list[str]:
        began = time.perf_counter()
        # Which newcomers are shown is by chance: the same in every run.
        found = recommend(shopper(buyer), guide, limit=TOP, seed=crc32(buyer.encode()))
        took.append(time.perf_counter() - began)
        return [codes[str(item.pk)] for item in found.items]

    def again(buyer: str) -> list[str]:
        return [codes[str(item.pk)] for item in buy_again(shopper(buyer), guide, limit=TOP).items]

    say("  behaviour alone")
    yield _row("behaviour alone", wanted, alone, counted, alone, peers)
    say("  without newcomers")
    with override_settings(SHOPGUIDE={**settings.SHOPGUIDE, "EXPLORATION": 0}):
        yield _row("without newcomers", wanted, strip, counted, strip, peers)
    took.clear()
    say("  shopguide")
    row = _row("shopguide", wanted, strip, again, strip, peers)
    seconds = report["seconds"]
    yield {
        **row,
        "fit s": sum(seconds.values()),
        "fit MiB": report["MiB"],
        "p95 ms": float(np.percentile(took, 95) * 1000),
        "fitted": f"{report['lines']:,} lines, "
        + ", ".join(f"{k} {v} s" for k, v in seconds.items()),
    }


def _encode(guide: Any) -> None:
    """Vectors of all titles, as the worker makes them."""
    from shopguide.vectors.work import VectorWork

    work = VectorWork(guide.encoder)
    pks = list(guide.products().values_list("pk", flat=True))
    for start in range(0, len(pks), CHUNK):
        part = pks[start : start + CHUNK]
        work.write(guide, work.prepare(guide, part), part)


def _row(
    name: str, wanted: Held, new: Ranking, repeat: Ranking, cold: Ranking, peers: Peers
) -> dict[str, Any]:
    from shopguide.evaluation.measures import bootstrap

    lists = {buyer: new(buyer) for buyer in wanted.new}
    again = {buyer: repeat(buyer) for buyer in wanted.all}
    first = {buyer: cold(buyer) for buyer in wanted.cold}
    hits = _recall(lists, wanted.new)
    low, high = bootstrap(hits)
    return {
        "system": name,
        "recall@10 new": _average(hits),
        "low": low,
        "high": high,
        "recall@10 repeat": _average(_recall(again, wanted.all)),
        "recall@10 repeats only": _average(_recall(again, wanted.repeats)),
        "recall@10 cold": _average(_recall(first, wanted.cold)),
        **peers.shown(lists.values()),
    }


def _recall(lists: Mapping[str, Sequence[str]], wanted: Mapping[str, set[str]]) -> list[float]:
    return [
        len(of.intersection(lists[buyer][:TOP])) / min(TOP, len(of)) for buyer, of in wanted.items()
    ]


def _average(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else 0.0


def _mean(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Of one system over months, and what it reached in each."""
    numbers = {name for name, value in rows[0].items() if isinstance(value, float)}
    told = {
        name: float(np.mean([row[name] for row in rows])) if name in numbers else value
        for name, value in rows[0].items()
    }
    if len(rows) > 1:
        told["months"] = " ".join(f"{row['recall@10 new']:.3f}" for row in rows)
    return told


if __name__ == "__main__":
    sys.exit(main())
