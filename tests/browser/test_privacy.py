"""The pages of consent and erasure in a browser, with and without scripts, by keyboard."""

import json

import pytest

from shopguide.models import Consent

from .test_pages import serious

pytestmark = pytest.mark.browser
SIZES = ["phone", "desktop"]


def visitors():
    """Words of visitors; the demo's shoppers to follow have said theirs."""
    return Consent.objects.filter(shopper__startswith="session:")


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_agree_take_home_and_erase(visit, language, scripts):
    page = visit.page(language, "phone", java_script_enabled=scripts)
    page.goto("/ask/consent/")
    assert page.locator("input:checked").count() == 0
    page.focus('input[value="yes"]')
    page.keyboard.press("Space")
    page.locator(".sg-privacy .sg-button").press("Enter")
    page.locator('[role="status"]').wait_for()
    assert page.locator('input[value="yes"]:checked').count() == 1
    assert visitors().get().given
    with page.expect_download() as download:
        page.locator('.sg-privacy a[href="/ask/me/export/"]').press("Enter")
    whole = json.loads(download.value.path().read_text())
    assert len(whole["kept"]["consent"]) == 1
    page.locator('.sg-privacy a[href="/ask/me/erase/"]').press("Enter")
    page.wait_for_url("**/ask/me/erase/")
    page.check('input[name="confirm"]')
    page.locator(".sg-privacy .sg-button").press("Enter")
    page.locator('[role="status"]').wait_for()
    assert not visitors().exists()
    assert visit.faults == []


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_hold_on_every_screen(visit, language):
    for size in SIZES:
        for scheme in ("light", "dark"):
            page = visit.page(language, size, scheme)
            for path in ("/ask/consent/", "/ask/me/erase/"):
                page.goto(path)
                wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
                assert not wide, (path, size)
                assert serious(page) == [], (path, size, scheme)
    assert visit.faults == []


def test_a_browser_that_asks_not_to_be_tracked(visit):
    page = visit.page(extra_http_headers={"Sec-GPC": "1"})
    page.goto("/ask/consent/")
    assert page.locator("fieldset:disabled").count() == 1
    assert page.locator(".sg-privacy form button").count() == 0
    assert serious(page) == []
