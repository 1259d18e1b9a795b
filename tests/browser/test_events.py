"""What a browser tells the shop: what was seen and clicked, and nothing where it must not."""

import pytest
from django.contrib.auth.models import User

from shopguide.events.consent import PERSONALISATION, record
from shopguide.models import Event, Exposure
from storefront.models import Product
from tests.faults.processes import eventually

SEARCH = "/search/?q=phone"
PRODUCT = "/p/zh-019/"
pytestmark = pytest.mark.browser


@pytest.fixture
def shopper(address, client):
    """The cookie of a user who agreed to be known."""
    user = User.objects.create_user("reader")
    record(f"user:{user.pk}", PERSONALISATION, given=True)
    client.force_login(user)
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}


def person(visit, *cookies, **options):
    page = visit.page(**options)
    page.context.add_cookies(list(cookies))
    return page


def reported(*kinds):
    return list(Event.objects.filter(kind__in=kinds).order_by("pk"))


def test_what_was_seen_and_clicked(visit, shopper):
    page = person(visit, shopper)
    page.goto(SEARCH)
    first = page.locator("[data-sg-strip] [data-sg-product]").first
    key, position = first.get_attribute("data-sg-product"), first.get_attribute("data-sg-position")
    eventually(lambda: reported("exposure"))
    first.locator("a").first.click()
    page.locator("h1").wait_for()
    [click] = eventually(lambda: reported("click"))
    shown = Exposure.objects.get(surface="search")
    assert (click.object_id, str(click.position)) == (key, position)
    assert (click.surface, click.exposure) == ("search", shown.pk)
    assert click.shopper == f"user:{User.objects.get(username='reader').pk}"
    assert all(event.exposure == shown.pk for event in reported("exposure"))
    # What stands below the fold was not seen.
    assert len(reported("exposure")) < len(shown.shown)
    [view] = eventually(lambda: reported("view"))
    assert view.object_id == key
    assert visit.faults == []


@pytest.mark.parametrize("scripts", [True, False])
def test_a_view_needs_no_script(visit, shopper, scripts):
    page = person(visit, shopper, java_script_enabled=scripts)
    page.goto(PRODUCT)
    [view] = eventually(lambda: reported("view"))
    assert view.object_id == str(Product.objects.get(sku="zh-019").pk)
    assert view.shopper
    assert visit.faults == []


@pytest.mark.parametrize("signal", ["DNT", "Sec-GPC"])
def test_nothing_is_sent_where_the_browser_forbids_it(visit, address, signal):
    page = person(visit, extra_http_headers={signal: "1"})
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(SEARCH)
    page.wait_for_timeout(6000)
    assert not [url for url in asked if url.endswith("/events/")]
    assert not reported("exposure", "click")


def test_a_visitor_who_looks_gets_no_session(visit, address):
    page = person(visit)
    page.goto(SEARCH)
    eventually(lambda: reported("exposure"))
    page.goto(PRODUCT)
    assert {event.shopper for event in reported("view", "exposure")} == {""}
    assert "sessionid" not in {cookie["name"] for cookie in page.context.cookies()}
