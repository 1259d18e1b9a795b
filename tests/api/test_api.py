"""What programs see: answers, problem details, throttles, and a description that is true."""

import pytest
from django.core.cache import cache
from django.core.management import call_command

from tests.shop.models import Product

ROOT = "/guide-api/v1/"
PROBLEM = "application/problem+json"


@pytest.fixture(autouse=True)
def fresh_throttles():
    cache.clear()


def test_search(guide, client):
    answer = client.get(f"{ROOT}search/", {"q": "smartphone camera", "guide": "phone"}).json()
    assert answer["total"] == 7
    first = answer["results"][0]
    assert first["rank"] == 1
    assert first["price"]["currency"] == "USD"
    assert set(first["parts"]) <= {"lexical", "vector"}
    assert first["matched"] == ["smartphone", "camera"]


def test_pages_do_not_repeat_a_product(guide, client):
    seen = []
    for page in (1, 2, 3, 4):
        query = {"q": "smartphone", "guide": "phone", "page": page, "page_size": 2}
        seen += [each["id"] for each in client.get(f"{ROOT}search/", query).json()["results"]]
    assert len(seen) == len(set(seen)) == 7


def test_filters(guide, client):
    query = {"q": "smartphone", "guide": "phone", "price_max": "100", "in_stock": "true"}
    query["category"] = "smartphones"
    answer = client.get(f"{ROOT}search/", query).json()
    assert {each["title"] for each in answer["results"]} == {"Zeta Lite", "Zeta Mini"}


def test_suggestions(guide, client):
    query = {"q": "a budget smartphone with a good camera", "guide": "phone"}
    answer = client.get(f"{ROOT}suggestions/", query).json()
    names = set(Product.objects.values_list("name", flat=True))
    assert {pick["product"]["title"] for pick in answer["picks"]} <= names
    assert answer["generative"] is False
    assert answer["text"]


def test_similar(guide, client):
    one = Product.objects.get(name="Zeta Plus")
    answer = client.get(f"{ROOT}products/phone/{one.pk}/similar/", {"limit": 3}).json()
    titles = [each["title"] for each in answer["results"]]
    assert len(titles) == 3
    assert "Zeta Plus" not in titles
    assert "Zeta Gone" not in titles


@pytest.mark.parametrize(
    ("path", "query", "status", "code"),
    [
        ("search/", {}, 400, "invalid"),
        ("search/", {"q": ""}, 400, "invalid"),
        ("search/", {"q": "x" * 10_000, "guide": "phone"}, 400, "too_long"),
        ("search/", {"q": "a\0b", "guide": "phone"}, 400, "invalid"),
        ("search/", {"q": "phone", "guide": "nope"}, 404, "unknown_guide"),
        ("search/", {"q": "phone", "guide": "phone", "price_max": "cheap"}, 400, "invalid"),
        ("search/", {"q": "phone", "guide": "phone", "page": "-1"}, 400, "invalid"),
        ("search/", {"q": "shoe", "guide": "artikel", "category": "x"}, 400, "unknown_filter"),
        ("suggestions/", {"q": "x" * 10_000, "guide": "phone"}, 400, "too_long"),
        ("products/phone/0/similar/", {}, 404, "unknown_product"),
        ("products/phone/none/similar/", {}, 404, "unknown_product"),
        ("products/phone/" + "9" * 40 + "/similar/", {}, 404, "unknown_product"),
        ("products/nope/1/similar/", {}, 404, "unknown_guide"),
        ("products/phone/1/similar/", {"limit": "1000"}, 400, "invalid"),
    ],
)
def test_bad_input_is_a_problem(guide, client, path, query, status, code):
    answer = client.get(ROOT + path, query)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == PROBLEM
    problem = answer.json()
    assert problem["status"] == status
    assert problem["code"] == code
    assert problem["detail"]


@pytest.mark.parametrize(
    "query",
    ["😀", "'; DROP TABLE shop_product; --", "<b>phone</b>", "%", "\\", "' | '", "拍照 手机"],
)
def test_odd_queries_are_searched(guide, client, query):
    for path in ("search/", "suggestions/"):
        assert client.get(ROOT + path, {"q": query, "guide": "phone"}).status_code == 200


def test_hidden_products_leak_by_no_door(guide, client):
    Product.objects.filter(name="Zeta Lite").update(is_public=False)
    hidden = Product.objects.get(name="Zeta Lite")
    for path in ("search/", "suggestions/"):
        answer = client.get(ROOT + path, {"q": "Zeta Lite budget smartphone", "guide": "phone"})
        assert b"Zeta Lite" not in answer.content.replace(b"Zeta Lite budget smartphone", b"")
    assert client.get(f"{ROOT}products/phone/{hidden.pk}/similar/").status_code == 404


