"""Run by test_oscar.py in a process of its own, whose settings are oscar's."""

import pytest
from django.core import checks
from django.core.management import call_command
from django.template import engines
from django.test import RequestFactory
from oscar.core.loading import get_model
from oscar.test.factories import create_order, create_product

from shopguide.catalogue.registry import registry
from shopguide.delivery import drain, reconcile
from shopguide.events.consent import PERSONALISATION, record
from shopguide.models import Event, Job, Vector
from shopguide.search import Filters, search
from shopguide.search.similar import similar
from shopguide.suggest import suggest

# Haystack's simplest backend warns that it has no index of its own to write to.
pytestmark = pytest.mark.filterwarnings("ignore:(update|remove) is not implemented:UserWarning")
Product = get_model("catalogue", "Product")
ProductReview = get_model("reviews", "ProductReview")
QUESTION = "I'm looking for a budget smartphone with a good camera."
PHONES = {
    "Budget smartphone Uno": ("A cheap smartphone with a good camera", 129, 4),
    "Flagship smartphone Due": ("The best camera of any smartphone", 1099, 2),
    "Smartphone Tre": ("A smartphone with a decent camera", 249, 0),
    "Garden hose": ("Twenty metres of hose", 19, 9),
}


@pytest.fixture
def guide():
    return registry.get("products")


@pytest.fixture
def shop(transactional_db):
    for number, (title, (description, price, stock)) in enumerate(PHONES.items()):
        create_product(
            upc=f"upc{number}",
            title=title,
            description=description,
            product_class="Things",
            price=price,
            num_in_stock=stock,
        )
    create_product(upc="hidden", title="Hidden smartphone", price=1, is_public=False)
    drain()
    return {product.title: product for product in Product.objects.all()}


def titles(hits):
    return [hit.product.title for hit in hits]


def test_the_declaration_is_clean():
    own = [m for m in checks.run_checks() if (m.id or "").startswith("shopguide")]
    # The stand-ins for models say what they are.
    assert {message.id for message in own} <= {"shopguide.W290", "shopguide.W291", "shopguide.W292"}


def test_every_visible_product_gets_its_vector(shop, guide):
    assert Vector.objects.filter(guide=guide.name).count() == len(PHONES)
    assert not Job.objects.exists()
    found = reconcile(guide)
    assert (found.seen, found.words, found.vectors) == (len(PHONES), 0, 0)


def test_search_under_limits_through_stock_records(shop, guide):
    assert titles(search(guide, "flagship camera").hits)[0] == "Flagship smartphone Due"
    assert "Hidden smartphone" not in titles(search(guide, "hidden smartphone").hits)
    cheap = search(guide, "smartphone", filters=Filters(price_max=300, in_stock=True))
    assert "Budget smartphone Uno" in titles(cheap.hits)
    assert not {"Flagship smartphone Due", "Smartphone Tre"} & set(titles(cheap.hits))


def test_similar_products_can_be_bought(shop, guide):
    found = titles(similar(guide, shop["Budget smartphone Uno"].pk))
    assert found[0] == "Flagship smartphone Due"
    assert not {"Smartphone Tre", "Budget smartphone Uno"} & set(found)


def test_a_suggestion_names_real_products_with_real_prices(shop, guide):
    suggestion = suggest(guide, QUESTION)
    prices = {pick.product.title: pick.price for pick in suggestion.picks}
    assert prices["Budget smartphone Uno"] == "$129.00"
    assert set(prices) <= set(PHONES)
    assert all(pick.url == pick.product.get_absolute_url() for pick in suggestion.picks)


def test_a_change_in_the_dashboard_is_followed(shop, guide):
    hose = shop["Garden hose"]
    hose.title = "Lawn sprinkler"
    hose.save()
    drain()
    assert titles(search(guide, "sprinkler").hits)[0] == "Lawn sprinkler"
    hose.is_public = False
    hose.save()
    assert "Lawn sprinkler" not in titles(search(guide, "sprinkler").hits)
    hose.delete()
    drain()
    assert Vector.objects.filter(guide=guide.name).count() == len(PHONES) - 1


def test_reviews_and_order_lines_are_read_where_oscar_keeps_them(shop, guide, django_user_model):
    phone = shop["Budget smartphone Uno"]
    buyer = django_user_model.objects.create_user("buyer", "buyer@example.org")
    for status, body in ((ProductReview.APPROVED, "Bright screen"), (ProductReview.REJECTED, "!")):
        ProductReview.objects.create(
            product=phone, title="T", body=body, score=4, name="A", email="a@b.eu", status=status
        )
    assert list(guide.reviews.shown().values_list("body", "score")) == [("Bright screen", 4)]
    create_order(user=buyer)
    lines = guide.orders.model.objects.values_list(
        guide.orders.product, guide.orders.buyer, guide.orders.when
    )
    (product, who, when), *_ = lines
    assert Product.objects.filter(pk=product).exists()
    assert (who, when is not None) == (buyer.pk, True)


def test_orders_of_oscar_are_events(shop, guide, django_user_model):
    """Those of guests too, which belong to nobody."""
    buyer = django_user_model.objects.create_user("buyer", "buyer@example.org")
    record(f"user:{buyer.pk}", PERSONALISATION, given=True)
    order = create_order(user=buyer)
    create_order(number="2", user=None)
    events = Event.objects.filter(kind="order", guide=guide.name)
    assert sorted(events.values_list("shopper", flat=True)) == ["", f"user:{buyer.pk}"]
    own = events.get(shopper=f"user:{buyer.pk}")
    line = order.lines.get()
    assert (own.object_id, own.title) == (str(line.product_id), line.product.title)
    assert own.happened == order.date_placed
    order.delete()
    assert events.count() == 1


def test_tags_and_the_api_answer(shop, client, guide):
    answer = client.get("/guide-api/v1/search/", {"q": "smartphone"})
    assert answer.status_code == 200
    assert answer.json()["total"] >= 3
    page = engines["django"].from_string("{% load shopguide %}{% guide_suggestions question %}")
    shown = page.render({"question": QUESTION}, RequestFactory().get("/"))
    assert "Budget smartphone Uno" in shown
    assert "$129.00" in shown


def test_sync_and_migrations_leave_oscar_alone(shop, capsys):
    call_command("shopguide_sync")
    call_command("makemigrations", "shopguide", check=True, dry_run=True, verbosity=0)
