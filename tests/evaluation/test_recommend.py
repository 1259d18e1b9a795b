"""``shopguide_evaluate recommend``: what is held out is not looked at, and bad input ends with 2."""

import json

import pytest
from django.core.management import CommandError, call_command

from shopguide.evaluation.recommend import NothingToForetell, evaluate, parted
from shopguide.recommend.lines import read_lines
from tests.recommend.orders import order
from tests.shop.factories import phone_guide, products

pytestmark = pytest.mark.django_db


def shop():
    """Three kinds of products; who bought most of a kind buys the rest of it in the last month."""
    made = products(24)
    kinds = made[:8], made[8:16], made[16:]
    for n in range(24):
        kind = kinds[n % 3]
        left_out = kind[n // 3]
        order(f"b{n}", [each for each in kind if each != left_out], days=40 + n)
        order(f"b{n}", [left_out, kind[n // 3 - 1]], days=n)
    order("first time", made[:2], days=3)
    return made


def test_who_stays_with_a_kind_is_foretold_better_than_by_chance():
    shop()
    found = evaluate(read_lines(phone_guide()))
    means = {
        row["system"]: row["recall@10"]
        for row in found.rows()
        if row["measured"] == "recall@10 new"
    }
    assert means["shopguide"] == 1.0
    assert means["random"] < 0.9
    assert found.buyers == {"recall@10 new": 24, "recall@10 repeat": 24, "recall@10 cold": 1}


def test_what_is_held_out_is_not_known():
    shop()
    lines = read_lines(phone_guide())
    known, held = parted(lines, 30.0)
    assert len(known) == 24 * 7
    assert known.age.min() >= 0
    assert held.sum() == 24 * 2 + 2
    assert held.multiply(known.bought()).sum() == 24


def test_the_report_has_three_forms(capsys, tmp_path):
    shop()
    call_command("shopguide_evaluate", "recommend", "--guide", "phone", "--format", "json")
    told = json.loads(capsys.readouterr().out)
    assert told["task"] == "recommend"
    assert {row["system"] for row in told["rows"]} >= {"random", "ItemKNN", "shopguide"}
    call_command("shopguide_evaluate", "recommend", "--guide", "phone", "--save", str(tmp_path))
    assert "popular lately" in capsys.readouterr().out
    (page,) = tmp_path.glob("*.html")
    assert "Products new to the buyer" in page.read_text()


@pytest.mark.parametrize("arguments", [["--days", "0"], ["--days", "5000"], []])
def test_bad_input_is_exit_code_2(arguments):
    if arguments:
        shop()
    with pytest.raises(CommandError) as caught:
        call_command("shopguide_evaluate", "recommend", "--guide", "phone", *arguments)
    assert caught.value.returncode == 2


def test_where_nobody_comes_back_it_says_so():
    (one,) = products(1)
    order("a", [one], days=50)
    order("b", [one])
    with pytest.raises(NothingToForetell, match="--days"):
        evaluate(read_lines(phone_guide()))
