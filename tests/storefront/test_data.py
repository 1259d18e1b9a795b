"""The shipped data is real, whole and reproducible."""

import csv
import gzip
import json
from collections import Counter

import pytest

from storefront.data.build import family_of, write
from storefront.data.categories import BY_SLUG, category_of
from storefront.load import DATA, judgments


@pytest.fixture(scope="module")
def rows():
    with gzip.open(DATA / "products.jsonl.gz", "rt") as lines:
        return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def ours():
    return [json.loads(line) for line in (DATA / "written_by_us.jsonl").read_text().splitlines()]


def test_there_are_enough_real_products(rows):
    assert len(rows) >= 3000
    assert Counter(row["source"] for row in rows)["icecat"] >= 3000
    assert len({row["sku"] for row in rows}) == len(rows)
    assert {row["category"] for row in rows} <= set(BY_SLUG)


def test_every_judged_product_is_there(rows):
    skus = {row["sku"] for row in rows}
    assert {sku for _, sku, _ in judgments()} <= skus


def test_phones_are_phones(rows):
    names = [row["name"].lower() for row in rows if row["category"] == "smartphones"]
    assert len(names) > 60
    assert not [n for n in names if "case" in n or "protector" in n or "galaxy tab" in n]


def test_chinese_products_are_marked_and_reviewed(ours):
    assert len(ours) >= 60
    assert {row["source"] for row in ours} == {"shopguide"}
    assert all(len(row["reviews"]) >= 3 for row in ours)
    assert len({row["sku"] for row in ours}) == len(ours)


def test_our_reviews_are_marked_and_varied(ours):
    path = DATA / "reviews_written_by_us.jsonl"
    told = [json.loads(line) for line in path.read_text().splitlines()]
    assert {row["source"] for row in told} == {"written_by_us"}
    assert len({row["body"] for row in told}) == len(told)
    assert {row["score"] for row in told} == {1, 2, 3, 4, 5}
    assert all(7 <= len(row["body"]) <= 200 and 2 <= row["days"] <= 455 for row in told)
    chinese = Counter(row["sku"] for row in told if row["language"] == "zh-hans")
    own = {row["sku"] for row in ours}
    assert len([sku for sku, count in chinese.items() if sku in own and count >= 12]) >= 4
    assert len([sku for sku in chinese if sku.startswith("huliu-")]) == 2


def test_one_product_has_a_new_complaint():
    path = DATA / "reviews_written_by_us.jsonl"
    told = [json.loads(line) for line in path.read_text().splitlines()]
    blamed = [
        row["days"] <= 28
        for row in told
        if row["sku"] == "zh-019" and row["score"] <= 3 and "蓝牙" in row["body"]
    ]
    recent = [row for row in told if row["sku"] == "zh-019" and row["days"] <= 28]
    assert sum(blamed) >= 5
    assert sum(blamed) >= len(blamed) - 1
    assert len(recent) >= 10


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ('Samsung Galaxy A21s 16.5 cm (6.5") 3 GB 32 GB Dual SIM 4G Android 10.0', "smartphones"),
        ("Huawei 51993799 mobile phone case Cover Blue", "phone-accessories"),
        ("Targus CityGear notebook case 43.9 cm", "laptop-accessories"),
        ("HP EliteBook 2530p Notebook PC Intel Core 2 Duo", "laptops"),
        ("HP 3y Pickup Rtn Pavilion Notebook SVC", "software"),
        ("Xerox 006R90321 toner cartridge Original Black", "ink"),
        ("Sony SAL16F28 camera lens", "camera-accessories"),
    ],
)
def test_categories(title, slug):
    assert category_of({"title": title}) == slug


def test_variants_share_a_family():
    assert family_of("HP", "HP X2 Black 64 GB") == family_of("HP", "HP X2 Silver 128 GB")
    assert family_of("HP", "HP X2") != family_of("HP", "HP X3")


def test_equal_rows_are_equal_files(tmp_path):
    for name in ("a", "b"):
        write(tmp_path / name, [{"b": 1, "a": "手机"}])
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_judgments_are_as_they_came():
    with (DATA / "judgments.csv").open(newline="") as file:
        assert next(csv.reader(file)) == ["query", "docid", "rating"]
