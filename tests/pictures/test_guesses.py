"""Guesses of what products lack: when they are made, how they are decided, and what they write."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from shopguide import delivery
from shopguide.catalogue.facts import facts_in
from shopguide.models import Job, Proposal
from shopguide.recommend import guesses
from shopguide.recommend.decisions import DecisionError, accept, reject
from shopguide.recommend.guesses import propose
from tests.oscarish.models import Artikel
from tests.shop.models import Category, Product


@pytest.fixture
def lacking(market, monkeypatch):
    """Case 4, as green as 1, 7, 10 …, has neither category nor camera."""
    # Thirty products are few: the interval of their record is wide.
    monkeypatch.setattr(guesses, "PROBABLE", 0.5)
    Product.objects.filter(name="Case 4").update(category=None, camera_mp=None)
    delivery.reconcile(market)
    delivery.drain()
    propose(market)
    return Product.objects.get(name="Case 4")


def waiting(product):
    rows = Proposal.objects.filter(object_id=str(product.pk), state="waiting")
    return dict(rows.values_list("path", "value"))


def test_what_neighbours_agree_on_is_proposed(lacking):
    assert waiting(lacking) == {"category__name": "Cases", "camera_mp": "48"}
    row = Proposal.objects.get(object_id=str(lacking.pk), path="camera_mp")
    assert row.right <= row.tried
    assert 0.5 <= row.probability < row.right / row.tried
    neighbours = Product.objects.filter(pk__in=row.neighbours)
    assert {product.camera_mp for product in neighbours} == {48}
    # Nothing was written.
    lacking.refresh_from_db()
    assert lacking.category is None


def test_where_neighbours_disagree_nothing_is_proposed(market, monkeypatch):
    for number, product in enumerate(Product.objects.filter(name__startswith="Case")):
        Product.objects.filter(pk=product.pk).update(camera_mp=number)
    Product.objects.filter(name="Case 4").update(camera_mp=None)
    delivery.reconcile(market)
    delivery.drain()
    monkeypatch.setattr(guesses, "PROBABLE", 0.3)
    propose(market)
    assert not Proposal.objects.filter(path="camera_mp").exists()


def test_few_trials_are_not_trusted(market):
    """Even if every vote was right: with 30 products the interval reaches below PROBABLE."""
    assert guesses._record([(1.0, True)] * 4, 0.9) == (4, 4)
    assert guesses.wilson(4, 4)[0] < guesses.PROBABLE < guesses.wilson(20, 20)[0]
    assert guesses._record([(0.5, False), (0.9, True), (1.0, True)], 0.9) == (2, 2)


def test_accepting_writes_as_a_person_would(lacking):
    for proposal in Proposal.objects.filter(object_id=str(lacking.pk)):
        accept(proposal)
    lacking.refresh_from_db()
    assert (lacking.category.name, lacking.camera_mp) == ("Cases", 48)
    assert not waiting(lacking)
    # save() has told the index.
    assert Job.objects.filter(object_id=str(lacking.pk), kind=Job.Kind.WORDS).exists()
    with pytest.raises(DecisionError, match="decided already"):
        accept(Proposal.objects.get(object_id=str(lacking.pk), path="camera_mp"))


def test_rejected_guesses_do_not_return(lacking, market):
    reject(Proposal.objects.get(object_id=str(lacking.pk), path="camera_mp"))
    propose(market)
    propose(market)
    assert waiting(lacking) == {"category__name": "Cases"}
    assert Proposal.objects.filter(object_id=str(lacking.pk)).count() == 2


def test_what_the_shop_has_filled_in_meanwhile_stays(lacking, market):
    proposal = Proposal.objects.get(object_id=str(lacking.pk), path="camera_mp")
    Product.objects.filter(pk=lacking.pk).update(camera_mp=7)
    with pytest.raises(DecisionError, match="by now"):
        accept(proposal)
    delivery.reconcile(market)
    delivery.drain()
    propose(market)
    assert waiting(lacking) == {"category__name": "Cases"}


def test_what_is_gone_cannot_be_accepted(lacking):
    proposal = Proposal.objects.get(object_id=str(lacking.pk), path="category__name")
    Category.objects.filter(name="Cases").delete()
    with pytest.raises(DecisionError, match="Cases cannot be written"):
        accept(proposal)
    lacking.delete()
    with pytest.raises(DecisionError, match="gone"):
        accept(proposal)


@pytest.mark.parametrize(
    ("others", "text", "written"),
    [("red", "red", "red"), (4, "8", 8), (0.5, "1.5", 1.5), (True, "Yes", True)],
)
def test_a_key_of_an_object_is_written_in_the_type_of_others(db, others, text, written):
    from shopguide.catalogue.registry import registry

    guide = registry.get("artikel")
    Artikel.objects.create(headline="A", extras={"colour": others})
    bare = Artikel.objects.create(headline="B", extras={"size": "L"})
    proposal = Proposal.objects.create(
        guide=guide.name, object_id=str(bare.pk), path="extras__colour", value=text, probability=0.9
    )
    accept(proposal)
    bare.refresh_from_db()
    assert bare.extras == {"size": "L", "colour": written}
    assert facts_in(guide, {"extras": [bare.extras]})[1].value == written


def test_a_column_of_another_table_is_refused(db):
    bare = Artikel.objects.create(headline="B")
    proposal = Proposal.objects.create(
        guide="artikel", object_id=str(bare.pk), path="offers__amount", value="9", probability=0.9
    )
    with pytest.raises(DecisionError, match="offers__amount"):
        accept(proposal)
    assert proposal.__class__.objects.get(pk=proposal.pk).state == "waiting"


def test_a_brand_is_not_guessed(lacking, market):
    Product.objects.filter(pk=lacking.pk).update(brand=None)
    delivery.reconcile(market)
    delivery.drain()
    propose(market)
    assert "brand__name" not in waiting(lacking)


def test_the_command_tells_what_it_did(lacking, capsys):
    call_command("shopguide_propose", "phone", format="json")
    (told,) = json.loads(capsys.readouterr().out)["guides"]
    assert told["guide"] == "phone"
    assert told["proposals"] >= 2
    with pytest.raises(CommandError) as caught:
        call_command("shopguide_propose", "nope")
    assert caught.value.returncode == 2


class TestAdmin:
    ADDRESS = "admin:shopguide_proposal_changelist"

    def post(self, client, action, proposals):
        chosen = [proposal.pk for proposal in proposals]
        return client.post(
            reverse(self.ADDRESS), {"action": action, "_selected_action": chosen}, follow=True
        )

    def test_guesses_are_listed_with_their_record(self, lacking, admin_client):
        page = admin_client.get(reverse(self.ADDRESS)).content.decode()
        row = Proposal.objects.get(object_id=str(lacking.pk), path="camera_mp")
        for told in ("Case 4", "Camera", f"{row.right} of {row.tried}", "≥"):
            assert told in page
        one = reverse("admin:shopguide_proposal_change", args=[row.pk])
        assert "Case 1" in admin_client.get(one).content.decode()

    def test_accepting_and_rejecting(self, lacking, admin_client):
        rows = Proposal.objects.filter(object_id=str(lacking.pk))
        page = self.post(admin_client, "accept_all", rows.filter(path="category__name"))
        assert "1 value was written" in page.content.decode()
        self.post(admin_client, "reject_all", rows.filter(path="camera_mp"))
        lacking.refresh_from_db()
        assert (lacking.category.name, lacking.camera_mp) == ("Cases", None)
        assert set(rows.values_list("state", flat=True)) == {"accepted", "rejected"}

    def test_who_may_only_look_decides_nothing(self, lacking, client, django_user_model):
        from django.contrib.auth.models import Permission

        reader = django_user_model.objects.create_user("reader", is_staff=True)
        reader.user_permissions.add(Permission.objects.get(codename="view_proposal"))
        client.force_login(reader)
        rows = Proposal.objects.filter(object_id=str(lacking.pk))
        self.post(client, "accept_all", rows)
        assert set(rows.values_list("state", flat=True)) == {"waiting"}


@pytest.mark.django_db(transaction=True)
def test_two_accept_at_once_and_one_does():
    bare = Artikel.objects.create(headline="B")
    Proposal.objects.create(
        guide="artikel", object_id=str(bare.pk), path="extras__colour", value="red", probability=0.9
    )
    barrier = threading.Barrier(2)

    def decide(_):
        proposal = Proposal.objects.get(object_id=str(bare.pk))
        barrier.wait(10)
        try:
            accept(proposal)
        except DecisionError:
            return "refused"
        finally:
            connection.close()
        return "accepted"

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(decide, range(2))) == ["accepted", "refused"]
