"""The fixed command line of the benchmark of recommendations, on orders of a known pattern."""

import csv
import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parent.parent.parent / "benchmarks"
COLUMNS = (
    "InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID",
)  # fmt: skip
DAY = datetime(2011, 6, 30, 12)
#: Of one name they would be variants of one thing, of which a strip shows one.
THINGS = ("LANTERN", "CAKE STAND", "HOT WATER BOTTLE")


def written(path):
    """Shoppers who stay with a kind of products and buy what they lack of it in the last month."""
    rows = []
    for n in range(24):
        kind, left_out = n % 3, n // 3
        for product in range(8):
            late = product == left_out
            when = DAY - timedelta(days=n if late else 40 + n)
            invoice = f"{536000 + 100 * late + n}"
            code, title = f"{kind}000{product}", f"{THINGS[kind]} {product}"
            rows.append((invoice, code, title, 1, when, "1.5", f"{n}.0"))
    rows.append(("C536999", "00000", "LANTERN 0", -1, DAY, "1.5", "1.0"))
    rows.append(("536990", "POST", "POSTAGE", 1, DAY, "18", "1.0"))
    rows += [("536991", f"{kind}0001", f"{THINGS[kind]} 1", 1, DAY, "1.5", "") for kind in range(3)]
    rows.append(("536992", "00001", "LANTERN 1", 1, DAY, "1.5", "77.0"))
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    return path


def run(database_url, *arguments):
    return subprocess.run(
        [sys.executable, str(BENCHMARKS / "recommend.py"), *map(str, arguments)],
        capture_output=True, text=True, check=False, cwd=BENCHMARKS.parent,
        env={
            **os.environ,
            "DATABASE_URL": database_url,
            "DJANGO_SETTINGS_MODULE": "storefront.settings",
        },
    )  # fmt: skip


@pytest.mark.slow
def test_it_gives_one_object_with_every_row(database_url, tmp_path):
    orders = written(tmp_path / "lines.csv")
    done = run(database_url, "--orders", orders, "--format", "json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    rows = {row["system"]: row for row in found["rows"]}
    assert found["task"] == "recommend"
    # Neither the return nor the postage.
    assert found["n"] == {"lines": 24 * 8 + 4, "months": 1}
    assert set(rows) == {
        "random", "popular ever", "popular lately", "own counts", "ItemKNN", "EASE",
        "behaviour alone", "without newcomers", "shopguide",
    }  # fmt: skip
    assert rows["shopguide"]["recall@10 new"] == 1.0
    assert rows["random"]["recall@10 new"] < 1.0
    assert rows["shopguide"]["recall@10 cold"] == 1.0
