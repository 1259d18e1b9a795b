"""The page of comparison, and the way to it from a page of results, with no script."""

import re

import pytest

from shopguide.catalogue.registry import registry
from shopguide.delivery import drain
from shopguide.search.index import count_terms
from storefront.models import Brand, Category, Product
from tests.storefront.test_pages import Page


@pytest.fixture
def shop(db):
    """Twenty products in two categories, read as by a worker."""
    kinds = [
        Category.objects.create(slug=slug, name=name, name_zh=chinese, position=position)
        for position, (slug, name, chinese) in enumerate(
            [("smartphones", "Smartphones", "手机"), ("tablets", "Tablets", "平板电脑")]
        )
    ]
    brand = Brand.objects.create(name="青禾")
    for number in range(20):
        Product.objects.create(
            sku=f"zh-{number}", source="shopguide", name=f"青禾 {number} 便宜手机", brand=brand,
            category=kinds[number % 2], description="便宜实用", price=50 + 40 * number, stock=3,
            specs={"电池": f"{4000 + number} mAh", "颜色": "黑色"}, language="zh-hans",
        )  # fmt: skip
    drain()
    count_terms(registry.get("products"))


@pytest.fixture
def phones(shop):
    return list(Product.objects.filter(category__slug="smartphones").order_by("sku")[:5])


@pytest.mark.parametrize(("code", "title"), [("en", "Compare products"), ("zh-hans", None)])
def test_the_page_shows_both_products_in_a_table(phones, client, code, title):
    client.cookies["django_language"] = code
    answer = client.get("/compare/", {"p": [phones[0].sku, phones[1].sku]})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert Page(text).forbidden == []
    assert title is None or title in text
    for phone in phones[:2]:
        assert text.count(f'href="{phone.get_absolute_url()}"') >= 1
        assert phone.name in text
    assert text.count('scope="col"') == 2
    assert "sg-compare-group" in text


def test_one_or_five_get_a_message(phones, client):
    for count, words in ((1, "at least two"), (5, "at most 4"), (0, "at least two")):
        answer = client.get("/compare/", {"p": [phone.sku for phone in phones[:count]]})
        assert answer.status_code == 200
        assert 'role="alert"' in answer.content.decode()
        assert words in answer.content.decode()


def test_a_hidden_product_is_left_out_and_told(phones, client):
    Product.objects.filter(pk=phones[2].pk).update(is_public=False)
    given = {"p": [phone.sku for phone in phones[:3]] + ["no-such-thing"]}
    text = client.get("/compare/", given).content.decode()
    assert phones[2].name not in text
    assert "2 products are no longer in the shop" in text


def test_odd_addresses_get_the_message(shop, client):
    for given in (["a\0b", "'"], ["x" * 10_000], ["1", "2"], ["😀"] * 50):
        assert 'role="alert"' in client.get("/compare/", {"p": given}).content.decode()


def test_results_are_ticked_and_sent_as_a_form(phones, client):
    text = client.get("/search/", {"q": "手机"}).content.decode()
    assert '<form class="sg-compare-form" action="/compare/">' in text
    ticked = re.findall(r'type="checkbox" name="p" value="([^"]+)"', text)[:2]
    assert len(ticked) == 2
    assert "alert" not in re.findall(
        r'role="(\w+)"', client.get("/compare/", {"p": ticked}).content.decode()
    )


def test_a_broad_question_offers_taps(shop, client):
    text = client.get("/guide/", {"q": "便宜"}).content.decode()
    assert text.count('class="sg-question"') <= 2
    links = re.findall(r'<nav class="sg-question".*?</nav>', text, re.DOTALL)
    for address in re.findall(r'href="([^"]+)"', " ".join(links)):
        assert client.get("/guide/" + address.replace("&amp;", "&")).status_code == 200
    assert "sg-grid" in text
