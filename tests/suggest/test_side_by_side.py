"""Two to four products side by side: true, live, and only what shoppers may see."""

from decimal import Decimal

import pytest

from shopguide.backends import writers
from shopguide.delivery import drain
from shopguide.models import CheckTally
from shopguide.suggest import CompareError, compare
from shopguide.writers.base import Line
from tests.shop.models import Product, Review

from .test_stream import Streaming

ROOT = "/guide-api/v1/compare/"


def pks(*names):
    return [Product.objects.get(name=name).pk for name in names]


def text(sentence):
    return "".join(segment.text for segment in sentence.segments)


def test_facts_that_differ_come_first(guide):
    Product.objects.filter(name__in=["Zeta Lite", "Zeta Plus"]).update(screen_size=6.1)
    found = compare(guide, pks("Zeta Lite", "Zeta Plus"), "en")
    assert [(row.label, row.values, row.differs) for row in found.facts] == [
        ("Camera", ("12", "48"), True),
        ("Screen size", ("6.1", "6.1"), False),
    ]
    assert [each.price for each in found.products] == ["$99.00", "$199.00"]
    assert [each.in_stock for each in found.products] == [True, True]


def test_the_verdict_is_two_sentences_with_sources(guide):
    found = compare(guide, pks("Zeta Plus", "Zeta Lite"), "en")
    assert [text(each) for each in found.verdict] == [
        "Zeta Plus lists camera 48; Zeta Lite lists camera 12.",
        "Zeta Lite at $99.00 is less expensive than Zeta Plus ($199.00).",
    ]
    assert [each.ref for each in found.sources] == ["P1", "P2"]
    assert found.replaced == 0
    assert CheckTally.objects.get(rule="").purpose == "comparison"


def test_a_verdict_that_lies_is_replaced(guide, monkeypatch):
    lies = [
        Line("difference", "{P2.name} is cheaper than {P1.name}."),
        Line("difference", "{P1.name} has 48 MP and is waterproof."),
    ]
    monkeypatch.setitem(writers._made, "default", Streaming(lies, lies))
    found = compare(guide, pks("Zeta Lite", "Zeta Plus"), "en")
    shown = " ".join(map(text, found.verdict))
    assert found.replaced == 2
    assert shown
    assert "waterproof" not in shown
    assert "cheaper" not in shown


def test_prices_are_those_after_the_verdict_was_written(guide, monkeypatch):
    def reprice():
        Product.objects.update(price=Decimal("12.50"))
        return Line("difference", "{P1.name} costs {P1.price}.")

    monkeypatch.setitem(writers._made, "default", Streaming([reprice]))
    found = compare(guide, pks("Zeta Lite", "Zeta Plus"), "en")
    assert text(found.verdict[0]) == "Zeta Lite costs $12.50."
    assert {each.price for each in found.products} == {"$12.50"}


def test_what_reviews_say_stands_by_aspect(guide):
    first, second = Product.objects.filter(name__in=["Zeta Lite", "Zeta Plus"]).order_by("name")
    for number in range(6):
        Review.objects.create(product=first, body=f"The battery is bad on day {number}.")
        Review.objects.create(product=second, body=f"The battery is good on day {number}.")
    drain()
    found = compare(guide, [first.pk, second.pk], "en")
    [battery] = [row for row in found.aspects if row.label == "battery"]
    blamed, praised = battery.values
    assert (blamed.blamed.count, blamed.blamed.total, blamed.praised) == (6, 6, None)
    assert (praised.praised.count, praised.praised.total, praised.blamed) == (6, 6, None)


@pytest.mark.parametrize(
    ("names", "code"),
    [
        ([], "too_few"),
        (["Zeta Lite"], "too_few"),
        (["Zeta Lite", "Zeta Lite"], "too_few"),
        (["Zeta Lite", "Zeta Plus", "Zeta Ultra", "Zeta Mini", "Phone case"], "too_many"),
    ],
)
def test_one_or_five_are_not_compared(guide, names, code):
    with pytest.raises(CompareError) as caught:
        compare(guide, pks(*names), "en")
    assert caught.value.code == code
    assert str(caught.value)


def test_a_hidden_product_is_left_out(guide):
    chosen = pks("Zeta Lite", "Zeta Plus", "Zeta Ultra")
    Product.objects.filter(name="Zeta Ultra").update(is_public=False)
    found = compare(guide, [*chosen, 10**9, "x"], "en")
    assert [each.name for each in found.products] == ["Zeta Lite", "Zeta Plus"]
    assert found.missing == 3
    Product.objects.filter(name="Zeta Plus").update(is_public=False)
    with pytest.raises(CompareError):
        compare(guide, chosen, "en")


def test_the_api_compares(guide, client):
    answer = client.get(ROOT, {"guide": "phone", "p": pks("Zeta Lite", "Zeta Plus")}).json()
    assert [each["title"] for each in answer["products"]] == ["Zeta Lite", "Zeta Plus"]
    assert answer["facts"][0] == {"label": "Camera", "values": ["12", "48"], "differs": True}
    assert answer["verdict"][0]["refs"] == ["P1", "P2"]


def test_the_api_says_what_is_wrong(guide, client):
    answer = client.get(ROOT, {"guide": "phone", "p": pks("Zeta Lite")})
    assert answer.status_code == 400
    assert answer.json()["code"] == "too_few"
    assert client.get(ROOT, {"guide": "phone"}).status_code == 400
