"""``shopguide_evaluate suggestions`` and ``all``: every sentence of a writer is counted, by hand."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from shopguide.backends import writers
from shopguide.evaluation.suggestions import evaluate, example_queries, past_queries
from shopguide.models import CheckTally, Exposure
from shopguide.writers.base import Line, Writer
from tests.suggest.conftest import guide  # noqa: F401

QUESTION = "a smartphone with a good camera"


class Lying(Writer):
    """Says one sentence that holds, one price that no product has, and one unknown product."""

    name = "lying"

    def lines(self, task):
        yield Line("opening", "Take {P1.name}.")
        yield Line("P1", "It costs $3.")
        yield Line("P9", "It is good.")
        yield Line("P2", "It is good.", ("P9",))


@pytest.fixture
def lying(monkeypatch):
    monkeypatch.setitem(writers._made, "default", Lying())


def test_sentences_are_counted_by_hand(guide, lying):  # noqa: F811
    found = evaluate(guide, [QUESTION], {"shopguide": "default"})
    row = found.systems["shopguide"].measured("shopguide").row()
    assert row["checked"] == 4
    assert row["passed"] == pytest.approx(1 / 4)
    assert (row["replaced"], row["mended"]) == (3, 0)
    assert found.systems["shopguide"].rules["reference"] == 2
    assert found.systems["shopguide"].rules.total() == 3
    # What is shown in their place holds, rests on a product and names none that is not there.
    assert (row["grounded"], row["cited"], row["exist"]) == (1.0, 1.0, 1.0)
    plain = found.systems["plain"].measured("plain").row()
    assert (plain["passed"], plain["replaced"]) == (1.0, 0)


def test_nothing_is_kept_and_nothing_old_is_used(guide, lying):  # noqa: F811
    first = evaluate(guide, [QUESTION], {"shopguide": "default"})
    again = evaluate(guide, [QUESTION], {"shopguide": "default"})
    assert first.systems["shopguide"].units == again.systems["shopguide"].units
    assert not CheckTally.objects.exists()


def exposure(query, **given):
    row = {"guide": "phone", "language": "en", "total": 3, "sort": "", "terms": {}, "shown": []}
    return Exposure.objects.create(query=query, **{**row, **given})


def test_questions_are_those_that_found_something(guide):  # noqa: F811
    exposure("camera")
    exposure("camera")
    exposure("nothing", total=0)
    exposure("second page", offset=24)
    exposure("", surface="recommended")
    exposure("write to anna@example.com")
    asked = past_queries(guide)
    assert asked[1:] == ["camera"]
    assert "anna@example.com" not in asked[0]
    assert len(example_queries(guide, 3)) == 3
    assert example_queries(guide, 3) == example_queries(guide, 3)


def call(capsys, *arguments):
    call_command("shopguide_evaluate", *map(str, arguments), "--guide", "phone")
    return capsys.readouterr().out


def test_the_command(guide, lying, capsys, tmp_path):  # noqa: F811
    path = tmp_path / "queries.txt"
    path.write_text(f"{QUESTION}\nwater melons and a piano\n\n")
    told = json.loads(call(capsys, "suggestions", "--queries", path, "--format", "json"))
    rows = {(row["measured"], row["system"]): row for row in told["rows"]}
    assert rows["rules", "shopguide"]["failed"] >= 3
    assert rows["rules", "plain"]["failed"] == 0
    [duel] = told["duels"]
    assert duel["difference"] < 0
    text = call(capsys, "suggestions", "--queries", path, "--save", tmp_path / "out")
    assert "reference" in text
    [page] = (tmp_path / "out").glob("*.html")
    assert page.read_text().count("<svg") == 2


def test_without_any_question_titles_are_asked(guide, capsys):  # noqa: F811
    told = json.loads(call(capsys, "suggestions", "--most", 2, "--format", "json"))
    assert "titles of products" in told["notes"][0]
    assert sum(told["n"].values()) == 2


@override_settings(SHOPGUIDE={"REMOTE_CONSENT": True})
def test_words_of_shoppers_need_their_consent(guide, capsys):  # noqa: F811
    exposure("camera")
    told = json.loads(call(capsys, "suggestions", "--most", 2, "--format", "json"))
    assert "titles of products" in told["notes"][0]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--queries", "none.txt"], "none.txt cannot be read"),
        (["--most", "0"], "--most"),
        (["--writer", "nobody"], "nobody"),
        (["--peers", "nobody"], "nobody"),
    ],
)
def test_bad_input_ends_with_two(guide, arguments, said):  # noqa: F811
    with pytest.raises(CommandError, match=said) as caught:
        call_command("shopguide_evaluate", "suggestions", "--guide", "phone", *arguments)
    assert caught.value.returncode == 2


def test_all_says_what_there_is_nothing_of(guide, capsys, tmp_path):  # noqa: F811
    judgments = tmp_path / "judgments.csv"
    judgments.write_text("query,docid,rating\nsmartphone,Zeta Lite,3\n")
    given = ["all", "--judgments", judgments, "--key", "name", "--most", 2]
    told = json.loads(call(capsys, *given, "--format", "json"))
    assert [part["task"] for part in told["reports"]] == ["search", "suggestions"]
    assert set(told["left out"]) == {"reviews", "answers", "recommend"}
    text = call(capsys, *given, "--save", tmp_path / "out")
    assert "answers is left out" in text
    [data] = (tmp_path / "out").glob("all-*.json")
    page = data.with_suffix(".html").read_text()
    assert page.count("<h2>") == 2
    assert "--judged or --policies" in page
    call_command("shopguide_evaluate", "--compare", str(data), str(data))
    assert "search" in capsys.readouterr().out


def test_all_with_a_file_that_cannot_be_read_ends_with_two(guide):  # noqa: F811
    with pytest.raises(CommandError, match=r"none\.csv") as caught:
        call_command("shopguide_evaluate", "all", "--guide", "phone", "--judgments", "none.csv")
    assert caught.value.returncode == 2
