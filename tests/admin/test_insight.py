"""Review insight: who may look, what is told, and that it is what SQL says."""

import re
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shopguide.catalogue.registry import registry
from shopguide.jobs import enqueue
from shopguide.models import Job
from tests.oscarish.models import Artikel, Offer, Opinion
from tests.shop.factories import phone_guide, products
from tests.shop.models import Review

from .conftest import address, words
from .readings import BAD, GOOD, read, reviews


def everything(phones):
    guide, pk = "phone", phones.first.pk
    return [
        address("changelist"),
        address("overview", guide),
        address("product", guide, pk),
        address("compare", guide) + f"?product={pk}&product={phones.second.pk}",
        address("products_file", guide),
        address("all_opinions_file", guide),
        address("aspects_file", guide, pk),
        address("opinions_file", guide, pk),
    ]


def test_only_who_may_view_readings_may_look(client, looker, phones):
    for page in everything(phones):
        assert looker.get(page).status_code == 200, page
        assert looker.post(page).status_code == 405, page
    client.force_login(User.objects.create_user("staff", password="x", is_staff=True))
    for page in everything(phones):
        assert client.get(page).status_code == 403, page
    client.force_login(User.objects.create_user("shopper", password="x"))
    for page in everything(phones):
        assert "/login/" in client.get(page).url, page
    client.logout()
    for page in everything(phones):
        assert "/login/" in client.get(page).url, page


def test_the_index_names_it_to_whom_it_is_open(client, looker):
    index = reverse("admin:index")
    assert f'href="{address("changelist")}"' in looker.get(index).content.decode()
    assert "Review insight" in words(looker.get(index))
    client.force_login(User.objects.create_user("staff", password="x", is_staff=True))
    assert "Review insight" not in words(client.get(index))


