"""Simulated shoppers are those of the orders, the same for the same seed, and the effect is the one
that was asked for."""

import gzip

import numpy as np
import pytest

from shopguide.experiments.simulate import crowd, patterns, with_buyers, with_clicks

HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"


@pytest.fixture
def lines(tmp_path):
    rows = [
        f"{n},1,x,{1 + n % 3},2011-{1 + n % 6:02d}-{1 + n % 27:02d} 10:00:00,2.5,{n % 40},UK\n"
        for n in range(600)
    ]
    rows += ["x,1,x,-5,2011-03-01 10:00:00,2.5,7,UK\n", "y,1,x,5,2011-03-01 10:00:00,2.5,,UK\n"]
    path = tmp_path / "lines.csv.gz"
    with gzip.open(path, "wt") as file:
        file.writelines([HEADER, *sorted(rows, key=lambda row: row.split(",")[4])])
    return path


def test_shoppers_are_drawn_by_a_seed_from_orders(lines):
    found = patterns(lines)
    assert (found.now >= 0).all()
    assert 0 < (found.now > 0).mean() <= 1
    first, again = (crowd(found, 500, np.random.default_rng(3)) for _ in range(2))
    assert (first.now == again.now).all()
    assert set(first.now) <= set(found.now)
    assert (first.clicks <= first.shown).all()


def test_effects_are_the_ones_asked_for(lines):
    draw = np.random.default_rng(4)
    people = crowd(patterns(lines), 50_000, draw)
    bought = (people.now > np.median(people.now)).astype(float)
    assert with_buyers(bought, 0.2, draw).mean() == pytest.approx(1.2 * bought.mean(), rel=0.02)
    clicks = with_clicks(people, 0.1, draw)
    assert clicks.sum() == pytest.approx(1.1 * people.clicks.sum(), rel=0.02)
    assert (clicks <= people.shown).all()


def test_a_file_without_two_months_is_refused(tmp_path):
    path = tmp_path / "few.csv"
    path.write_text(HEADER + "1,1,x,1,2011-01-01 10:00:00,2.5,1,UK\n")
    with pytest.raises(ValueError, match="two months"):
        patterns(path)
