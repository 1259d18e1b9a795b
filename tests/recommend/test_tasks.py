"""Beat's tasks of recommending do what the commands do."""

import pytest

from shopguide import tasks
from shopguide.conf import BEAT_SCHEDULE
from shopguide.models import Fit, Neighbour, Popularity
from tests.shop.factories import products

from .orders import order

pytestmark = pytest.mark.django_db


def test_beat_names_tasks_that_there_are():
    for name in ("shopguide-fit", "shopguide-popular"):
        assert BEAT_SCHEDULE[name]["task"] in tasks.drain.app.tasks


def test_every_guide_with_orders_is_fitted():
    made = products(4)
    for n in range(4):
        order(f"b{n}", made[: n + 1])
    tasks.fit()
    assert set(Fit.objects.values_list("guide", flat=True)) == {"phone", "products"}
    assert Neighbour.objects.filter(guide="phone").exists()


def test_popularity_is_counted_without_a_fit():
    order("a", products(2))
    tasks.popular()
    assert Popularity.objects.filter(guide="phone").count() == 2
    assert not Fit.objects.exists()
