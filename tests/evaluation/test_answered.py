"""``shopguide_evaluate answers`` on the demo's own policies and on a file of judged questions."""

import json

import pytest
from django.core.management import CommandError, call_command

from shopguide.evaluation.answered import Asked, _ranked, read_asked
from tests.assist.conftest import policies  # noqa: F401
from tests.evaluation.test_answers import EVIDENCE

QUESTIONS = """question,policy
How much is standard delivery?,shipping
运费多少钱,shipping
Is there a student discount?,student-discount
Do you accept Klarna?,
"""


@pytest.fixture
def asked(tmp_path):
    path = tmp_path / "questions.csv"
    path.write_text(QUESTIONS)
    return path


def test_first_place_and_refusal_by_hand():
    asked = [Asked("1", "a"), Asked("2", "a"), Asked("3", "a"), Asked("4", ""), Asked("5", "")]
    row = _ranked("x", asked, [["a"], ["b", "a"], [], [], ["b"]]).row()
    assert row["P@1"] == pytest.approx(1 / 3)
    assert row["MRR"] == pytest.approx(1.5 / 3)
    # Two are refused, one of them rightly; two should be.
    assert (row["refusal precision"], row["refusal recall"]) == (0.5, 0.5)


def test_policies_of_the_shop(policies, asked, capsys, tmp_path):  # noqa: F811
    arguments = ["answers", "--policies", str(asked), "--save", str(tmp_path / "out")]
    call_command("shopguide_evaluate", *arguments, "--format", "json")
    told = json.loads(capsys.readouterr().out)
    assert told["n"] == {"questions on policies": 4}
    rows = {row["system"]: row for row in told["rows"]}
    assert list(rows) == ["random", "bm25", "frozen encoder", "shopguide"]
    assert rows["shopguide"]["P@1"] == 1.0
    assert rows["shopguide"]["refusal F1"] == 1.0
    assert rows["random"]["P@1"] < 0.2
    assert {duel["against"] for duel in told["duels"]} == {"random", "bm25", "frozen encoder"}
    [data] = (tmp_path / "out").glob("*.json")
    units = json.loads(data.read_text())["units"]["policies"]["shopguide"]
    # A question that nothing answers adds nothing below the line.
    assert units["运费多少钱"] == [1.0, 1.0]
    assert units["Do you accept Klarna?"] == [0.0, 0.0]


@pytest.mark.django_db
def test_judged_questions_are_measured_too(capsys, tmp_path):
    path = tmp_path / "some.csv"
    path.write_text(EVIDENCE)
    call_command("shopguide_evaluate", "answers", "--judged", str(path), "--format", "json")
    rows = {row["system"]: row for row in json.loads(capsys.readouterr().out)["rows"]}
    assert list(rows) == ["random", "bm25", "frozen encoder", "shopguide"]
    # One question is answered by one of two passages; only words tell which.
    assert (rows["random"]["P@1"], rows["bm25"]["P@1"]) == (0.5, 1.0)
    # Below its threshold nothing here is: bm25 refuses both, one of them rightly.
    assert (rows["bm25"]["refusal precision"], rows["bm25"]["refusal recall"]) == (0.5, 1.0)


def test_a_table_with_tabs(tmp_path):
    path = tmp_path / "questions.tsv"
    path.write_text("\ufeffquestion\tpolicy\nHow, much?\tshipping\n")
    assert read_asked(path) == [Asked("How, much?", "shipping")]


@pytest.mark.parametrize(
    ("text", "more", "said"),
    [
        ("question,policy\n", [], "is empty below"),
        ("question\nwhat?\n", [], "row 2"),
        ("question,policy\n,shipping\n", [], "row 2"),
        (QUESTIONS, ["--policy-key", "nothing"], "--policy-key"),
        (QUESTIONS.replace("shipping", "unheard-of"), [], "unheard-of"),
        (None, [], "cannot be read"),
    ],
)
def test_bad_input_ends_with_two(policies, tmp_path, text, more, said):  # noqa: F811
    path = tmp_path / "questions.csv"
    if text is not None:
        path.write_text(text)
    with pytest.raises(CommandError, match=said) as caught:
        call_command("shopguide_evaluate", "answers", "--policies", str(path), *more)
    assert caught.value.returncode == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "said"),
    [([], "--judged or --policies"), (["--judged", "none.tsv"], "none.tsv cannot be read")],
)
def test_without_questions(arguments, said):
    with pytest.raises(CommandError, match=said) as caught:
        call_command("shopguide_evaluate", "answers", *arguments)
    assert caught.value.returncode == 2


def test_policies_that_are_not_indexed(policies, asked):  # noqa: F811
    from shopguide.models import Passage

    Passage.objects.all().delete()
    with pytest.raises(CommandError, match="No policy is indexed"):
        call_command("shopguide_evaluate", "answers", "--policies", str(asked))