def test_throttle_says_when_to_come_back(guide, client, settings):
    settings.SHOPGUIDE = {**settings.SHOPGUIDE, "THROTTLES": {"search": "2/min"}}
    query = {"q": "phone", "guide": "phone"}
    codes = [client.get(f"{ROOT}search/", query).status_code for _ in range(3)]
    answer = client.get(f"{ROOT}search/", query)
    assert codes == [200, 200, 429]
    assert answer.headers["Content-Type"] == PROBLEM
    assert int(answer.headers["Retry-After"]) > 0
    assert client.get(f"{ROOT}suggestions/", query).status_code == 200


def test_only_reading_is_offered(guide, client):
    assert client.post(f"{ROOT}search/", {"q": "phone"}).status_code == 405


def test_the_description_is_valid_and_complete(capsys):
    call_command("spectacular", "--validate", "--fail-on-warn", "--urlconf", "tests.api.urls")
    described = capsys.readouterr().out
    for path in ("search/", "suggestions/", "products/{guide}/{id}/similar/"):
        assert f"/guide-api/v1/{path}" in described


def test_constraints_facets_and_explanations(guide, client):
    query = {"q": "Zeta smartphone under $500", "guide": "phone", "explain": "1"}
    answer = client.get(f"{ROOT}search/", query).json()
    read = {each["kind"]: each for each in answer["constraints"]}
    assert read["price"]["high"] == 500
    assert read["brand"]["label"] == "Zeta"
    assert sum(band["count"] for band in answer["facets"]["prices"]) == answer["total"]
    first = answer["results"][0]
    assert sum(first["explanation"]["parts"].values()) == pytest.approx(first["score"])
    assert first["explanation"]["sentences"]
    everything = client.get(f"{ROOT}search/", {"q": "smartphone", "guide": "phone"}).json()
    counted = {facet["path"]: facet["values"] for facet in everything["facets"]["facts"]}
    for value in counted["category__name"]:
        narrowed = {"q": "smartphone", "guide": "phone", "f": value["f"]}
        found = client.get(f"{ROOT}search/", narrowed).json()
        assert found["total"] == value["count"] > 0
    plain = client.get(
        f"{ROOT}search/", {**query, "ignore": ["price", read["brand"]["key"]]}
    ).json()
    assert plain["total"] >= answer["total"]
    assert "explanation" not in client.get(f"{ROOT}search/", {"q": "x", "guide": "phone"}).json()


def test_what_to_drop_and_what_was_meant(guide, client):
    answer = client.get(f"{ROOT}search/", {"q": "smartphone under $1", "guide": "phone"}).json()
    assert answer["total"] == 0
    assert {"price"} <= {each["key"] for each in answer["drop"]}
    assert all(each["count"] > 0 for each in answer["drop"])
    answer = client.get(f"{ROOT}search/", {"q": "smartphnoe", "guide": "phone"}).json()
    assert answer["did_you_mean"] == "smartphone"


@pytest.mark.parametrize(
    "more",
    [
        {"sort": "colour"},
        {"f": "0"},
        {"f": "x"},
        {"f": "999999"},
        {"f": [str(n) for n in range(1, 60)]},
        {"ignore": [f"price{n}" for n in range(500)]},
        {"rating_min": "9"},
        {"q": "x" * 10_000},
    ],
)
def test_bad_parameters_are_told(guide, client, more):
    answer = client.get(f"{ROOT}search/", {"q": "smartphone", "guide": "phone", **more})
    assert answer.status_code == 400
    assert answer["Content-Type"].startswith(PROBLEM)


def test_a_page_with_a_thousand_chips_says_so(guide, client):
    chips = "&".join(f"ignore=k{n}" for n in range(1000))
    answer = client.get(f"/search/?q=phone&{chips}")
    # Django itself reads at most a thousand parameters.
    assert answer.status_code in (200, 400)


def test_typeahead(guide, client):
    answer = client.get(f"{ROOT}typeahead/", {"q": "zet", "guide": "phone"}).json()
    kinds = {each["kind"] for each in answer["completions"]}
    assert {"brand", "product"} <= kinds
    product = next(each for each in answer["completions"] if each["kind"] == "product")
    assert product["url"].startswith("/p/")


def test_a_click_on_what_was_shown(guide, client):
    answer = client.get(f"{ROOT}search/", {"q": "smartphone", "guide": "phone"}).json()
    address = f"{ROOT}exposures/{answer['exposure']}/clicks/"
    shown = answer["results"][0]["id"]
    for _ in range(2):
        told = client.post(address, {"product": shown}, content_type="application/json")
        assert told.status_code == 204
    from shopguide.models import Click

    assert Click.objects.count() == 1
    for product, at in (
        ("99999", address),
        (shown, address.replace(answer["exposure"][:8], "0" * 8)),
    ):
        told = client.post(at, {"product": product}, content_type="application/json")
        assert told.status_code == 404
        assert told["Content-Type"].startswith(PROBLEM)
    assert client.post(address, {}, content_type="application/json").status_code == 400
