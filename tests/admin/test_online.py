"""The page of online metrics: one sentence, figures that are those of the events, and who may look."""

import csv
import re
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse
from django.utils import timezone

from shopguide.experiments.days import count_days
from shopguide.models import Event
from shopguide.widgets.line_chart import line_chart

from .conftest import words

PAGE = reverse("admin:shopguide_dailytally_changelist")
FILE = reverse("admin:shopguide_dailytally_days_file")


def happened(days, shoppers, buyers, surface="search", language="en"):
    when = timezone.now() - timedelta(days=days)
    rows = []
    for n in range(shoppers):
        name = {"shopper": f"user:{n}", "happened": when, "guide": "phone", "object_id": "1"}
        rows.append(
            Event(
                kind="click", client_id=f"c{days}.{n}", surface=surface, language=language, **name
            )
        )
        if n < buyers:
            rows.append(Event(kind="order", client_id=f"o{days}.{n}", amount=Decimal(9), **name))
    Event.objects.bulk_create(rows)


@pytest.fixture
def sold(db):
    happened(40, 200, 10)
    happened(3, 200, 40)
    happened(2, 100, 20, language="zh-hans")
    count_days()


def test_the_first_line_answers_whether_more_buy(merchant, sold):
    page = words(merchant.get(PAGE))
    assert "these 28 days 20.0 % bought, more than before (5.0 %)." in page
    assert "60 / 300" in page
    assert "300 visits · revenue $540.00" in page
    calm = words(merchant.get(PAGE, {"period": "91"}))
    assert "these 91 days 14.0 % bought." in calm


def test_without_events_it_says_so(merchant, db):
    page = words(merchant.get(PAGE))
    assert "No visitor who may be remembered came in these days." in page


def test_filters_and_their_mistakes(merchant, sold):
    page = words(merchant.get(PAGE, {"language": "zh"}))
    assert "20 / 100" in page
    begins = (timezone.localdate() - timedelta(days=3)).isoformat()
    page = words(merchant.get(PAGE, {"period": "days", "begins": begins, "ends": begins}))
    assert "40 / 200" in page
    page = words(merchant.get(PAGE, {"period": "days", "begins": "x", "audience": "nobody"}))
    assert "This is no date" in page
    assert "60 / 300" in page
    answer = merchant.get(PAGE, {"period": "days", "begins": "1990-01-01"})
    assert "Choose at most 731 days" in words(answer)
    assert merchant.get(PAGE, {"surface": "similar"}).status_code == 200


def test_charts_are_well_formed_and_stand_beside_a_table(merchant, sold):
    answer = merchant.get(PAGE, {"measure": "revenue", "period": "7"})
    text = answer.content.decode().partition('id="content-main"')[2]
    charts = re.findall(r'<svg class="sgi-.*?</svg>', text, re.DOTALL)
    assert len(charts) == 13
    for chart in charts:
        ElementTree.fromstring(chart)
    assert text.count("<details>") == 1
    assert "<script" not in text.partition("</figure>")[0]
    assert " style=" not in text


def test_it_is_written_in_chinese_too(merchant, sold):
    answer = merchant.get(PAGE, headers={"Accept-Language": "zh-hans"})
    assert answer.status_code == 200


def test_who_may_look(client, db):
    user = User.objects.create_user("looker", password="x", is_staff=True)
    client.force_login(user)
    assert client.get(PAGE).status_code == client.get(FILE).status_code == 403
    user.user_permissions.add(Permission.objects.get(codename="view_dailytally"))
    assert client.get(PAGE).status_code == client.get(FILE).status_code == 200


def test_a_file_has_each_day_and_runs_nothing(merchant, db):
    happened(1, 10, 5, surface="=1+1")
    count_days()
    assert "=1+1" in words(merchant.get(PAGE))
    answer = merchant.get(FILE, {"period": "7", "surface": "=1+1"})
    assert "attachment" in answer["Content-Disposition"]
    head, *rows = csv.reader(StringIO(answer.content.decode("utf-8-sig")))
    assert len(rows) == 7
    told = dict(zip(head, rows[-2], strict=True))
    assert told["day"] == (timezone.localdate() - timedelta(days=1)).isoformat()
    assert told["visitors who buy"] == "0.5"
    assert told["page"] == "'=1+1"


def test_a_line_is_broken_where_nothing_is_known():
    chart = line_chart(list("abcde"), [0.1, 0.2, None, 0.4, None], str)
    assert len(chart.lines) == len(chart.dots) == 1
    assert [each.label for each in chart.levels][-1] == "0.4"
    assert line_chart([], [], str).lines == ()
    assert line_chart(["a"], [3.0], str).levels[-1].label == "4.0"
