"""A merchant sees the shop as one shopper does, and leaves no trace of it."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import RequestFactory

from shopguide.api.visitors import shopper_of
from shopguide.events.consent import PERSONALISATION, record
from shopguide.models import Consent
from storefront import following
from storefront.models import Category, Line, Order, Product
from storefront.shoppers import DAY

PAGE = "/as/ming/"


@pytest.fixture
def ming(db):
    category = Category.objects.create(slug="smartphones", name="Smartphones", name_zh="手机")
    product = Product.objects.create(
        sku="one", name="Phone One", category=category, price=100, stock=3
    )
    user = User.objects.create_user("ming", first_name="小明")
    order = Order.objects.create(user=user, placed_at=DAY)
    Line.objects.create(order=order, product=product, title="Phone One", price=100)
    return user


@pytest.fixture
def merchant(ming, client):
    user = User.objects.create_user("merchant", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_user", "view_order"]))
    client.force_login(user)
    return user


def test_only_merchants_may_look(ming, client):
    for path in (PAGE, "/as/"):
        assert client.get(path).headers["Location"].startswith("/sign-in/?next=/as/")
        client.force_login(ming)
        assert client.get(path).status_code == 403
        staff, _ = User.objects.get_or_create(username="clerk", is_staff=True)
        client.force_login(staff)
        assert client.get(path).status_code == 403
        client.logout()


def test_the_page_is_marked_and_read_only(merchant, client):
    page = client.get(PAGE).text
    assert "The shop as 小明 finds it" in page
    assert "1 × Phone One" in page
    assert 'class="wrap read-only"' in page
    # The merchant's own name and account are not on it.
    assert "your account" not in page
    assert client.post(PAGE).status_code == 405
    chinese = client.get(PAGE, headers={"accept-language": "zh-hans"})
    assert chinese.status_code == 200


def test_the_list_finds_shoppers_and_no_colleagues(merchant, client):
    User.objects.create_user("buyer-001")
    page = client.get("/as/").text
    assert page.index("小明") < page.index("buyer-001")
    assert "/as/merchant/" not in page
    assert "buyer-001" not in client.get("/as/?name=MING").text
    assert "Nobody has such a name." in client.get("/as/?name=%00x").text
    assert client.get("/as/merchant/").status_code == 404
    assert client.get("/as/nobody/").status_code == 404


def test_looking_writes_nothing(merchant, ming, client, monkeypatch):
    """Widgets note which products they showed to whom: of a merchant's look that is undone."""
    whole, noted = following.home_context, []

    def noting(request):
        record(f"user:{request.user.pk}", PERSONALISATION, True)
        noted.append(Consent.objects.count())
        request.session["seen"] = [1]
        return whole(request)

    monkeypatch.setattr(following, "home_context", noting)
    before = dict(client.session.items())
    assert client.get(PAGE).status_code == 200
    assert noted == [1]
    assert Consent.objects.count() == 0
    assert dict(client.session.items()) == before
    assert client.get("/admin/", follow=True).context["user"] == merchant


def test_signals_of_the_merchants_browser_are_not_the_shoppers(ming):
    record(f"user:{ming.pk}", PERSONALISATION, True)
    request = RequestFactory().get(PAGE, headers={"DNT": "1", "Sec-GPC": "1"})
    request.user = ming
    request.session = {}
    assert not shopper_of(request).personal
    assert shopper_of(following._request_of(ming, request)).personal
    assert shopper_of(following._request_of(ming, request)).key == f"user:{ming.pk}"
