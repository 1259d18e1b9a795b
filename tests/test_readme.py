"""A shop built from the README's own blocks works, and its tables tell the truth."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from shopguide.conf import DEFAULTS

REPOSITORY = Path(__file__).resolve().parent.parent
README = (REPOSITORY / "README.md").read_text()
BLOCK = re.compile(r"<!-- test: (\w+) -->\n```\w+\n(.*?)```", re.DOTALL)

SETTINGS = """
import dj_database_url, os
SECRET_KEY = "readme"
DATABASES = {"default": dj_database_url.parse(os.environ["DATABASE_URL"])}
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.postgres",
                  "rest_framework", "shopguide", "phones"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
ROOT_URLCONF = "urls"
ALLOWED_HOSTS = ["testserver"]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
              "OPTIONS": {"context_processors": ["django.template.context_processors.request"]}}]
SHOPGUIDE = {"ENCODERS": {"default": {"BACKEND": "shopguide.encoders.fake.FakeEncoder"}}}
"""
SHOP = """
import django, json
django.setup()
from django.core.management import call_command
from phones.models import Product
for number in range(4):
    Product.objects.create(name=f"Phone {number}", brand="Zeta", price=100 + number, stock=3,
                           description="A budget smartphone with a good camera", camera_mp=12)
call_command("shopguide_sync")
from django.template import engines
from django.test import Client, RequestFactory
request = RequestFactory().get("/", {"q": "a budget smartphone with a good camera"})
template = engines["django"].from_string(TEMPLATE)
page = template.render({"request": request, "product": Product.objects.first()}, request)
answer = Client().get("/guide-api/v1/search/", {"q": "smartphone"})
print(json.dumps({"page": page, "status": answer.status_code, "total": answer.json()["total"]}))
"""


def blocks():
    return dict(BLOCK.findall(README))


@pytest.fixture
def shop(tmp_path, database_url):
    """A project made of the README's blocks, in a database of its own."""
    written = blocks()
    (tmp_path / "phones").mkdir()
    (tmp_path / "phones" / "__init__.py").touch()
    (tmp_path / "phones" / "models.py").write_text(written["models"])
    (tmp_path / "phones" / "guides.py").write_text(written["guides"])
    (tmp_path / "urls.py").write_text(written["urls"])
    (tmp_path / "settings.py").write_text(SETTINGS)
    (tmp_path / "shop.py").write_text(
        f"TEMPLATE = {written['template'] + written['strips']!r}\n{SHOP}"
    )
    base, _, _ = database_url.rpartition("/")
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS readme")
        connection.execute("CREATE DATABASE readme")
    environment = {
        **os.environ,
        "DATABASE_URL": f"{base}/readme",
        "DJANGO_SETTINGS_MODULE": "settings",
        "PYTHONPATH": f"{tmp_path}:{REPOSITORY}",
    }

    def run(*arguments):
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120,
        )  # fmt: skip

    return run


def test_the_blocks_make_a_shop(shop):
    for arguments in (["makemigrations", "phones"], ["migrate"], ["check"]):
        done = shop("-m", "django", *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
    again = shop("-m", "django", "makemigrations", "--check", "--dry-run")
    assert again.returncode == 0, again.stdout
    done = shop("shop.py")
    assert done.returncode == 0, done.stderr
    shown = json.loads(done.stdout.splitlines()[-1])
    assert (shown["status"], shown["total"]) == (200, 4)
    for word in ("sg-suggestion", "sg-grid", "sg-similar", "sg-recommended", "Phone 0", "$100.00"):
        assert word in shown["page"]


def test_a_misspelt_field_is_an_error(shop, tmp_path):
    guides = tmp_path / "phones" / "guides.py"
    guides.write_text(guides.read_text().replace('"camera_mp"', '"camra_mp"'))
    done = shop("-m", "django", "check")
    assert done.returncode == 1
    assert "shopguide.E003" in done.stderr
    assert "Did you mean 'camera_mp'?" in done.stderr


def test_the_settings_block_is_valid(settings):
    namespace = {}
    exec(blocks()["settings"], namespace)
    assert set(namespace["SHOPGUIDE"]) <= set(DEFAULTS)


def test_the_settings_table_is_complete():
    told = set(re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE))
    assert told == set(DEFAULTS)


def test_every_link_leads_somewhere():
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (REPOSITORY / target).exists(), target
