"""Review insight as files for a spreadsheet."""

import csv
from io import StringIO

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from django.test import AsyncClient
from django.utils import timezone

from shopguide.models import AspectOpinion
from shopguide.widgets.insight.exports import CHUNK, cell, lines
from tests.shop.factories import phone_guide, products
from tests.shop.models import Review

from .conftest import address
from .readings import GOOD, read, reviews


def rows(answer):
    text = answer.getvalue().decode() if answer.streaming else answer.content.decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(StringIO(text[1:])))


def test_products_as_the_page_shows_them(merchant, phones):
    answer = merchant.get(address("products_file", "phone"))
    assert answer.streaming
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="phone-products.csv"'
    first, second = rows(answer)
    assert (first["title"], first["reviews read"], first["good"], first["bad"]) == (
        "Phone 0", "24", "12", "12",
    )  # fmt: skip
    assert (first["bad, %"], first["bad, from %"], first["bad, to %"]) == ("50.0", "31.4", "68.6")
    assert (first["net sentiment"], first["new complaints"]) == ("0.0", "battery")
    assert first["mean stars"] == "3.95"
    assert (second["net sentiment"], second["new complaints"]) == ("1.0", "")
    found = merchant.get(address("products_file", "phone"), {"q": "phone 1"})
    assert [row["title"] for row in rows(found)] == ["Phone 1"]


def test_aspects_of_one_product(merchant, phones):
    where = address("aspects_file", "phone", phones.first.pk)
    battery, camera = rows(merchant.get(where))
    assert battery["aspect"] == "battery"
    assert [battery[name] for name in ("reviews read", "reviews that mention it", "praise", "blame")] == [
        "24", "22", "10", "12",
    ]  # fmt: skip
    assert (battery["of verified purchases"], battery["that blame"]) == ("6", "6")
    assert (camera["praise"], camera["blame"]) == ("2", "0")
    (late,) = rows(merchant.get(where, {"period": "28"}))
    assert (late["reviews read"], late["blame"]) == ("9", "9")


def test_every_opinion_once(merchant, phones):
    found = rows(merchant.get(address("all_opinions_file", "phone")))
    assert len(found) == AspectOpinion.objects.count() == 39
    own = rows(merchant.get(address("opinions_file", "phone", phones.first.pk)))
    assert len(own) == 24
    assert {row["title"] for row in own} == {"Phone 0"}
    chinese = rows(
        merchant.get(address("opinions_file", "phone", phones.first.pk), {"language": "zh-hans"})
    )
    assert [
        (row["aspect"], row["term"], row["polarity"], row["sentence"], row["shown to shoppers"])
        for row in chinese
    ] == [("battery", "电池", "negative", "电池很差。", "no")] * 2
    bought = rows(
        merchant.get(address("opinions_file", "phone", phones.first.pk), {"verified": "yes"})
    )
    assert [(row["verified purchase"], row["stars"]) for row in bought] == [("yes", "5.0")] * 6


def test_a_review_that_has_changed_is_not_cited(merchant, phones):
    Review.objects.filter(product=phones.second).update(body="A text of other words, and longer.")
    found = rows(merchant.get(address("opinions_file", "phone", phones.second.pk)))
    assert len(found) == 15
    assert {row["sentence"] for row in found} == {""}


def test_a_file_is_sent_in_parts(merchant, db, django_assert_max_num_queries, monkeypatch):
    monkeypatch.setattr("shopguide.insight.opinions.CHUNK", 10)
    (product,) = products(1)
    reviews(product, 35, GOOD)
    read(phone_guide())
    with django_assert_max_num_queries(40):
        found = rows(merchant.get(address("all_opinions_file", "phone")))
    assert len({row["review"] for row in found}) == 35
    assert len(list(lines([n] for n in range(2 * CHUNK + 1)))) == 3


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠a"]
)
def test_no_cell_is_a_formula(text):
    assert cell(text) == f"'{text}"


def test_other_cells_are_left_alone():
    moment = timezone.now()
    assert cell(-0.5) == -0.5
    assert cell("a=1") == "a=1"
    assert cell("") == ""
    assert cell(moment) == moment.strftime("%Y-%m-%d %H:%M")
    assert cell(None) is None


def test_no_text_of_a_shop_is_run(merchant, db):
    (product,) = products(1, name='=HYPERLINK("http://example.com","x")')
    reviews(product, 5, "=cmd|' /C calc'A0 bad battery")
    reviews(product, 5, '@SUM(1), "good" battery\nthen 2,5 lines')
    read(phone_guide())
    for page in (address("products_file", "phone"), address("all_opinions_file", "phone")):
        found = rows(merchant.get(page))
        assert {row["title"] for row in found} == {'\'=HYPERLINK("http://example.com","x")'}
    sentences = {row["sentence"] for row in found}
    assert "'=cmd|' /C calc'A0" in "".join(sentences)
    assert not any(sentence.startswith(("=", "@")) for sentence in sentences)


def test_in_the_language_of_who_asks(merchant, phones, settings):
    merchant.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    answer = merchant.get(address("all_opinions_file", "phone"))
    # Read after the request has ended, when another language may be active.
    found = rows(answer)
    assert {row[list(row)[9]] for row in found} <= {"电池", "拍照", "battery", "camera"}


@pytest.mark.parametrize("name", ["products_file", "all_opinions_file"])
def test_under_asgi_it_is_sent_as_it_is_read(phones, name):
    user = User.objects.create_superuser("boss", password="x")

    async def fetched():
        client = AsyncClient()
        await client.aforce_login(user)
        answer = await client.get(address(name, "phone"))
        assert answer.is_async
        return [part async for part in answer]

    parts = async_to_sync(fetched)()
    assert b"".join(parts).decode().startswith("\ufeffproduct,title")
    assert len(b"".join(parts).splitlines()) == {"products_file": 3, "all_opinions_file": 40}[name]
