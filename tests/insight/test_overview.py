"""The merchant's products: numbers, order, pages."""

from datetime import timedelta
from statistics import fmean

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.insight import Scope
from shopguide.insight.overview import overview
from shopguide.models import ReviewReading
from tests.shop.factories import products
from tests.shop.models import Product

from .factories import START, Said, days, store

SAID = st.builds(
    Said,
    label=st.sampled_from([-1, 0, 1]),
    rating=st.sampled_from([None, 0.2, 0.6, 1.0]),
    written=st.sampled_from([None, START, START + days(9)]),
)


@settings(max_examples=15)
@given(st.lists(st.lists(SAID, max_size=8), min_size=3, max_size=3))
def test_rows_are_what_plain_counting_gives(guide, said):
    ReviewReading.objects.all().delete()
    made = products(3)
    for product, each in zip(made, said, strict=True):
        store(product, each)
    found = overview(Scope(guide))
    of = {row.product: row for row in found.rows}
    assert found.total == len(of) == sum(bool(each) for each in said)
    for product, each in zip(made, said, strict=True):
        if not each:
            assert str(product.pk) not in of
            continue
        row = of[str(product.pk)]
        labels = [one.label for one in each]
        assert (row.title, row.reviews) == (product.name, len(each))
        assert (row.positive.count, row.negative.count) == (labels.count(1), labels.count(-1))
        assert row.net == pytest.approx(sum(labels) / len(each))
        stars = [one.rating for one in each if one.rating is not None]
        assert row.rating == (pytest.approx(fmean(stars)) if stars else None)
        assert row.last == max((one.written for one in each if one.written), default=None)


@pytest.fixture
def shop(guide):
    """Worst, best, few and complained, by name."""
    names = ["Worst", "Best", "Few", "Complained"]
    made = dict(zip(names, products(4), strict=True))
    for name, product in made.items():
        Product.objects.filter(pk=product.pk).update(name=name)
    store(made["Worst"], [Said(label=-1)] * 6)
    store(made["Best"], [Said(label=1)] * 7)
    store(made["Few"], [Said(label=-1, written=START + days(1))] * 2)
    late, early = timezone.now() - timedelta(days=3), timezone.now() - timedelta(days=90)
    store(made["Complained"], [Said([("battery", -1)], label=1, written=late)] * 9)
    store(made["Complained"], [Said(label=1, written=early)] * 40)
    return made


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("complaints", ["Complained", "Worst", "Best", "Few"]),
        ("net", ["Worst", "Complained", "Best", "Few"]),
        ("-net", ["Complained", "Best", "Worst", "Few"]),
        ("reviews", ["Complained", "Best", "Worst", "Few"]),
        ("recent", ["Complained", "Few", "Worst", "Best"]),
    ],
)
def test_sorting(guide, shop, sort, expected):
    assert [row.title for row in overview(Scope(guide), sort).rows] == expected


def test_new_complaints_stand_with_their_product(guide, shop):
    found = overview(Scope(guide))
    (complaint,) = found.complaints
    assert found.rows[0].complaints == (complaint,)
    assert (complaint.product, complaint.aspect) == (str(shop["Complained"].pk), "battery")
    assert [row.complaints for row in found.rows[1:]] == [(), (), ()]


def test_pages_have_every_product_once(guide, shop):
    pages = [overview(Scope(guide), "net", limit=3, offset=offset) for offset in (0, 3, 6)]
    assert [len(page.rows) for page in pages] == [3, 1, 0]
    assert {page.total for page in pages} == {4}
    assert len({row.product for page in pages for row in page.rows}) == 4


def test_search_by_title(guide, shop):
    found = overview(Scope(guide), search="WORS")
    assert ([row.title for row in found.rows], found.total) == (["Worst"], 1)
    assert overview(Scope(guide), search="' OR 1=1").total == 0


def test_a_product_that_is_gone_keeps_its_key(guide, product):
    store(product, [Said()])
    ReviewReading.objects.update(object_id="987654321")
    (row,) = overview(Scope(guide)).rows
    assert row.title == "987654321"


def test_five_statements_however_many_products(guide, django_assert_num_queries):
    for product in products(12):
        store(product, [Said([("battery", -1)])] * 6)
    with django_assert_num_queries(5):
        assert len(overview(Scope(guide)).rows) == 12
