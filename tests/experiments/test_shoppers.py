"""Shoppers at the demo over real HTTP: what a test reads is what they remember."""

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parent.parent.parent / "benchmarks"


def run(database_url, *arguments):
    return subprocess.run(
        [sys.executable, str(BENCHMARKS / "shoppers.py"), *arguments],
        capture_output=True, text=True, check=False, cwd=BENCHMARKS.parent,
        env={**os.environ, "DATABASE_URL": database_url},
    )  # fmt: skip


@pytest.mark.slow
def test_every_count_is_what_the_shoppers_remember(database_url):
    done = run(database_url, "--shoppers", "16", "--effect", "0.5", "--format", "json")
    assert done.returncode == 0, done.stdout + done.stderr
    rows = json.loads(done.stdout)["rows"]
    assert all(row["equal"] for row in rows if "equal" in row)
    told = {(row["what"], row.get("variant", "")): row["told"] for row in rows if "told" in row}
    # Some took part and bought, and not everybody did.
    assert 4 < told["assignments", ""] < 16
    assert told["orders, one a buyer", ""] > 2
    assert {variant for what, variant in told if what == "revenue"} == {"control", "better"}


def test_bad_input_ends_with_two(database_url):
    done = run(database_url, "--shoppers", "none")
    assert done.returncode == 2
    assert "--shoppers" in done.stderr


@pytest.fixture
def shoppers(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import shoppers_browser

    return shoppers_browser


def memory(module, **given):
    goods = module.Goods(1, "a", Decimal("2.50"))
    plan = module.Plan("x", [goods], 0, 0, [goods, goods], False, {}, **given)
    return module.Memory(plan, variants={"better"})


def test_what_counts_for_a_test(shoppers):
    assert memory(shoppers).variant == "better"
    assert memory(shoppers, agrees=False).variant == ""
    assert memory(shoppers, program=True).variant == ""
    assert memory(shoppers, meets=False).variant == ""
    bought = memory(shoppers)
    assert bought.revenue == 0
    bought.orders.add("7")
    assert bought.revenue == 5
