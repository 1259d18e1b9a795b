"""A shopper reads what the shop believes and corrects it, with and without a script."""

import uuid

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from shopguide.events.consent import PERSONALISATION, record
from shopguide.models import Event
from shopguide.recommend.fold import fold_events
from storefront.models import Product
from tests.browser.test_pages import serious

pytestmark = pytest.mark.browser


@pytest.fixture
def session():
    """The session cookie of one who agreed, and looked at and bought things."""
    user = User.objects.create(username="ann")
    key = f"user:{user.pk}"
    record(key, PERSONALISATION, True)
    for number, product in enumerate(Product.objects.filter(is_public=True).order_by("pk")[:8]):
        Event.objects.create(
            shopper=key, client_id=uuid.uuid4().hex, guide="products", object_id=str(product.pk),
            kind=["view", "order", "dismissal"][number % 3], language="zh-hans",
            happened=timezone.now(),
        )  # fmt: skip
    fold_events()
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


def signed_in(visit, session, address, *args, **options):
    page = visit.page(*args, **options)
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    return page


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(("size", "scheme"), [("phone", "dark"), ("desktop", "light")])
def test_the_page(visit, address, session, language, size, scheme):
    page = signed_in(visit, session, address, language, size, scheme)
    page.goto("/ask/taste/")
    assert page.locator(".sg-taste li").count() > 5
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert serious(page) == []
    for switch in page.locator(".sg-switch").all():
        assert switch.bounding_box()["height"] >= 44
    assert visit.faults == []


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}])
def test_a_line_is_switched_off_by_keyboard(visit, address, session, options):
    page = signed_in(visit, session, address, **options)
    page.goto("/ask/taste/")
    switches = page.get_by_role("switch")
    assert switches.first.get_attribute("aria-checked") == "true"
    switches.first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/taste/?saved=1")
    assert page.get_by_role("switch").first.get_attribute("aria-checked") == "false"
    page.get_by_label("Say it yourself").select_option(index=1)
    page.get_by_role("button", name="I like it").click()
    page.get_by_text("You said that you like").wait_for()
    assert visit.faults == []


def test_a_visitor_is_told_that_nothing_is_remembered(visit):
    page = visit.page()
    page.goto("/ask/taste/")
    assert page.get_by_text("Nothing is remembered of you").is_visible()
    assert serious(page) == []
