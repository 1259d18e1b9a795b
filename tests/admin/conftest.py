"""Two phones with reviews that have been read, and the people who may or may not look."""

import re
from html import unescape
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from tests.shop.factories import phone_guide, products

from .readings import BAD, GOOD, buyer, read, reviews

HOSTILE = 'The battery is bad <script>alert(1)</script> &lt;script&gt;alert(2)&lt;/script&gt; x<b "worse" &.'


def address(name, *args):
    return reverse(f"admin:shopguide_reviewreading_{name}", args=args)


def words(answer):
    """What is read of a page, without tags, a blank between any two words."""
    text = re.sub(r"<(script|style).*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", text)).split())


@pytest.fixture
def merchant(client, db):
    client.force_login(User.objects.create_superuser("merchant", password="x"))
    return client


@pytest.fixture
def looker(client, db):
    """Staff who may view review insight and nothing else."""
    user = User.objects.create_user("looker", password="x", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_reviewreading"))
    client.force_login(user)
    return client


@pytest.fixture
def phones(db):
    """Of ``first``: 24 reviews, of which 10 praise and 12 blame the battery, 9 of these just now;
    2 are hidden, and 6 by one who bought it. Of ``second``: 15 that praise its battery."""
    first, second = products(2)
    reviews(first, 10, GOOD, rating=5)
    reviews(first, 3, BAD, rating=1)
    reviews(first, 6, BAD, days=1, rating=5, user=buyer(first))
    reviews(first, 1, HOSTILE, days=2, rating=2)
    reviews(first, 2, "电池很差。", days=3, rating=1, approved=False)
    reviews(first, 2, "The camera is great.", days=50, rating=None)
    reviews(second, 15, GOOD, rating=5)
    read(phone_guide())
    return SimpleNamespace(first=first, second=second)
