"""An account is erased while its jobs are queued or being done by a worker (F25)."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from shopguide.events.shopper import TOKEN, Shopper
from shopguide.models import Conversation, Job, ReviewReading
from shopguide.personal import personal_models
from tests.faults.conftest import make_products, settle
from tests.faults.processes import eventually
from tests.privacy.rows import make, where
from tests.shop.models import Review

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def anna():
    return User.objects.create_user("anna")


def test_deleted_while_a_worker_reads_what_she_wrote(worker, switches, anna):
    """The shop deletes her reviews with her; what a worker has read of them is not stored."""
    [product] = make_products(1)
    switches.put("hold_read")
    for number in range(3):
        Review.objects.create(product=product, user=anna, body=f"The battery is bad {number}.")
    shopper = Shopper(user_pk=str(anna.pk))
    for model in personal_models():
        if not model.personal.kept:
            make(model, shopper, "what she said")
    worker()
    eventually(lambda: switches.lines("read"))
    Review.objects.filter(user=anna).delete()
    anna.delete()
    switches.take("hold_read")
    settle()
    assert where(["what she said", shopper.key]) == []
    assert not ReviewReading.objects.exists()
    assert not Job.objects.exists()


def test_a_worker_goes_through_her_other_sessions(worker, anna):
    clients = [Client(), Client()]
    for name, client in zip("ab", clients, strict=True):
        session = client.session
        session[TOKEN], session["cart"] = name, [1]
        session.save()
        client.force_login(anna)
    Conversation.objects.create(session=Shopper(session="b").digest, language="en")
    worker()
    assert clients[0].delete("/guide-api/v1/me/").status_code == 200
    eventually(lambda: TOKEN not in clients[1].session)
    assert clients[1].session["cart"] == [1]
    assert not Conversation.objects.exists()
