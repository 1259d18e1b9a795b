"""The panel and streamed suggestions, with and without scripts, by keyboard."""

import pytest

from .test_pages import QUESTION, serious

pytestmark = pytest.mark.browser
ASKED = {"en": "How long do I have to return an item?", "zh-hans": "怎么退货"}
UNKNOWN = {"en": "Do you repair grand pianos at home?", "zh-hans": "你们上门修钢琴吗？"}
FIELD = "#sg-ask-question"


def ask(page, question):
    page.focus(FIELD)
    page.keyboard.type(question)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_from_product_to_answer_to_ticket_by_keyboard(visit, language, scripts):
    page = visit.page(language, "phone", java_script_enabled=scripts)
    page.goto("/p/zh-002/")
    ask(page, ASKED[language])
    source = page.locator(".sg-turn .sg-sources li")
    source.first.wait_for()
    assert page.locator(".sg-turn .sg-sentence").first.inner_text()
    assert page.locator(".sg-turn .sg-ref a").first.inner_text() == "1"
    if scripts:
        assert "/p/zh-002/" in page.url
        assert page.evaluate("document.activeElement.name") == "question"
        assert page.input_value(FIELD) == ""
        assert serious(page) == []
    ask(page, UNKNOWN[language])
    page.locator(".sg-hand-off[open]").wait_for()
    assert page.locator(".sg-turn").count() == 2
    page.focus("#sg-contact")
    page.keyboard.type("me@example.com")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ask/?conversation=*")
    assert "me@example.com" in page.locator(".sg-ticket").inner_text()
    assert page.locator(".sg-turn").count() == 2
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert not wide
    if scripts:
        assert serious(page) == []
    page.locator(".sg-conversations li button").press("Enter")
    page.locator(".message").wait_for()
    assert page.locator(".sg-conversations").count() == 0
    assert visit.faults == []


def test_what_breaks_off_can_be_asked_again(visit):
    page = visit.page()
    page.goto("/ask/")
    page.route("**/answers/", lambda route: route.abort())
    ask(page, ASKED["en"])
    retry = page.locator(".sg-turn .sg-error button")
    retry.wait_for()
    assert page.locator(".sg-sentence").count() == 0
    page.unroute("**/answers/")
    retry.press("Enter")
    page.locator(".sg-turn .sg-sources li").first.wait_for()
    assert page.locator(".sg-error").count() == 0
    assert page.locator(".sg-turn").count() == 1


@pytest.mark.parametrize("scripts", [True, False])
def test_a_models_suggestion_comes_by_stream_or_whole(visit, settings, scripts):
    settings.SHOPGUIDE = {
        **settings.SHOPGUIDE,
        "WRITERS": {
            "default": {"BACKEND": "tests.browser.writers.Model"},
            "plain": {"BACKEND": "shopguide.writers.plain.PlainWriter"},
        },
    }
    page = visit.page(java_script_enabled=scripts)
    page.goto(f"/guide/?q={QUESTION['en']}")
    page.locator(".sg-origin", has_text="Written by AI").wait_for()
    assert page.locator(".sg-pick").count() == 3
    assert "$" in page.locator(".sg-opening").inner_text()
    assert all(page.locator(".sg-reason").all_inner_texts())
    assert ("whole=1" in page.url) is not scripts
    if scripts:
        assert serious(page) == []
    assert visit.faults == []
