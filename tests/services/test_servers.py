"""Real servers: kept by whoever starts them, whole after a crash."""

import os
import subprocess
import sys

import dj_database_url
import psycopg
import pytest
from kombu import Connection

from storefront.services import Unavailable, environment
from storefront.services.__main__ import main
from tests.conftest import REPOSITORY
from tests.services.conftest import processes


def one(url, statement):
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchone() if cursor.description else None


def pid(server):
    return server._daemon(server._place).pid()


def test_two_starters_at_once_get_one_server(postgres, folder):
    command = [sys.executable, "-m", "storefront.services", "start", "--folder", str(folder)]
    starters = [
        subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    printed = [starter.communicate()[0] for starter in starters]
    assert printed[0] == printed[1]
    assert f"DATABASE_URL={postgres.url()}\n" in printed[0]
    assert len([p for p in processes(folder) if "-D" in p.cmdline()]) == 1


def test_start_finds_the_running_server(postgres, valkey):
    assert postgres.start() == postgres.url()
    assert valkey.start() == valkey.url()
    before = pid(postgres), pid(valkey)
    postgres.start()
    valkey.start()
    assert (pid(postgres), pid(valkey)) == before
    assert postgres.running()
    assert valkey.running()


def test_vectors_and_encoding(postgres):
    url = postgres.start()
    one(url, "CREATE EXTENSION IF NOT EXISTS vector")
    assert one(url, "SELECT '[1,2]'::vector <-> '[1,4]'::vector") == (2.0,)
    assert one(url, "SHOW server_encoding") == ("UTF8",)
    assert one(url, "SELECT upper('é')") == ("É",)


def test_no_port_is_opened(postgres, valkey):
    postgres.start()
    assert one(postgres.url(), "SHOW listen_addresses") == ("",)
    valkey.start()
    with valkey.client() as client:
        assert set(client.config_get("port").values()) <= {"0", b"0"}


def test_url_makes_the_database_and_django_reads_it(postgres):
    postgres.start()
    url = postgres.url("a shop/名 %")
    assert one(url, "SELECT current_database()") == ("a shop/名 %",)
    assert postgres.url("a shop/名 %") == url
    assert dj_database_url.parse(url)["NAME"] == "a shop/名 %"
    assert dj_database_url.parse(url)["HOST"].startswith("/")


def test_committed_rows_survive_a_crash(postgres):
    url = postgres.start()
    one(url, "CREATE TABLE kept AS SELECT 7 AS number")
    postgres.kill()
    assert not postgres.running()
    assert postgres.start() == url
    assert one(url, "SELECT number FROM kept") == (7,)


def test_stale_lock_of_postgres_with_a_living_number_is_no_obstacle(postgres):
    postgres.start()
    postgres.kill()
    stale = postgres._place.data / "postmaster.pid"
    stale.write_text(stale.read_text().replace(stale.read_text().split()[0], "1", 1))
    postgres.start()
    assert postgres.running()


def test_restart_ends_sessions_and_keeps_rows(postgres):
    url = postgres.start()
    one(url, "CREATE TABLE stays AS SELECT 1 AS number")
    with psycopg.connect(url) as session:
        before = pid(postgres)
        assert postgres.restart() == url
        assert pid(postgres) != before
        with pytest.raises(psycopg.OperationalError):
            session.execute("SELECT 1")
    assert one(url, "SELECT number FROM stays") == (1,)


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_queued_task_survives(valkey, end):
    valkey.start()
    with Connection(valkey.url()) as broker, broker.SimpleQueue(f"tasks-{end}") as queue:
        queue.put({"product": 7})
    getattr(valkey, end)()
    assert not valkey.running()
    with Connection(valkey.start()) as broker, broker.SimpleQueue(f"tasks-{end}") as queue:
        message = queue.get(timeout=5)
        assert message.payload == {"product": 7}
        message.ack()


def test_survive_the_kill_of_their_parent(folder, postgres, valkey):
    postgres.stop()
    valkey.stop()
    code = (
        "import os, pathlib; from storefront.services import environment;"
        f"environment(pathlib.Path({str(folder)!r})); os.kill(os.getpid(), 9)"
    )
    given = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "CELERY_BROKER_URL")}
    subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, env=given, check=False)
    assert one(postgres.url(), "SELECT 1") == (1,)
    with valkey.client() as client:
        assert client.ping()


def test_environment_starts_only_what_is_not_set(folder, postgres, valkey, monkeypatch):
    postgres.stop()
    valkey.stop()
    monkeypatch.setenv("DATABASE_URL", "postgres://db.example/shop")
    monkeypatch.setenv("CELERY_BROKER_URL", "amqp://mq.example")
    assert environment(folder) == {
        "DATABASE_URL": "postgres://db.example/shop",
        "CELERY_BROKER_URL": "amqp://mq.example",
    }
    monkeypatch.delenv("CELERY_BROKER_URL")
    assert environment(folder)["CELERY_BROKER_URL"] == valkey.url()
    assert not postgres.running()


def test_command_line(folder, capsys):
    assert main(["start", "--folder", str(folder)]) == 0
    assert main(["status", "--folder", str(folder)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == lines[2:]
    assert [line.partition("=")[0] for line in lines[:2]] == ["DATABASE_URL", "CELERY_BROKER_URL"]
    assert main(["stop", "--folder", str(folder)]) == 0
    assert main(["status", "--folder", str(folder)]) == 3
    assert capsys.readouterr().out.splitlines()[-1] == "CELERY_BROKER_URL: stopped"


@pytest.mark.parametrize("arguments", [[], ["begin"], ["start", "--folder", "manage.py/x/y"]])
def test_bad_command_line(arguments, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "manage.py").touch()
    with pytest.raises(SystemExit) as error:
        main(arguments)
    assert error.value.code == 2
    assert not (tmp_path / ".shopguide").exists()


def test_url_of_a_stopped_server_names_the_remedy(folder, postgres):
    postgres.stop()
    with pytest.raises(Unavailable, match=r"python -m storefront\.services start --folder"):
        postgres.url()


def test_wipe_leaves_nothing(folder, postgres, valkey):
    postgres.start()
    valkey.start()
    postgres.wipe()
    valkey.wipe()
    assert not folder.exists()
    assert processes(folder) == []
    assert not postgres.running()
