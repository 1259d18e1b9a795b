"""The demo's orders follow real ones by the rule that ``storefront/data/orders.py`` states."""

import csv
import gzip
import json
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from random import Random

import pytest

from storefront.data import orders
from storefront.data.orders import FOLLOWED, LINES, THEMES, Bought
from storefront.load import DATA

THEME = {category: theme for theme, categories in THEMES.items() for category in categories}


@pytest.fixture(scope="module")
def rows():
    with gzip.open(DATA / orders.FILE, "rt", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def products():
    return {row["sku"]: row for row in orders._products()}


def test_there_are_some_hundred_buyers_of_what_is_in_stock(rows, products):
    buyers = {row["buyer"] for row in rows}
    assert buyers >= set(FOLLOWED)
    assert len(buyers - set(FOLLOWED)) == 300
    assert all(products[row["sku"]]["stock"] > 0 for row in rows)
    assert len({row["sku"] for row in rows}) > 400
    assert min(int(row["days"]) for row in rows) < 7
    assert len(rows) > 5000


def test_an_order_has_few_lines_and_each_product_once(rows):
    skus = defaultdict(list)
    for row in rows:
        skus[row["order"]].append(row["sku"])
        assert row["quantity"] in "12"
    assert max(map(len, skus.values())) <= LINES
    assert all(len(set(own)) == len(own) for own in skus.values())


def test_the_three_shoppers_like_different_things(rows, products):
    fond = {}
    for name in FOLLOWED:
        own = [products[row["sku"]] for row in rows if row["buyer"] == name]
        themes = Counter(THEME.get(each["category"], "kitchen") for each in own)
        fond[name], count = themes.most_common(1)[0]
        assert count > len(own) / 3
        assert len({row["order"] for row in rows if row["buyer"] == name}) >= 6
    assert fond == FOLLOWED
    languages = {name: Counter() for name in FOLLOWED}
    for row in rows:
        if row["buyer"] in FOLLOWED:
            languages[row["buyer"]][products[row["sku"]]["language"]] += 1
    assert languages["ming"]["zh-hans"] > languages["ming"]["en"]
    assert languages["anna"].keys() | languages["lee"].keys() == {"en"}


def test_people_buy_again_and_together_as_they_did(rows):
    """Shuffled among the buyers, both would be near what chance gives."""

    def again(lines):
        orders_of = defaultdict(set)
        for row, sku in lines:
            orders_of[row["buyer"], sku].add(row["order"])
        return sum(len(made) > 1 for made in orders_of.values()) / len(orders_of)

    skus = [row["sku"] for row in rows]
    shuffled = Random(1).sample(skus, len(skus))
    assert again(zip(rows, skus, strict=True)) > 5 * again(zip(rows, shuffled, strict=True))


@pytest.fixture(scope="module")
def lines():
    """Forty buyers in four kinds, each of which likes its own codes."""
    dice, made = Random(3), []
    for buyer in range(400):
        for number in range(6):
            when = datetime(2011, 1, 1) + timedelta(days=dice.randrange(300))
            for _ in range(4):
                code = str(10_000 + 110 * (buyer % 4) + dice.randrange(110))
                order = f"{buyer}-{number}"
                made.append(Bought(order, str(buyer), code, dice.choice([1, 24]), when))
    return made


def test_the_rule_is_the_same_every_time(lines, products, monkeypatch):
    monkeypatch.setattr(orders, "BUYERS", 30)
    made = orders.orders(lines, products.values())
    assert made == orders.orders(lines, products.values())
    assert len({row["buyer"] for row in made}) == 33


def test_a_code_stands_for_one_product_of_each_language(lines, products):
    themes = orders.themes_of(lines)
    assert set(Counter(themes.values()).values()) == {orders.CODES}
    places, shelves = orders.categories_of(lines, themes), orders.sold(products.values())
    for code, (category, _) in places.items():
        assert THEME[category] == themes[code]
        english = orders.sku_of(places[code], shelves, False)
        assert products[english]["language"] == "en"
        chinese = products[orders.sku_of(places[code], shelves, True)]
        assert chinese["language"] == ("zh-hans" if "zh-hans" in shelves[category] else "en")


def test_those_who_like_the_same_codes_share_a_theme(lines):
    themes = orders.themes_of(lines)
    kinds = defaultdict(Counter)
    for code, theme in themes.items():
        kinds[theme][(int(code) - 10_000) // 110] += 1
    # Groups are of one size and kinds are not, so some are mixed; by chance it would be about 0.35.
    assert sum(max(each.values()) for each in kinds.values()) / len(themes) > 0.8


def test_reviews_of_the_shoppers_are_of_what_they_bought(rows):
    path = DATA / "shopper_reviews_written_by_us.jsonl"
    bought = {(row["buyer"], row["sku"]): int(row["days"]) for row in reversed(rows)}
    told = [json.loads(line) for line in path.read_text().splitlines()]
    assert {row["shopper"] for row in told} == set(FOLLOWED)
    assert all(row["days"] < bought[row["shopper"], row["sku"]] for row in told)
    assert sum("电" in row["body"] for row in told if row["shopper"] == "ming") == 2


def test_returns_charges_and_strangers_are_left_out(tmp_path):
    path = tmp_path / "lines.csv.gz"
    with gzip.open(path, "wt") as file:
        file.write(
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
            "1,85123A,HOLDER,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom\n"
            "C2,85123A,HOLDER,-6,2010-12-02 08:26:00,2.55,17850.0,United Kingdom\n"
            "3,POST,POSTAGE,1,2010-12-02 08:26:00,18.0,17850.0,France\n"
            "4,85123A,HOLDER,6,2010-12-01 08:26:00,2.55,,United Kingdom\n"
        )
    (line,) = orders.read(path)
    assert (line.buyer, line.code, line.quantity) == ("17850", "85123A", 6)
