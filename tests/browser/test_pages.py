"""Each page, in both languages, on a phone and a desktop, in light and dark, and without a mouse."""

from pathlib import Path

import axe_playwright_python
import pytest

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
QUESTION = {
    "en": "I'm looking for a budget smartphone with a good camera.",
    "zh-hans": "想买一部便宜、拍照好的手机",
}
PAGES = [
    "/",
    "/c/smartphones/",
    "/p/zh-002/",
    "/search/?q={q}",
    "/guide/?q={q}",
    "/search/?q=",
    "/ask/",
    "/no/",
]
pytestmark = pytest.mark.browser


def serious(page):
    """What axe-core calls serious or worse."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        (each["id"], each["nodes"][0]["html"][:120], each["nodes"][0]["failureSummary"][:200])
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page(visit, language):
    for size in ("phone", "desktop"):
        for scheme in ("light", "dark"):
            page = visit.page(language, size, scheme)
            for path in PAGES:
                where = (path, language, size, scheme)
                answer = page.goto(path.format(q=QUESTION[language]))
                expected = 404 if path == "/no/" else 200
                assert answer.status == expected, where
                wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
                assert not wide, where
                assert serious(page) == [], where
    # Chromium itself notes a 404 on its console.
    assert [fault for fault in visit.faults if "404" not in fault] == []


def test_pictures_are_shown(visit):
    page = visit.page()
    page.goto("/p/zh-002/")
    assert page.locator(".product-picture svg").bounding_box()["width"] > 50


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}])
def test_from_question_to_product_by_keyboard(visit, options):
    page = visit.page(**options)
    page.goto("/")
    page.focus("#question")
    page.keyboard.type(QUESTION["en"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/guide/?q=*")
    suggestion = page.locator(".sg-suggestion")
    assert suggestion.locator(".sg-pick").count() == 3
    assert "$" in suggestion.locator(".sg-opening").inner_text()
    suggestion.locator(".sg-opening a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/p/**")
    assert page.locator("h1").is_visible()
    assert visit.faults == []


def test_a_chip_can_be_taken_off(visit):
    page = visit.page()
    page.goto("/search/?q=smartphone under $150")
    before = page.locator(".sg-count").inner_text()
    assert page.locator(".sg-chip").count() == 2
    page.locator(".sg-chip-remove").first.click()
    page.wait_for_url("**ignore=price**")
    # The price is gone, the department stays.
    assert page.locator(".sg-chip").count() == 1
    assert page.locator(".sg-count").inner_text() != before


def test_the_language_is_switched_in_the_header(visit):
    page = visit.page()
    page.goto("/c/smartphones/")
    page.get_by_role("button", name="中文").click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    assert page.url.endswith("/c/smartphones/")


def test_why_this_says_why(visit):
    page = visit.page("zh-hans", "phone")
    page.goto("/search/?q=拍照好的手机")
    page.locator("details.why summary").first.click()
    assert "“" not in page.locator("details.why[open] li").first.inner_text()
    assert page.locator("details.why[open] li").count() >= 2


@pytest.mark.parametrize("scripts", [True, False])
def test_facets_sort_and_pages_narrow_the_list(visit, scripts):
    page = visit.page(java_script_enabled=scripts)
    page.goto("/search/?q=laptop")
    before = page.locator(".sg-count").inner_text()
    facet = page.locator(".sg-facet").nth(1).locator("a").first
    label = facet.locator("span").first.inner_text()
    count = facet.locator(".sg-facet-count").inner_text()
    facet.click()
    page.wait_for_url("**f=*")
    page.get_by_text(f"{count} product").first.wait_for()
    assert page.locator(".sg-count").inner_text() != before
    assert label in page.locator(".sg-chip").last.inner_text()
    page.locator(".sg-sorts a", has_text="low to high").click()
    page.wait_for_url("**sort=price**")
    page.locator(".sg-sorts [aria-current]", has_text="low to high").wait_for()
    prices = [
        float(text.replace("$", "").replace(",", ""))
        for text in page.locator(".sg-results .card-price").all_inner_texts()
    ]
    assert prices == sorted(prices)
    assert len(prices) > 3
    if scripts:
        page.go_back()
        page.locator(".sg-sorts [aria-current]", has_text="Best match").wait_for()
    assert visit.faults == []


def test_a_slip_and_what_to_drop(visit):
    page = visit.page()
    page.goto("/search/?q=samsng galxy")
    meant = page.locator(".sg-corrected a")
    assert meant.inner_text() == "samsung galaxy"
    meant.click()
    page.wait_for_url("**samsung**galaxy**")
    assert page.locator(".sg-corrected").count() == 0
    page.goto("/search/?q=smartphone under $1, in stock")
    drop = page.locator(".sg-drops a").first
    assert "$1" in drop.inner_text()
    drop.click()
    page.locator(".sg-grid").wait_for()


def test_typeahead_by_keyboard(visit):
    page = visit.page()
    page.goto("/c/smartphones/")
    page.focus("#top-q")
    page.keyboard.type("smart", delay=30)
    page.locator("[role=option]", has_text="Smartphones").wait_for()
    assert serious(page) == []
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]").inner_text()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert chosen.split("\n")[0] in page.content()
    page.focus("#top-q")
    page.keyboard.type(" gal", delay=30)
    page.keyboard.press("Escape")
    assert visit.faults == []


def test_a_click_on_a_result_is_told(visit):
    from urllib.parse import urlparse

    page = visit.page()
    page.goto("/search/?q=laptop")
    with page.expect_request("**/clicks/") as told:
        page.locator(".sg-results .card-title a").first.click()
    assert told.value.method == "POST"
    assert urlparse(told.value.url).path.endswith("/clicks/")
