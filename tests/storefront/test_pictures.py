"""The demo's photos, read by the packaged model: what looks alike is found, by strip and by upload."""

import io

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import engines
from django.urls import reverse
from PIL import Image

from shopguide.catalogue.registry import registry
from shopguide.delivery import drain
from shopguide.search import similar
from storefront.models import Category, Product

PHOTOS = {
    "shoe": ["blue-plimsolls-4", "white-plimsolls-1", "pauls-blanace-420-2", "dash-force-2"],
    "tee": ["dash-tee-front", "white-cubes-tee-front", "dark-polygon-tee-front"],
    "book": ["battle-tested-book", "enterprise-cloud-book", "headless-omnichannel-book"],
    "juice": ["apple-drink", "bean-drink", "carrot-drink"],
}


@pytest.fixture
def guide(db, settings):
    """Thirteen products whose texts say nothing of what they are."""
    cache.clear()
    image = {"BACKEND": "shopguide.encoders.image.ImageEncoder"}
    encoders = {**settings.SHOPGUIDE["ENCODERS"], "image": image}
    settings.SHOPGUIDE = {**settings.SHOPGUIDE, "ENCODERS": encoders}
    category = Category.objects.create(slug="all", name="All", name_zh="全部", icon="box")
    for kind, names in PHOTOS.items():
        for number, name in enumerate(names):
            Product.objects.create(
                sku=f"{kind}-{number}", name=f"{kind}-{number}", price=9, stock=1,
                category=category, photo=f"storefront/photos/{name}.webp",
            )  # fmt: skip
    drain()
    return registry.get("products")


def kinds(products):
    return [product.sku.split("-")[0] for product in products]


def test_what_looks_alike_is_similar(guide):
    for product in Product.objects.all():
        hits = similar(guide, product.pk, 2, by=["picture"])
        assert set(kinds(hit.product for hit in hits)) == set(kinds([product]))


def test_the_strip_of_a_product_uses_its_picture(guide, client):
    one = Product.objects.get(sku="tee-0")
    assert all("picture" in hit.parts for hit in similar(guide, one.pk, 5))
    page = client.get(one.get_absolute_url()).content.decode()
    assert "sg-similar" in page


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_shopper_finds_shoes_by_a_picture_of_shoes(guide, client, language):
    client.cookies["django_language"] = language
    with Image.open(finders.find("storefront/photos/blue-plimsolls-4.webp")) as photo:
        turned = io.BytesIO()
        photo.convert("RGB").transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(turned, "JPEG")
    link = client.get("/search/").content.decode()
    address = reverse("shopguide:picture")
    assert f'href="{address}?guide=products"' in link
    form = client.get(address, {"guide": "products"}).content.decode()
    assert 'type="file"' in form
    given = {"picture": SimpleUploadedFile("mine.jpg", turned.getvalue()), "guide": "products"}
    page = client.post(address, given).content.decode()
    found = [sku for sku in page.replace('"', "/").split("/") if sku.startswith(("shoe-", "tee-"))]
    assert found[0].startswith("shoe-")
    assert "http://" not in page.replace("http://www.w3.org", "")


def test_no_cookie_is_set_by_looking_at_the_link(guide, rf):
    request = rf.get("/")
    template = engines["django"].from_string("{% load shopguide %}{% picture_search %}")
    assert "?guide=products" in template.render({}, request)
    assert "CSRF_COOKIE" not in request.META


def test_where_no_pictures_are_read_there_is_no_link(db, client):
    assert "picture/" not in client.get("/search/").content.decode()
