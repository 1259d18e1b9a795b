"""Page, total and facets agree with each other, with the filter, and with a count by SQL."""

import random
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db.models import Avg

from shopguide.models import Document, FactValue
from shopguide.search import Filters, search
from shopguide.search.facets import facets_of
from tests.shop.models import Product, Review

QUERIES = [
    "smartphone",
    "laptop keyboard",
    "wireless headphones",
    "usb",
    "型号",
    "camera",
    "zzz",
    "Orion",
]


def drawn(choice, values):
    """Random limits, most searches having one or two."""
    filters = Filters()
    if choice.random() < 0.4:
        filters = replace(filters, price_max=Decimal(choice.randrange(0, 900)))
    if choice.random() < 0.3:
        filters = replace(filters, price_min=Decimal(choice.randrange(0, 500)))
    if choice.random() < 0.3:
        filters = replace(filters, in_stock=True)
    if choice.random() < 0.2:
        filters = replace(filters, rating_min=choice.choice([3.0, 4.0, 4.5]))
    if choice.random() < 0.3:
        filters = replace(filters, category=choice.choice(["Smartphones", "cables", "None such"]))
    if choice.random() < 0.4:
        filters = replace(filters, facts=((choice.choice(values), choice.choice(values)),))
    if choice.random() < 0.2:
        filters = replace(filters, without=(choice.choice(values),))
    return filters


def allowed(filters):
    """Keys of products within the limits, from the shop's own tables alone."""
    products = Product.objects.filter(is_public=True)
    if filters.price_max is not None:
        products = products.filter(price__lte=filters.price_max)
    if filters.price_min is not None:
        products = products.filter(price__gte=filters.price_min)
    if filters.in_stock:
        products = products.filter(stock__gt=0)
    if filters.category:
        products = products.filter(category__name__iexact=filters.category)
    keys = set(products.values_list("pk", flat=True))
    if filters.rating_min is not None:
        rated = Review.objects.filter(approved=True).values("product").annotate(mean=Avg("rating"))
        keys &= set(rated.filter(mean__gte=filters.rating_min).values_list("product", flat=True))
    for group in filters.facts:
        keys &= set().union(*(having(value) for value in group))
    for value in filters.without:
        keys -= having(value)
    return keys


def having(pk):
    value = FactValue.objects.get(pk=pk)
    wanted = value.text if value.number is None else value.number
    return set(Product.objects.filter(**{value.path: wanted}).values_list("pk", flat=True))


@pytest.mark.slow
def test_500_searches_keep_every_limit_and_count_right(market):
    choice = random.Random(500)
    values = list(FactValue.objects.filter(guide=market.name).values_list("pk", flat=True))
    sorts = ["relevance", "price", "-price", "rating"]
    nonempty = 0
    for _ in range(500):
        query, filters, sort = choice.choice(QUERIES), drawn(choice, values), choice.choice(sorts)
        given = (query, filters, sort)
        results = search(market, query, limit=1000, filters=filters, sort=sort, facets=True)
        found = [hit.pk for hit in results.hits]
        wanted = allowed(results.filters)
        assert set(found) <= wanted, given
        assert len(found) == len(set(found)) == results.total, given
        nonempty += bool(found)
        # A slice of the list is the page.
        size, page = choice.randrange(1, 30), choice.randrange(0, 4)
        part = search(market, query, limit=size, offset=size * page, filters=filters, sort=sort)
        assert [hit.pk for hit in part.hits] == found[size * page : size * (page + 1)], given
        assert part.total == results.total, given
        check_facets(market, results, found, given)
        check_order(found, sort, given)
    assert nonempty > 200


def check_facets(guide, results, found, given):
    counted = facets_of(guide, results.answer)
    for facet in counted.facts:
        rows = Product.objects.filter(pk__in=found).values_list(facet.path, flat=True)
        by_sql = Counter(
            f"{value:g}" if isinstance(value, float) else str(value)
            for value in rows
            if value is not None
        )
        assert {value.text: value.count for value in facet.values} == dict(
            by_sql.most_common(len(facet.values))
        ) or all(by_sql[value.text] == value.count for value in facet.values), given
    priced = Product.objects.filter(pk__in=found).exclude(price=None)
    prices = list(priced.values_list("price", flat=True))
    assert sum(band.count for band in counted.prices) == len(prices), given
    for band in counted.prices:
        inside = [p for p in prices if p >= band.low and (band.high is None or p < band.high)]
        assert len(inside) == band.count, (given, band)
    means = dict(
        Review.objects.filter(approved=True, product__in=found)
        .values_list("product")
        .annotate(mean=Avg("rating"))
    )
    for stars, count in counted.stars:
        assert sum(mean >= stars for mean in means.values()) == count, given


def check_order(found, sort, given):
    if sort in ("price", "-price"):
        prices = dict(Product.objects.filter(pk__in=found).values_list("pk", "price"))
        known = [prices[pk] for pk in found if prices[pk] is not None]
        assert known == sorted(known, reverse=sort == "-price"), given
        assert all(prices[pk] is None for pk in found[len(known) :]), given


def test_a_value_that_nobody_has_finds_nothing(market):
    gone = FactValue.objects.create(guide=market.name, path="brand__name", text="Gone")
    assert search(market, "smartphone", filters=Filters(facts=((gone.pk,),))).total == 0


def test_only_limits_and_no_words_gives_all_that_fits(market):
    results = search(market, "under $50, in stock", limit=1000)
    wanted = Product.objects.filter(is_public=True, price__lte=50, stock__gt=0)
    assert {hit.pk for hit in results.hits} == set(wanted.values_list("pk", flat=True))


def test_facts_follow_the_product(market):
    from shopguide.delivery import drain

    product = Product.objects.filter(is_public=True, camera_mp=12).first()
    product.camera_mp = 64
    product.save()
    drain()
    value = FactValue.objects.get(guide=market.name, path="camera_mp", text="64")
    assert Document.objects.get(guide=market.name, object_id=product.pk).facts.count(value.pk) == 1
    found = search(market, product.name, filters=Filters(facts=((value.pk,),)))
    assert [hit.pk for hit in found.hits] == [product.pk]
