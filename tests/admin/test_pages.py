import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from tests.shop.factories import phone_guide, products
from .readings import BAD, GOOD, read, reviews
pytestmark = pytest.mark.urls("tests.search.urls")

@pytest.fixture
def merchant(client, db):
    client.force_login(User.objects.create_superuser("merchant", password="x"))
    return client

def test_try(merchant, django_assert_max_num_queries):
    a, b = products(2)
    reviews(a, 20, GOOD); reviews(a, 5, BAD + " The camera is great.", rating=1); reviews(a, 6, BAD, days=1, rating=5)
    reviews(b, 12, "电池很差。屏幕不错。")
    read(phone_guide())
    for name, args, q in [("changelist", [], ""), ("overview", ["phone"], ""), ("product", ["phone", a.pk], ""), ("product", ["phone", a.pk], "?aspect=battery"),("product", ["phone", b.pk], ""), ("compare", ["phone"], ""), ("compare", ["phone"], f"?product={a.pk}&product={b.pk}"),
            ("products_file", ["phone"], ""), ("all_opinions_file", ["phone"], ""), ("aspects_file", ["phone", a.pk], ""), ("opinions_file", ["phone", a.pk], "")]:
        with django_assert_max_num_queries(70) as c:
            r = merchant.get(reverse(f"admin:shopguide_reviewreading_{name}", args=args) + q)
            body = (r.getvalue() if r.streaming else r.content).decode()
        print(name, q, r.status_code, len(c), len(body))
        if r.streaming: print(body[:600])
        else:
            __import__("pathlib").Path(f"/tmp/{name}{len(q)}.html").write_text(body)
        assert r.status_code == 200
