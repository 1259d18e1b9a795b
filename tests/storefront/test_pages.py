"""Every page of the demo, in both languages, with good and bad input."""

import re
from html.parser import HTMLParser

import pytest
from django.core.management import CommandError, call_command

from storefront.middleware import POLICY
from storefront.models import Product, Review

PAGES = [
    "/",
    "/c/smartphones/",
    "/p/zh-001/",
    "/search/?q=手机",
    "/guide/?q=便宜拍照好的手机",
    "/guide/",
]
ODD = [
    "",
    " ",
    "x" * 10_000,
    "a%00b",
    "😀",
    "'; DROP TABLE x; --",
    "<script>alert(1)</script>",
    "%25",
    "\\",
]


class Page(HTMLParser):
    """What a page has in line that its policy would forbid, and its language."""

    def __init__(self, text):
        super().__init__()
        self.forbidden, self.language, self.open_script = [], "", False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "html":
            self.language = given["lang"]
        if tag == "style" or "style" in given or any(name.startswith("on") for name in given):
            self.forbidden.append((tag, given))
        if tag == "script" and "src" not in given:
            self.forbidden.append((tag, given))
        for name in ("src", "href", "action"):
            if re.match(r"(?:https?:)?//", given.get(name) or ""):
                self.forbidden.append((tag, given))


@pytest.mark.parametrize(("code", "language"), [("en", "en"), ("zh-hans", "zh-Hans")])
def test_pages_in_both_languages(shop, client, settings, code, language):
    settings.MIDDLEWARE = ["storefront.middleware.ContentSecurityPolicy", *settings.MIDDLEWARE]
    client.cookies["django_language"] = code
    for path in PAGES:
        answer = client.get(path)
        assert answer.status_code == 200, path
        page = Page(answer.content.decode())
        assert page.forbidden == [], path
        assert page.language == language, path
        assert answer.headers["Content-Security-Policy"] == POLICY


def test_facts_are_called_as_the_shopper_speaks(shop, client):
    client.cookies["django_language"] = "zh-hans"
    page = client.get("/search/", {"q": "laptop with at least 8 GB RAM"}).content.decode()
    assert "内存：不低于 8" in page
    assert "RAM：" not in page
    # A category by itself is a word: no chip says that it limits anything.
    assert "sg-chip" not in client.get("/search/", {"q": "笔记本电脑"}).content.decode()
    weighed = Product.objects.filter(specs__has_key="Weight", is_public=True)
    sku = weighed.values_list("sku", flat=True)[0]
    assert ">重量<" in client.get(f"/p/{sku}/").content.decode()


@pytest.mark.parametrize("query", ODD)
def test_odd_input_breaks_no_page(shop, client, query):
    for path in ("/search/", "/guide/"):
        answer = client.get(f"{path}?q={query}")
        assert answer.status_code == 200
        assert b"<script>alert" not in answer.content


def test_a_query_too_long_is_told_on_the_page(shop, client):
    for path in ("/search/", "/guide/"):
        assert b"Please use at most 500 characters." in client.get(path, {"q": "x" * 501}).content


def test_what_is_not_there_is_404(shop, client):
    for path in ("/p/nothing/", "/c/nothing/", "/p/zh-001%00/"):
        assert client.get(path).status_code == 404
    Product.objects.filter(sku="zh-001").update(is_public=False)
    assert client.get("/p/zh-001/").status_code == 404


@pytest.mark.parametrize(
    "query", ["sort=price", "sort=nonsense", "page=99", "page=x", "brand=%00", "in_stock=1"]
)
def test_categories_bear_any_parameter(shop, client, query):
    assert client.get(f"/c/smartphones/?{query}").status_code == 200


def test_lists_take_few_queries(shop, client, django_assert_max_num_queries):
    for path, most in [("/", 20), ("/c/smartphones/", 8), ("/p/zh-001/", 34)]:
        with django_assert_max_num_queries(most):
            client.get(path)


def test_the_question_of_the_readme_names_real_phones_at_their_price(shop, client):
    question = "I'm looking for a budget smartphone with a good camera."
    answer = client.get("/guide/", {"q": question})
    suggestion = answer.context["suggestion"]
    assert len(suggestion.picks) == 3
    for pick in suggestion.picks:
        assert pick.product.category.slug == "smartphones"
        assert f"${pick.product.price:,.2f}" == pick.price
        assert pick.price in answer.content.decode()


def test_an_unapproved_review_is_not_shown(shop, client):
    review = Review.objects.filter(product__sku="zh-001").first()
    assert f'id="review-{review.pk}"' in client.get("/p/zh-001/").content.decode()
    Review.objects.filter(pk=review.pk).update(is_approved=False)
    page = client.get("/p/zh-001/").content.decode()
    assert f'id="review-{review.pk}"' not in page
    assert "2 reviews" in page


def test_the_merchant_sees_vectors_and_jobs(shop, admin_client):
    listed = admin_client.get("/admin/shopguide/vector/")
    assert listed.status_code == 200
    assert "products have a current vector" in listed.content.decode()
    for name in ("job", "document", "failedcheck"):
        assert admin_client.get(f"/admin/shopguide/{name}/").status_code == 200
    assert admin_client.get("/admin/shopguide/job/add/").status_code == 403


def test_loading_again_changes_nothing(shop, capsys):
    Product.objects.update(stock=3, is_public=True)
    call_command("storefront_load")
    assert "3987 products" in capsys.readouterr().out
    call_command("storefront_load")
    assert "(0 written), 0 new reviews" in capsys.readouterr().out


def test_a_missing_file_is_bad_input(db, tmp_path):
    with pytest.raises(CommandError) as caught:
        call_command("storefront_load", "--folder", str(tmp_path))
    assert caught.value.returncode == 2
