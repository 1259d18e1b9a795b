"""Highlights, the list of reviews and the form for one, as shoppers use them."""

import pytest

from shopguide.delivery import drain
from shopguide.models import Job
from storefront.load import DAY
from storefront.models import Product, Review

from .test_pages import serious

PAGE = "/p/zh-019/"
pytestmark = pytest.mark.browser


def read():
    drain(kinds=[Job.Kind.REVIEW])


@pytest.fixture
def praised(address):
    """Eight reviews that FakeReader understands, with a long one and a hostile one."""
    product = Product.objects.get(sku="zh-019")
    bodies = [
        *(f"The battery is good, {number}." for number in range(5)),
        "续航很好，音质很好。",
        "It came on Monday. " * 60 + "The sound is bad.",
        "<script>document.title = 'taken'</script><img src=x onerror=\"document.title='taken'\">"
        " \u202e The sound is bad. " + "x" * 3000,
    ]
    for body in bodies:
        Review.objects.create(product=product, body=body, source="test", created=DAY)
    read()
    return product


@pytest.mark.parametrize("scripts", [True, False])
def test_a_chip_shows_the_reviews_that_it_counts(visit, praised, scripts):
    page = visit.page(java_script_enabled=scripts)
    page.goto(PAGE)
    chip = page.locator(".sg-side.sg-good .sg-aspects a").first
    count = int(chip.locator("b").inner_text())
    if scripts:
        page.evaluate("window.kept = true")
    chip.click()
    page.wait_for_url("**aspect=*polarity=positive*#reviews")
    page.locator(".sg-reviews .sg-chip").wait_for()
    assert page.locator(".sg-reviews .sg-count").inner_text() == f"{count} reviews"
    assert page.locator(".sg-aspects [aria-current]").count() == 1
    assert page.locator(".sg-reviews mark.sg-term.sg-bad").count() == 0
    # The first two are those of the legend.
    assert page.locator(".sg-review mark.sg-good").count() > 0
    page.locator(".sg-reviews .sg-chip-remove").click()
    page.wait_for_url(lambda address: "aspect" not in address)
    page.locator(".sg-reviews .sg-chip").wait_for(state="detached")
    if scripts:
        assert page.evaluate("window.kept")
        page.go_back()
        page.locator(".sg-reviews .sg-chip").wait_for()
        assert page.evaluate("window.kept")
    assert visit.faults == []


@pytest.mark.parametrize("scripts", [True, False])
def test_a_phrase_by_keyboard_then_another_page_and_language(visit, praised, scripts):
    page = visit.page(size="phone", java_script_enabled=scripts)
    page.goto(PAGE)
    page.locator(".sg-phrases a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**polarity=positive*")
    page.locator(".sg-reviews .sg-chip").wait_for()
    language = page.locator(".sg-reviews .sg-bar .sg-sorts a", has_text="in English")
    language.click()
    page.wait_for_url("**language=en*")
    page.locator(".sg-reviews .sg-chip").nth(1).wait_for()
    assert set(page.locator(".sg-review-text").evaluate_all("all => all.map(e => e.lang)")) == {
        "en"
    }
    page.goto(PAGE)
    page.locator(".sg-reviews .sg-pages a[rel=next]").click()
    page.wait_for_url("**page=2*")
    page.get_by_text("Page 2 of").wait_for()
    assert visit.faults == []


def test_a_written_review_is_read_and_counted_without_reloading(visit, praised):
    page = visit.page(size="phone")
    page.goto(PAGE)
    before = page.locator(".sg-phrases a", has_text="Battery praised").inner_text()
    write(page)
    page.wait_for_url("**written=*")
    page.get_by_text("Your review is being read.").wait_for()
    assert page.locator(".message").is_visible()
    page.evaluate("window.kept = true")
    read()
    page.get_by_text("Your review has been read and counts here.").wait_for(timeout=10_000)
    assert page.evaluate("window.kept")
    after = page.locator(".sg-phrases a", has_text="Battery praised").inner_text()
    assert numbers(after) == [number + 1 for number in numbers(before)]
    marked = page.locator(".sg-review", has_text="lasts for two days").locator("mark.sg-term")
    assert "battery" in marked.first.inner_text()
    assert visit.faults == []


def test_without_scripts_a_reload_does_it(visit, praised):
    page = visit.page(java_script_enabled=False)
    page.goto(PAGE)
    write(page)
    page.get_by_text("Your review is being read.").wait_for()
    read()
    page.reload()
    assert page.get_by_text("Your review has been read and counts here.").is_visible()


def write(page):
    page.locator(".stars-row label").nth(3).click()
    page.get_by_label("Your review").fill("The battery is good and lasts for two days.")
    page.get_by_label("Your name").fill("Mo")
    page.get_by_role("button", name="Publish the review").click()


def numbers(phrase):
    return [int(word) for word in phrase.split() if word.isdecimal()]


def test_a_fault_brings_the_shopper_back_to_the_form(visit, praised):
    page = visit.page(size="phone", java_script_enabled=False)
    page.goto(PAGE)
    page.locator(".stars-row label").first.click()
    page.get_by_label("Your review").fill("Bad.")
    page.get_by_label("Your name").fill("Mo")
    page.get_by_role("button", name="Publish the review").click()
    page.locator(".fault").wait_for()
    assert page.get_by_label("Your review").input_value() == "Bad."
    assert page.locator(".stars-row input").first.is_checked()
    assert 0 <= page.locator("#write-review").bounding_box()["y"] < 844


def test_hostile_reviews_do_nothing(visit, praised):
    page = visit.page(size="phone")
    page.goto(PAGE + "?aspect=sound&polarity=negative")
    assert page.title() != "taken"
    assert page.locator(".sg-review script, .sg-review img").count() == 0
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    # What was asked for is unfolded.
    assert page.locator(".sg-review details[open] mark.sg-bad").count() > 0
    assert visit.faults == []


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_state_in_every_dress(visit, praised, language):
    fresh = Review.objects.create(
        product=praised, body="The camera is good.", source="test", created=DAY
    )
    few = Product.objects.get(sku="zh-005")
    none = Product.objects.get(sku="zh-006")
    none.reviews.all().delete()
    Product.objects.filter(sku="huliu-ipod").update(is_public=True)
    paths = [
        PAGE,
        f"{PAGE}?aspect=battery&polarity=positive&language=en",
        f"{PAGE}?aspect=camera&polarity=negative",
        f"{PAGE}?written={fresh.pk}",
        few.get_absolute_url(),
        none.get_absolute_url(),
        "/p/huliu-ipod/",
    ]
    for size in ("phone", "desktop"):
        for scheme in ("light", "dark"):
            page = visit.page(language, size, scheme, java_script_enabled=True)
            for path in paths:
                where = (path, language, size, scheme)
                assert page.goto(path).status == 200, where
                assert not page.evaluate(
                    "document.documentElement.scrollWidth > window.innerWidth"
                ), where
                assert serious(page) == [], where
                small = page.locator("#opinions :is(a, button, summary):visible").evaluate_all(
                    "all => all.filter(e => e.getBoundingClientRect().height < 43.5)"
                    ".map(e => e.outerHTML.slice(0, 120))"
                )
                assert small == [], where
    assert visit.faults == []
