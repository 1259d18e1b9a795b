"""A merchant reads why a product is shown rarely, and what a strip showed."""

import pytest
from django.urls import reverse

from shopguide.events.shopper import Shopper
from shopguide.models import Event, Exposure, Neighbour, Popularity, Vector
from shopguide.recommend import recommend
from shopguide.recommend.reach import least_shown, reach, shown_lately
from tests.shop.factories import phone_guide
from tests.shop.models import Product


def why(product):
    return " ".join(reach(phone_guide(), [product.pk], {})[0].reasons)


def sellable():
    return Product.objects.filter(is_public=True, stock__gt=0, parent=None).order_by("pk")


def test_times_shown_are_counted_by_strip_and_search(shop):
    strip = recommend(Shopper(), shop, limit=5)
    recommend(Shopper(), shop, limit=5)
    Exposure.objects.create(
        guide="phone", query="x", language="en", total=1, sort="relevance", terms={},
        shown=[{"pk": str(strip.items[0].pk)}],
    )  # fmt: skip
    shown = shown_lately(shop)
    assert sum(each.strips for each in shown.values()) == 10
    assert shown[str(strip.items[0].pk)].searches == 1
    pks = [strip.items[0].pk, sellable().exclude(pk__in=[i.pk for i in strip.items])[0].pk]
    assert least_shown(shop, pks, shown)[0] == pks[1]


def test_each_reason_is_told_where_it_holds(shop):
    product = sellable()[0]
    key = str(product.pk)
    Popularity.objects.update_or_create(
        guide="phone", object_id=key, defaults={"buyers": 9, "recent": 3}
    )
    assert Neighbour.objects.filter(kind="ease", other_id=key).exists()
    assert why(product) == ""
    Event.objects.bulk_create(
        Event(shopper=f"user:{n}", client_id="x", kind="dismissal", guide="phone", object_id=key)
        for n in range(3)
    )
    assert why(product) == "3 shoppers said it is not for them."
    Popularity.objects.filter(object_id=key).update(recent=0)
    Neighbour.objects.filter(other_id=key).delete()
    assert "Not bought lately." in why(product)
    assert "too few" in why(product)
    Popularity.objects.filter(object_id=key).delete()
    Vector.objects.filter(object_id=key).delete()
    assert "Never bought." in why(product)
    assert "No vector yet" in why(product)
    Product.objects.filter(pk=product.pk).update(stock=0)
    assert why(product) == "Out of stock."
    Product.objects.filter(pk=product.pk).update(is_public=False)
    assert why(product) == "Hidden from shoppers."


@pytest.fixture
def merchant(admin_client):
    return admin_client


def test_the_page_names_every_product(shop, merchant):
    recommend(Shopper(), shop)
    page = merchant.get(reverse("admin:shopguide_popularity_overview", args=["phone"]))
    text = page.content.decode()
    assert "of 120 products were in no strip in the last 28 days." in text
    assert "Hidden from shoppers." in text
    assert "Page 1 of 3" in text
    found = merchant.get(page.request["PATH_INFO"], {"q": "Model 21 "}).content.decode()
    assert found.count('<th scope="row">') == 1
    assert merchant.get(page.request["PATH_INFO"], {"q": "nothing"}).status_code == 200


def test_it_is_for_those_with_permission(shop, client, django_user_model):
    address = reverse("admin:shopguide_popularity_overview", args=["phone"])
    assert client.get(address).status_code == 302
    client.force_login(django_user_model.objects.create_user("staff", is_staff=True))
    assert client.get(address).status_code == 403


def test_an_unknown_guide_is_not_found(db, merchant):
    address = reverse("admin:shopguide_popularity_overview", args=["none"])
    assert merchant.get(address).status_code == 404


def test_a_strip_is_explained_in_the_list_of_exposures(shop, merchant):
    strip = recommend(Shopper(), shop, limit=3)
    address = reverse("admin:shopguide_exposure_change", args=[strip.exposure])
    text = merchant.get(address).content.decode()
    for item in strip.items:
        assert item.title in text
    assert "Popular lately." in text
