"""200 questions to a server that invents products, prices, stock, numbers, attributes, reviews and
comparisons and drops references: nothing of it reaches the API or a page. What is shown is held
against the database, not against the checks that are tried."""

import csv
import html
import random
import re
from pathlib import Path

import pytest
from django.core.cache import cache
from django.http import QueryDict
from django.template.loader import render_to_string

from shopguide.backends import writers
from shopguide.catalogue.registry import registry
from shopguide.delivery import drain, reconcile
from shopguide.insight.highlights import highlights
from shopguide.models import CheckTally, FailedCheck
from shopguide.search.index import count_terms
from shopguide.text.money import format_price
from shopguide.widgets.suggestions import suggestions_context
from shopguide.writers.openai import OpenAIWriter
from storefront.load import DATA, load
from storefront.models import Product

from .adversary import Adversary, telling

REPOSITORY = Path(__file__).resolve().parent.parent.parent
QUESTIONS = 200
#: Every so manyth product of the demo is in the shop.
EVERY = 20


def questions():
    """Half of them English, half Chinese, the same in every run."""
    english = csv.DictReader((DATA / "judgments.csv").read_text(encoding="utf-8").splitlines())
    chinese = (REPOSITORY / "benchmarks" / "queries_zh.csv").read_text(encoding="utf-8")
    known = sorted({row["query"] for row in english})
    wished = [f"a good {query} for travel" for query in known]
    translated = sorted({row["zh"] for row in csv.DictReader(chinese.splitlines())})
    choice = random.Random(6)
    half = QUESTIONS // 2
    chosen = choice.sample([*known, *wished], half)
    return [*chosen, *choice.sample([*translated, *(f"便宜的{q}" for q in translated)], half)]


@pytest.fixture
def shop(db):
    """A part of the demo's real products, with their reviews, as a worker has read them."""
    load()
    own = Product.objects.filter(source="shopguide").values_list("pk", flat=True)
    others = Product.objects.exclude(pk__in=own).order_by("sku").values_list("pk", flat=True)
    kept = [*own, *others[::EVERY]]
    Product.objects.exclude(pk__in=kept).update(is_public=False)
    guide = registry.get("products")
    reconcile(guide)
    drain()
    count_terms(guide)
    return guide


@pytest.fixture
def adversary(monkeypatch, settings):
    settings.SHOPGUIDE = {
        **settings.SHOPGUIDE,
        "THROTTLES": {"suggestions": "10000/min", "search": "10000/min"},
    }
    cache.clear()
    made = Adversary(seed=1)
    with made.endpoint:
        writer = OpenAIWriter("m", base_url=made.endpoint.url, api_key="k", timeout=20, retries=0)
        monkeypatch.setitem(writers._made, "default", writer)
        yield made


def row_of(product):
    """All that the shop says of a product, as one text."""
    specs = " ".join(f"{label} {value}" for label, value in product.specs.items())
    brand = product.brand.name if product.brand else ""
    names = f"{product.category.name} {product.category.name_zh}"
    return f"{product.name} {brand} {names} {product.description} {specs}"


def numbers_of(text):
    plain = (found.replace(",", "") for found in re.findall(r"\d[\d,]*(?:\.\d+)?", text))
    return {re.sub(r"(\.\d*?)0+$", r"\1", each).rstrip(".") for each in plain}


def known_numbers(guide, products):
    """Numbers that the rows have, and those of their reviews' shares."""
    rows = " ".join(map(row_of, products))
    phrases = [each for product in products for each in highlights(guide, product.pk, 30).phrases]
    shares = " ".join(f"{each.share.count} {each.share.total}" for each in phrases)
    return numbers_of(f"{rows} {shares} {len(products)}")


def held_against_the_database(guide, question, answer):
    products = [Product.objects.get(pk=pick["product"]["id"]) for pick in answer["picks"]]
    assert all(product.is_public and product.stock > 0 for product in products)
    prices = {format_price(product.price, answer["language"]) for product in products}
    parts = [(products, answer["opening"]), (products[:2], answer["difference"])]
    for product, pick in zip(products, answer["picks"], strict=True):
        assert pick["product"]["title"] == product.name
        parts.append(([product], pick["reason"]))
    for about, segments in parts:
        for segment in segments:
            if segment["kind"] == "name":
                shown = segment["text"].rstrip("…")
                assert any(product.name.startswith(shown) for product in products), segment
            elif segment["kind"] == "price":
                assert segment["text"] in prices
        said = " ".join(each["text"] for each in segments if each["kind"] == "text")
        unknown = numbers_of(said) - known_numbers(guide, about)
        # A share of another product's reviews may stand in neither.
        assert not unknown, (question, said, unknown)


@pytest.mark.timeout(900)
def test_nothing_that_is_made_up_is_shown(shop, adversary, client):
    asked = questions()
    assert len(asked) == QUESTIONS
    generated, seen = 0, set()
    for number, question in enumerate(asked):
        adversary.told.clear()
        got = client.get("/guide-api/v1/suggestions/", {"q": question, "guide": "products"})
        assert got.status_code == 200, question
        answer = got.json()
        shown = html.unescape(got.content.decode())
        generated += answer["generative"]
        held_against_the_database(shop, question, answer)
        if number % 4 == 0:
            context = suggestions_context(question, "products", parameters=QueryDict())
            shown += html.unescape(render_to_string("shopguide/suggestions.html", context))
        seen |= {(lie, question) for lie in adversary.told if telling(lie) in shown}
    assert seen == set()
    assert generated > 0.8 * QUESTIONS
    tally = CheckTally.objects.filter(rule="", writer__startswith="OpenAIWriter")
    assert sum(row.failed for row in tally) >= QUESTIONS
    assert FailedCheck.objects.exists()
