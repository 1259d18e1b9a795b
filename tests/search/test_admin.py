"""What a merchant sees and may do: synonyms, weights, exposures."""

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from shopguide.models import Exposure, FusionWeights, Synonym
from shopguide.search import search
from shopguide.search.explain import record_exposure

pytestmark = pytest.mark.urls("tests.search.urls")


@pytest.fixture
def merchant(client, db):
    client.force_login(User.objects.create_superuser("merchant", password="x"))
    return client


def weights(**given):
    report = {
        "all": {
            "queries": 40, "fusion": {"lexical": 1.0, "vector": 0.5}, "held_out": 0.7, "low": 0.6,
            "high": 0.8, "before": 0.65, "folds": [0.7],
        }
    }  # fmt: skip
    return FusionWeights.objects.create(
        **{
            "guide": "phone", "source": "judgments.csv", "report": report,
            "weights": {"all": {"lexical": 1.0, "vector": 0.5}}, **given,
        }
    )  # fmt: skip


def test_weights_are_compared_used_and_taken_back(merchant):
    first, second = weights(in_use=True), weights(weights={"all": {"lexical": 1.0, "vector": 2.0}})
    listed = reverse("admin:shopguide_fusionweights_changelist")
    page = merchant.get(listed).content.decode()
    assert "0.700 / 0.650" in page
    shown = reverse("admin:shopguide_fusionweights_change", args=[second.pk])
    assert "0.650" in merchant.get(shown).content.decode()
    for chosen, action, in_use in (
        (second, "put_to_use", [second.pk]),
        (first, "put_to_use", [first.pk]),
        (first, "put_aside", []),
    ):
        merchant.post(listed, {"action": action, "_selected_action": [chosen.pk]})
        assert (
            list(FusionWeights.objects.filter(in_use=True).values_list("pk", flat=True)) == in_use
        )


def test_who_may_only_look_may_not_change_the_weights(client, db):
    user = User.objects.create_user("looker", password="x", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_fusionweights"))
    client.force_login(user)
    row = weights()
    listed = reverse("admin:shopguide_fusionweights_changelist")
    assert client.get(listed).status_code == 200
    client.post(listed, {"action": "put_to_use", "_selected_action": [row.pk]})
    assert not FusionWeights.objects.filter(in_use=True).exists()


def test_a_synonym_needs_two_words(merchant):
    add = reverse("admin:shopguide_synonym_add")
    page = merchant.post(add, {"guide": "", "terms": "sofa", "is_active": "on"})
    assert page.status_code == 200
    assert not Synonym.objects.exists()
    merchant.post(add, {"guide": "", "terms": "sofa，沙发", "is_active": "on"})
    assert Synonym.objects.get().listed() == ["sofa", "沙发"]
    assert merchant.get(reverse("admin:shopguide_synonym_changelist")).status_code == 200


def test_an_exposure_says_why_each_stood_where_it_did(merchant, market):
    record_exposure(search(market, "Orion smartphone under $500"))
    row = Exposure.objects.get()
    page = merchant.get(reverse("admin:shopguide_exposure_change", args=[row.pk])).content.decode()
    assert "1. " in page
    assert "It mentions" in page
    assert "price_max" in page
    listed = merchant.get(reverse("admin:shopguide_exposure_changelist"), {"q": "orion"})
    assert "Orion smartphone" in listed.content.decode()


def test_facts_are_listed(merchant, market):
    page = merchant.get(reverse("admin:shopguide_factvalue_changelist")).content.decode()
    assert "Orion" in page