def told(product, aspect, polarity):
    """By SQL of its own: (reviews that say it, all reviews read)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT r.id) FILTER (WHERE o.aspect = %s AND o.polarity = %s),"
            " count(DISTINCT r.id) FROM shopguide_reviewreading r"
            " LEFT JOIN shopguide_aspectopinion o ON o.reading_id = r.id"
            " WHERE r.guide = 'phone' AND r.object_id = %s",
            [aspect, polarity, str(product.pk)],
        )
        return cursor.fetchone()


def test_the_overview_answers_in_its_first_line(merchant, phones):
    page = words(merchant.get(address("changelist")))
    assert "1 product has a new complaint in the last 28 days." in page
    assert (
        "Phone 0 : battery blamed in 9 of 9 reviews of these 28 days, in 3 of 15 in the year"
        in page
    )
    assert "2 products with reviews" in page
    # New complaints first; 10 praise and 2 praise the camera of 24, 12 blame.
    assert page.index("Phone 0 24 12 50% 12 50% 0") < page.index("Phone 1 15 15 100% 0 0% +100")


def test_the_overview_is_sorted_searched_and_limited(merchant, phones):
    def titles(**query):
        page = merchant.get(address("overview", "phone"), query).content.decode()
        return re.findall(r'<th scope="row"><a[^>]*>(.*?)</a>', page)

    assert titles(sort="net") == ["Phone 0", "Phone 1"]
    assert titles(sort="-net") == ["Phone 1", "Phone 0"]
    assert titles(sort="reviews") == ["Phone 0", "Phone 1"]
    assert titles(sort="recent") == ["Phone 0", "Phone 1"]
    assert titles(q="phone 1") == ["Phone 1"]
    assert titles(q="100%") == []
    assert titles(period="28") == ["Phone 0"]
    assert titles(brand="Zeta", category="Smartphones") == ["Phone 0", "Phone 1"]
    # Not to choose from, so it limits nothing.
    assert titles(brand="Orion") == ["Phone 0", "Phone 1"]


def test_pages_of_products(merchant, db, monkeypatch):
    monkeypatch.setattr("shopguide.widgets.insight.overview.PAGE", 2)
    for product in products(5):
        reviews(product, 1, GOOD)
    read(phone_guide())
    first = merchant.get(address("overview", "phone"), {"sort": "reviews", "q": "phone"})
    assert "Page 1 of 3" in words(first)
    assert "?q=phone&amp;sort=reviews&amp;page=2" in first.content.decode()
    assert "Page 3 of 3" in words(merchant.get(address("overview", "phone"), {"page": "99"}))


def test_a_product_page_says_what_sql_says(merchant, phones):
    page = words(merchant.get(address("product", "phone", phones.first.pk)))
    blamed, total = told(phones.first, "battery", -1)
    praised, _ = told(phones.first, "battery", 1)
    assert (blamed, praised, total) == (12, 10, 24)
    assert "1 aspect is blamed more than before: battery." in page
    assert "Battery 12 of 24 50% (31–69%) 10 of 24 42% (24–61%) 22 6 of 6 100% (61–100%)" in page
    assert "All reviews 24 12 of 24 50% (31–69%) 12 of 24" in page
    assert "Verified purchases 6 0 of 6 0% (0–39%) 6 of 6" in page
    assert "Others 18 12 of 18" in page
    assert "Of 22 reviews with stars, 6 have many stars and a bad text" in page


def test_a_review_that_shoppers_may_not_read_is_marked(merchant, phones):
    where = address("product", "phone", phones.first.pk)
    page = words(merchant.get(where, {"aspect": "battery", "language": "zh-hans"}))
    assert "电池 很 差 。 1 of 5 stars" in page
    assert page.count("hidden from shoppers") == page.count("no verified purchase")
    Review.objects.update(approved=True)
    assert "hidden from shoppers" not in words(merchant.get(where, {"aspect": "battery"}))


def test_suggestions_stand_on_their_evidence(merchant, phones):
    page = words(merchant.get(address("product", "phone", phones.first.pk)))
    assert "What could be better" in page
    assert "Battery: 9 of 9 reviews of the last 28 days (100%) find fault with it" in page
    assert "Evidence: 9 of 9 100% (70–100%) before: 3 of 15 20% (7–45%)" in page
    calm = words(merchant.get(address("product", "phone", phones.second.pk)))
    assert "find fault" not in calm
    assert "Of 15 reviews, 15 are good and 0 are bad; no aspect is blamed more" in calm


def test_filters_limit_what_is_counted(merchant, phones):
    def total(**query):
        page = words(merchant.get(address("product", "phone", phones.first.pk), query))
        found = re.search(r"All reviews (\d+) \d+ of", page)
        return int(found[1]) if found else 0

    assert total() == 24
    assert total(language="zh-hans") == 2
    assert total(rating="5") == 16
    assert total(rating="low") == 6
    assert total(rating="high") == 16
    assert total(verified="yes") == 6
    assert total(verified="no") == 18
    assert total(period="28") == 9
    assert total(since="2000-01-01", until="2000-01-02") == 0
    page = merchant.get(address("product", "phone", phones.first.pk), {"until": "2000-01-02"})
    assert "No reviews under these filters." in words(page)


def test_one_aspect_has_its_own_quotes_and_trend(merchant, phones):
    where = address("product", "phone", phones.first.pk)
    page = merchant.get(where, {"aspect": "camera", "every": "week"})
    assert "What reviews say of: camera" in words(page)
    assert (
        'The <mark>camera</mark> is <mark class="sgi-words">great</mark>.' in page.content.decode()
    )
    assert "Week from" in words(page)
    # An aspect that no review speaks of is none.
    assert "In their words" in words(merchant.get(where, {"aspect": "<b>"}))


def test_quotes_lead_to_where_the_review_is(looker, phones):
    where = address("product", "phone", phones.first.pk)
    # The shop's admin has no page for these reviews.
    assert f'<a href="/p/{phones.first.pk}/">review' in looker.get(where).content.decode()


def test_hostile_texts_are_text(merchant, phones):
    phones.first.name = '<img src=x onerror="alert(1)">'
    phones.first.save()
    for page in everything(phones)[:4]:
        body = merchant.get(page, {"q": '"><script>'}).content.decode()
        assert "<script>alert" not in body
        assert "<img src=x" not in body
        assert '"><script>' not in body
    told = merchant.get(address("product", "phone", phones.first.pk), {"aspect": "battery"})
    assert "alert(1) &amp;lt;script&amp;gt;alert(2)" in told.content.decode()
    assert "x&lt;b &quot;worse&quot; &amp;." in told.content.decode()


def test_charts_are_whole(merchant, phones):
    pair = f"?product={phones.first.pk}&product={phones.second.pk}"
    for page, images in (
        (address("overview", "phone"), 0),
        (address("product", "phone", phones.first.pk), 2),
        (address("product", "phone", phones.first.pk) + "?aspect=battery", 2),
        (address("compare", "phone") + pair, 1),
    ):
        body = merchant.get(page).content.decode()
        drawn = re.findall(r'<svg class="sgi-.*?</svg>', body, re.DOTALL)
        found = [ElementTree.fromstring(each) for each in drawn]
        named = [each for each in found if each.get("role") == "img"]
        assert len(named) == images, page
        for image in named:
            title, described = image.get("aria-labelledby").split()
            ids = {each.get("id"): each.text for each in image}
            assert ids[title]
            assert ids[described]
        assert "style=" not in "".join(drawn)


def test_numbers_stay_numbers_where_a_comma_is_decimal(merchant, phones, settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("de", "Deutsch")]
    merchant.cookies[settings.LANGUAGE_COOKIE_NAME] = "de"
    body = merchant.get(address("product", "phone", phones.first.pk)).content.decode()
    assert 'lang="de"' in body
    assert re.findall(r' (?:x|y|x1|x2|width|cx|cy)="\d+,\d+"', body) == []


def test_how_many_rows_there_are_costs_no_query(merchant, phones):
    def queries(path):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert merchant.get(path).status_code == 200
        return len(captured)

    pages = everything(phones)[1:4]
    before = [queries(page) for page in pages]
    reviews(phones.first, 60, BAD, rating=1)
    reviews(phones.first, 60, GOOD, rating=5)
    for product in products(10):
        reviews(product, 6, BAD)
    read(phone_guide())
    assert [queries(page) for page in pages] == before


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_in_both_languages(merchant, phones, settings, language):
    merchant.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    for page in everything(phones)[:4]:
        body = merchant.get(page).content.decode()
        assert f'<html lang="{language}"' in body
    where = address("product", "phone", phones.first.pk)
    body = merchant.get(where, {"aspect": "battery"}).content.decode()
    # Quotes stay in their own tongue, and the reader's comes first.
    assert '<p lang="zh-hans" dir="auto"><mark>电池</mark>' in body
    assert '<p lang="en" dir="auto">The <mark>battery</mark>' in body
    first = re.search(r'<p lang="([^"]*)" dir', body)[1]
    assert first == language


@pytest.mark.parametrize(
    "query",
    [
        "period=week", "since=yesterday", "until=2026-02-30", "since=2026-03-02&until=2026-03-01",
        "language=xx", "rating=9", "rating=0.5", "verified=maybe", "sort=worst", "page=-1", "page=x",
        "page=9999999999", "every=day", "category=None", "aspect=%00", "q=%00", "product=&product=",
        "since=0001-01-01", "until=9999-12-31",
    ],
)  # fmt: skip
def test_bad_input_breaks_nothing(merchant, phones, query):
    for page in (
        address("overview", "phone"),
        address("product", "phone", phones.first.pk),
        address("compare", "phone"),
        address("opinions_file", "phone", phones.first.pk),
    ):
        answer = merchant.get(f"{page}?{query}")
        assert answer.status_code == 200, page
        if answer.streaming:
            assert answer.getvalue()


def test_what_is_not_understood_is_said(merchant, phones):
    where = address("product", "phone", phones.first.pk)
    page = words(merchant.get(f"{where}?since=yesterday&period=week"))
    assert "This is no date; write it as 2026-03-01." in page
    assert "“week” is not to choose from." in page
    assert "All reviews 24" in page
    assert "This day is before the first." in words(
        merchant.get(f"{where}?since=2026-03-02&until=2026-03-01")
    )


@pytest.mark.parametrize("key", ["0", "x", "9" * 40, "_00", "-1"])
def test_no_such_product(merchant, db, key):
    for name in ("product", "aspects_file", "opinions_file"):
        assert merchant.get(address(name, "phone", key)).status_code == 404
    assert merchant.get(address("compare", "phone"), {"product": key}).status_code == 404


def test_no_such_guide(merchant, db):
    for name in ("overview", "compare", "products_file", "all_opinions_file"):
        assert merchant.get(address(name, "ghosts")).status_code == 404


def test_nothing_yet(merchant, db, monkeypatch):
    assert "There are no reviews yet." in words(merchant.get(address("overview", "phone")))
    (product,) = products(1)
    rows = reviews(product, 3, GOOD)
    enqueue(phone_guide(), [row.pk for row in rows], [Job.Kind.REVIEW])
    page = words(merchant.get(address("overview", "phone")))
    assert "3 reviews wait to be read." in page
    assert "shopguide_sync" in page
    unread = words(merchant.get(address("product", "phone", product.pk)))
    assert "No review of this product has been read yet." in unread
    read(phone_guide())
    few = words(merchant.get(address("product", "phone", product.pk)))
    assert "Only 3 reviews: below 5 nothing is claimed." in few
    assert "What could be better" not in few
    assert "too few reviews" in words(merchant.get(address("overview", "phone")))
    monkeypatch.setattr(registry, "_guides", {})
    assert "No guide has reviews." in words(merchant.get(address("changelist")))


def test_reviews_that_wait_or_failed_are_told(merchant, phones):
    late = reviews(phones.first, 2, GOOD)
    enqueue(phone_guide(), [row.pk for row in late], [Job.Kind.REVIEW])
    Job.objects.filter(object_id=str(late[0].pk)).update(dead=True)
    page = words(merchant.get(address("overview", "phone")))
    assert "1 review waits to be read and is not counted yet." in page
    assert "1 review could not be read and waits for a person." in page


def test_a_shop_with_other_names_and_keys(merchant, db):
    item = Artikel.objects.create(headline="Lampe")
    Offer.objects.create(item=item, amount=5)
    for _ in range(6):
        Opinion.objects.create(about=item, words="The price is good.", stars=5)
    read(registry.get("artikel"))
    assert "Lampe" in words(merchant.get(address("overview", "artikel")))
    page = words(merchant.get(address("product", "artikel", item.pk)))
    assert "6 of 6 100%" in page
    # This shop does not tell when a review was written.
    assert "Trend" not in page.replace("Trend:", "")
