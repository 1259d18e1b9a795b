"""The search by a picture, in both languages, on a phone and a desktop, without JavaScript."""

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache

from shopguide.catalogue.registry import registry
from shopguide.delivery import drain
from shopguide.jobs import enqueue
from shopguide.models import Job
from storefront.models import Product
from tests.browser.test_pages import serious

pytestmark = pytest.mark.browser
PHOTO = finders.find("storefront/photos/blue-plimsolls-4.webp")


@pytest.fixture
def pictured(visit, settings):
    cache.clear()
    image = {"BACKEND": "shopguide.encoders.fake.FakePictureEncoder"}
    encoders = {**settings.SHOPGUIDE["ENCODERS"], "image": image}
    settings.SHOPGUIDE = {**settings.SHOPGUIDE, "ENCODERS": encoders}
    shown = Product.objects.exclude(photo="")
    shown.update(is_public=True)
    pks = shown.values_list("pk", flat=True)
    enqueue(registry.get("products"), pks, [Job.Kind.VECTOR], ["image"])
    drain(kinds=[Job.Kind.VECTOR])
    return visit


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_from_the_link_to_what_looks_like_it(pictured, language, tmp_path):
    for size, scheme in (("phone", "light"), ("desktop", "dark")):
        page = pictured.page(language, size, scheme, bypass_csp=False)
        page.goto("/search/?q=")
        page.click(".sg-picture-link")
        for picture, mark in ((__file__, "#sg-picture-error"), (PHOTO, ".sg-grid li")):
            page.set_input_files("#sg-picture", picture)
            page.click(".sg-picture-form button")
            page.wait_for_selector(mark)
            wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
            assert not wide, (size, mark)
            assert serious(page) == [], (size, mark)
            page.screenshot(path=tmp_path / f"{language}-{size}-{mark[1:4]}.png")
        first = page.locator(".sg-grid li").first
        assert "blue-plimsolls" in first.locator("img").get_attribute("src")
    assert [fault for fault in pictured.faults if "400" not in fault] == []


def test_it_works_without_a_script(pictured):
    page = pictured.page(java_script_enabled=False)
    page.goto("/ask/picture/?guide=products")
    page.set_input_files("#sg-picture", PHOTO)
    page.click(".sg-picture-form button")
    page.wait_for_selector(".sg-grid li")
    assert page.locator("h1").inner_text() == "Products that look like your picture"
