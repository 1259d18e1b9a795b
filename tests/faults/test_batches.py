"""What a batch that goes wrong leaves behind, without a worker: drain's own parts."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from shopguide.jobs import Outage, lease, run
from shopguide.models import Job
from tests.faults.conftest import make_products

pytestmark = pytest.mark.django_db


class StoresTooLongAWord:
    """PostgreSQL refuses one product's words as beyond its limits."""

    def __init__(self, bad):
        self.bad = bad

    def prepare(self, guide, pks):
        return None

    def write(self, guide, prepared, pks):
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::tsvector", ["x" * 3000 if self.bad in pks else "x"])


def test_text_beyond_a_limit_of_the_database_fails_alone(guide):
    products = make_products(4)
    batch = lease([guide.name], [Job.Kind.WORDS])
    assert run(batch, guide, StoresTooLongAWord(products[1].pk)) == 3
    [left] = Job.objects.filter(kind=Job.Kind.WORDS)
    assert left.object_id == str(products[1].pk)
    assert "too long" in left.error


class BreaksAfterHalving:
    """A batch fails for one of its products; then the model goes away."""

    def prepare(self, guide, pks):
        if len(pks) > 1:
            raise ValueError("one of these")
        raise Outage("the model is gone")


def test_outage_after_halving_holds_no_job_back(guide):
    make_products(4)
    batch = lease([guide.name], [Job.Kind.VECTOR])
    with pytest.raises(Outage):
        run(batch, guide, BreaksAfterHalving())
    jobs = Job.objects.filter(kind=Job.Kind.VECTOR)
    assert set(jobs.values_list("lease", "attempts", "error")) == {(None, 0, "the model is gone")}


@override_settings(SHOPGUIDE={**settings.SHOPGUIDE, "MAX_ATTEMPTS": 1})
def test_no_product_is_buried_for_another(guide):
    """However few attempts a shop allows, each has one alone before it is given up."""
    make_products(3)
    sizes = []
    while batch := lease([guide.name], [Job.Kind.VECTOR]):
        sizes.append(len(batch.jobs))
        Job.objects.filter(lease=batch.lease).update(
            leased_until=timezone.now() - timedelta(seconds=1)
        )
    assert sizes == [3, 3, 1, 1, 1]
    assert Job.objects.filter(dead=True).count() == 3
