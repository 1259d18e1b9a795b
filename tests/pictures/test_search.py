"""Search by an uploaded picture: by function, API and page; what is refused, and that none is kept."""

import os

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from shopguide import uploads
from shopguide.models import Exposure
from shopguide.search import QueryError, search_picture
from tests.contracts.picture_encoder import RED
from tests.pictures.conftest import paint
from tests.shop.factories import phone_guide
from tests.shop.models import Product

API = "/guide-api/v1/search/picture/"


@pytest.fixture(autouse=True)
def fresh_throttles():
    cache.clear()


@pytest.fixture
def upload(media):
    return lambda colour="blue": SimpleUploadedFile(
        "mine.png", paint(media, "mine.png", colour, 99), "image/png"
    )


@pytest.fixture
def page(market):
    return reverse("shopguide:picture")


def of_colour(results, key="title"):
    return {int(each[key].split()[1]) % 3 for each in results}


def test_what_looks_like_it_comes_first(market, upload):
    hits = search_picture(market, upload().read(), 8)
    assert {int(hit.product.name.split()[1]) % 3 for hit in hits} == {2}
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_what_is_hidden_is_not_found(market, upload):
    Product.objects.filter(name="Case 2").update(is_public=False)
    assert "Case 2" not in {hit.product.name for hit in search_picture(market, RED, 40)}


def test_a_shop_without_pictures_says_so(db):
    with pytest.raises(QueryError) as caught:
        search_picture(phone_guide(), RED)
    assert caught.value.code == "no_pictures"


def test_the_api_answers(market, upload, client):
    answer = client.post(API, {"picture": upload(), "guide": "phone", "limit": 5})
    assert answer.status_code == 200
    told = answer.json()
    assert told["guide"] == "phone"
    assert len(told["results"]) == 5
    assert of_colour(told["results"]) == {2}
    assert set(told["results"][0]["parts"]) == {"picture"}


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        ({}, 400, "invalid"),
        ({"picture": SimpleUploadedFile("a.png", b"<svg></svg>", "image/png")}, 400, "unreadable_picture"),
        ({"picture": SimpleUploadedFile("a.png", RED[:70], "image/png")}, 400, "unreadable_picture"),
        ({"picture": SimpleUploadedFile("a.png", RED), "limit": 0}, 400, "invalid"),
        ({"picture": SimpleUploadedFile("a.png", RED), "guide": "nope"}, 404, "unknown_guide"),
        ({"picture": SimpleUploadedFile("a.png", b"x" * 6000)}, 413, "too_large"),
    ],
)  # fmt: skip
def test_faults_are_problem_details(market, client, settings, given, status, code):
    settings.SHOPGUIDE = {**settings.SHOPGUIDE, "PICTURES": {"bytes": 5000, "pixels": 10**6}}
    if "picture" in given:
        given["picture"].seek(0)
    answer = client.post(API, given)
    assert answer["Content-Type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["detail"]


def test_other_forms_of_a_request_are_refused(market, client):
    assert client.post(API, {"picture": "x"}, content_type="application/json").status_code == 415
    assert client.get(API).status_code == 405


def test_the_api_is_throttled(market, client, settings, upload):
    throttles = {**settings.SHOPGUIDE.get("THROTTLES", {}), "picture": "2/min"}
    settings.SHOPGUIDE = {**settings.SHOPGUIDE, "THROTTLES": throttles}
    codes = [client.post(API, {"picture": upload()}).status_code for _ in range(3)]
    assert codes == [200, 200, 429]


def test_the_page_shows_what_looks_like_it(page, upload, client):
    assert b'enctype="multipart/form-data"' in client.get(page).content
    shown = client.post(page, {"picture": upload(), "guide": "phone"}).content.decode()
    assert "Products that look like your picture" in shown
    assert "Case 2" in shown or "Case 5" in shown
    assert "alike" in shown


@pytest.mark.parametrize(
    ("given", "status", "told"),
    [
        ({}, 400, "choose a picture"),
        ({"picture": SimpleUploadedFile("a.png", b"no picture")}, 400, "cannot be read"),
        ({"picture": SimpleUploadedFile("a.png", b"x" * 6000)}, 413, "larger than 0.005 MB"),
        ({"picture": SimpleUploadedFile("a.png", RED), "guide": "nope"}, 404, ""),
    ],
)
def test_the_page_tells_faults(page, client, settings, given, status, told):
    settings.SHOPGUIDE = {**settings.SHOPGUIDE, "PICTURES": {"bytes": 5000, "pixels": 10**6}}
    if "picture" in given:
        given["picture"].seek(0)
    answer = client.post(page, given)
    assert answer.status_code == status
    assert told in answer.content.decode()


def test_the_page_wants_its_token(page, upload):
    client = Client(enforce_csrf_checks=True)
    assert client.post(page, {"picture": upload()}).status_code == 403
    client.get(page)
    given = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value, "picture": upload()}
    assert client.post(page, given).status_code == 200


def test_without_pictures_there_is_no_page(db, client):
    assert client.get(reverse("shopguide:picture")).status_code == 404


def test_a_picture_is_written_nowhere(
    market, upload, client, page, settings, tmp_path, monkeypatch
):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1
    folder = tmp_path / "uploads"
    folder.mkdir()
    settings.FILE_UPLOAD_TEMP_DIR = str(folder)
    written, seen = [], os.listdir
    handler = uploads.PictureUploadHandler.file_complete

    def complete(self, size):
        written.extend(seen(folder))
        return handler(self, size)

    monkeypatch.setattr(uploads.PictureUploadHandler, "file_complete", complete)
    before = Exposure.objects.count()
    for address in (API, page):
        assert client.post(address, {"picture": upload()}).status_code == 200
    assert written == seen(folder) == []
    assert Exposure.objects.count() == before
