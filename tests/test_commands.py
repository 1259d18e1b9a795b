"""Commands: progress and JSON, bad input is exit code 2, and the doctor finds what is wrong."""

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from shopguide.backends import encoders
from shopguide.encoders.transformer import TransformerEncoder
from shopguide.examine import examine
from shopguide.models import Job, Vector
from tests.oscarish.models import Artikel, Offer
from tests.shop.factories import products
from tests.shop.models import Product


@pytest.fixture(autouse=True)
def no_patience(monkeypatch):
    """No worker runs here, so there is none to wait for."""
    monkeypatch.setattr("shopguide.examine.PATIENCE", 0.1)


def sync(capsys, *arguments):
    call_command("shopguide_sync", *arguments, "--format", "json")
    return {each["guide"]: each for each in json.loads(capsys.readouterr().out)["guides"]}


@pytest.mark.django_db
class TestSync:
    def test_it_brings_everything_up_to_date(self, capsys):
        Product.objects.bulk_create([Product(name="A"), Product(name="B")])
        report = sync(capsys)
        assert report["phone"]["seen"] == 2
        assert report["phone"]["finished"] == 4
        assert Vector.objects.filter(guide="phone").count() == 2
        assert sync(capsys)["phone"]["enqueued"] == 0

    def test_interrupted_it_goes_on(self, capsys, monkeypatch):
        products(6)
        calls = []

        class Stopped(type(encoders["default"])):
            def encode(self, texts, *, kind="passage"):
                calls.append(len(texts))
                if len(calls) == 2:
                    raise KeyboardInterrupt
                return super().encode(texts, kind=kind)

        monkeypatch.setitem(encoders._made, "default", Stopped())
        monkeypatch.setattr(
            "shopguide.jobs.settings", {"BATCH_SIZE": 2, "LEASE_SECONDS": 60, "MAX_ATTEMPTS": 5}
        )
        with pytest.raises(KeyboardInterrupt):
            sync(capsys, "phone")
        assert Vector.objects.count() == 2
        Job.objects.update(leased_until=timezone.now())
        sync(capsys, "phone")
        assert Vector.objects.count() == 6
        assert sum(calls) == 8

    def test_enqueued_work_is_left_to_the_worker(self, capsys):
        Product.objects.bulk_create([Product(name="A")])
        report = sync(capsys, "--enqueue")["phone"]
        assert (report["finished"], report["waiting"]) == (0, 2)

    def test_the_table_store_gets_its_index(self, capsys):
        item = Artikel.objects.create(headline="Shoe")
        Offer.objects.create(item=item, amount=5)
        sync(capsys, "artikel")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_indexes"
                " WHERE indexdef LIKE '%hnsw%' AND tablename = 'shopguide_vector'"
            )
            assert cursor.fetchone() == (1,)

    def test_an_unknown_guide_is_bad_input(self):
        with pytest.raises(CommandError, match="No guide is named 'nope'") as caught:
            call_command("shopguide_sync", "nope")
        assert caught.value.returncode == 2

    def test_without_model_files_words_are_done_and_the_reason_told(self, tmp_path, monkeypatch):
        products(1)
        monkeypatch.setitem(encoders._made, "default", TransformerEncoder(str(tmp_path / "no")))
        with pytest.raises(CommandError, match="config"):
            call_command("shopguide_sync", "phone", verbosity=0)
        assert set(Job.objects.values_list("kind", flat=True)) == {"vector"}


def findings():
    return {(finding.part, finding.level): finding.told for finding in examine()}


@pytest.mark.django_db
class TestDoctor:
    def test_what_is_well_is_told(self, capsys):
        products(2)
        call_command("shopguide_sync")
        found = findings()
        assert found["backlog", "ok"]
        assert "2 of 2" in found["guide phone", "ok"] or "valid" in found["guide phone", "ok"]
        assert "pgvector" in found["database", "ok"]

    def test_no_worker_is_an_error(self):
        assert any(level == "error" and part in ("worker", "broker") for part, level in findings())

    def test_missing_vectors_and_a_late_backlog(self):
        products(1)
        Job.objects.update(created=timezone.now() - timedelta(hours=2))
        found = findings()
        assert "0 of 1" in found["guide phone", "warning"]
        assert "Start a Celery worker" in found["backlog", "error"]

    def test_dead_jobs(self):
        products(1)
        Job.objects.update(dead=True)
        assert "2 wait for a person" in findings()["backlog", "warning"]

    def test_a_missing_model(self, tmp_path, monkeypatch):
        monkeypatch.setitem(encoders._made, "default", TransformerEncoder(str(tmp_path / "no")))
        assert 'SHOPGUIDE["ENCODERS"]' in findings()["guide phone", "error"]

    def test_an_index_that_a_killed_build_left(self):
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE pg_index SET indisvalid = false"
                " WHERE indexrelid = 'shop_product_embedding'::regclass"
            )
        assert "REINDEX INDEX shop_product_embedding" in findings()["guide phone", "error"]

    def test_an_absent_index(self):
        with connection.cursor() as cursor:
            cursor.execute("DROP INDEX shop_product_embedding")
        assert "EmbeddingIndex" in findings()["guide phone", "warning"]

    def test_its_exit_code(self, capsys):
        with pytest.raises(CommandError) as caught:
            call_command("shopguide_doctor", "--format", "json")
        assert caught.value.returncode == 1
        assert json.loads(capsys.readouterr().out)["findings"]
