"""The merchant's pages of review insight, as a merchant sees them."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from storefront.models import Product

from .test_pages import AXE

pytestmark = pytest.mark.browser
ROOT = "/admin/shopguide/reviewreading/products/"


@pytest.fixture
def pages(db):
    """Addresses by name; two products whose reviews have been read."""
    skus = ["huliu-nokia-6610", "zh-002"]
    first, second = (Product.objects.get(sku=sku).pk for sku in skus)
    return {
        "overview": ROOT,
        "product": f"{ROOT}product/{first}/",
        "aspect": f"{ROOT}product/{first}/?aspect=battery&every=week&since=x",
        "comparison": f"{ROOT}compare/?product={first}&product={second}",
    }


@pytest.fixture
def merchant(visit, pages):
    """Opens pages as a merchant who has logged in."""
    client = Client()
    client.force_login(User.objects.create_superuser("merchant", password="x"))
    session = client.cookies["sessionid"].value

    def opened(*args, **options):
        page = visit.page(*args, **options)
        address = visit.contexts[-1].cookies()[0]
        page.context.add_cookies(
            [{"name": "sessionid", "value": session, "domain": address["domain"], "path": "/"}]
        )
        return page

    return opened


def serious(page):
    """What axe-core calls serious or worse within the page that is ours; the rest is Django's."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run('#content', {resultTypes: ['violations']})")
    return [
        (each["id"], each["nodes"][0]["html"][:120], each["nodes"][0]["failureSummary"][:200])
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_of_review_insight(visit, merchant, pages, language):
    for size in ("phone", "desktop"):
        for scheme in ("light", "dark"):
            page = merchant(language, size, scheme)
            for name, path in pages.items():
                where = (name, language, size, scheme)
                assert page.goto(path).status == 200, where
                # What is folded is looked at too.
                page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
                wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
                assert not wide, where
                assert serious(page) == [], where
    assert visit.faults == []


def test_charts_are_drawn_in_both_schemes(merchant, pages):
    drawn = {}
    for scheme in ("light", "dark"):
        page = merchant("en", "desktop", scheme)
        page.goto(pages["product"])
        box = page.locator("svg.sgi-chart").first.bounding_box()
        assert box["width"] > 300
        bar = page.locator("svg.sgi-chart rect.sgi-bad").first
        drawn[scheme] = bar.evaluate("bar => getComputedStyle(bar).fill")
    assert drawn["light"] != drawn["dark"]
    assert "rgb(0, 0, 0)" not in drawn.values()


def test_from_overview_to_quote_without_scripts(visit, merchant, pages):
    page = merchant("en", "desktop", java_script_enabled=False)
    page.goto(pages["overview"])
    page.fill("#filter-q", "nokia")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=nokia**")
    page.locator(".sgi-products tbody th a", has_text="Nokia").first.click()
    page.wait_for_url("**/product/**")
    page.locator(".sgi-claim h4 a").first.click()
    page.wait_for_url("**aspect=**")
    assert page.locator(".sgi-quote mark").count() > 0
    page.select_option("#filter-language", "zh-hans")
    page.get_by_role("button", name="Apply").click()
    page.wait_for_url("**language=zh-hans**")
    assert page.locator(".sgi-lead").inner_text() == "No reviews under these filters."
    assert visit.faults == []


def test_two_are_chosen_from_the_list(merchant, pages):
    page = merchant("en", "desktop")
    page.goto(pages["overview"] + "?sort=reviews")
    for n in range(2):
        page.locator("input[name=product]").nth(n).check()
    page.get_by_role("button", name="Compare two chosen").click()
    page.wait_for_url("**/compare/?product=*&product=*")
    assert page.locator("svg.sgi-chart").count() == 1
