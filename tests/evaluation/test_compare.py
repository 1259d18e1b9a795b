"""Two saved reports beside each other, by hand, and what is no report."""

import json

import pytest
from django.core.management import CommandError, call_command

from shopguide.evaluation.compare import compare
from shopguide.widgets.evaluation import interval_chart

pytestmark = pytest.mark.django_db


def told(task="search", units=None, **row):
    reached = {"measured": "search", "system": "shopguide", "nDCG@10": 0.5, "low": 0.4, "high": 0.6}
    return {
        "task": task,
        "n": {},
        "rows": [{**reached, **row}],
        "main": {"search": "nDCG@10"},
        "duels": [],
        "notes": [],
        "units": {"search": {"shopguide": units or {}}},
    }


def only(before, after):
    [table] = compare(before, after).tables()
    [row] = table.rows
    return row


def test_by_unit_over_those_that_both_have():
    before = told(units={"a": [0.0, 1.0], "b": [0.5, 1.0], "gone": [1.0, 1.0]})
    after = told(units={"a": [0.5, 1.0], "b": [1.0, 1.0], "new": [0.0, 1.0]})
    row = only(before, after)
    assert (row["shared"], row["before"], row["after"]) == (2, 0.25, 0.75)
    # Every unit gains the same, so every draw does.
    assert (row["after less before"], row["low"], row["high"]) == (0.5, 0.5, 0.5)


def test_sums_over_units_are_a_ratio_and_no_mean_of_ratios():
    before = told(units={"a": [1.0, 4.0], "b": [0.0, 1.0]})
    after = told(units={"a": [4.0, 4.0], "b": [0.0, 1.0]})
    row = only(before, after)
    assert (row["before"], row["after"]) == (pytest.approx(0.2), pytest.approx(0.8))


def test_by_interval_where_no_unit_is_known():
    row = only(told(), told(**{"nDCG@10": 0.9, "low": 0.75, "high": 1.05}))
    assert row["after less before"] == pytest.approx(0.4)
    # Half of the root of 0.2² + 0.3².
    assert (row["low"], row["high"]) == pytest.approx((0.4 - 0.180278, 0.4 + 0.180278), abs=1e-6)
    assert row["shared"] == 0


def test_settings_that_differ_are_told():
    before, after = (
        told() | {"about": {"made": made, "version": "1", "settings": {"FUSION": "a", **more}}}
        for made, more in (("monday", {}), ("tuesday", {"EXPLORATION": 0.2}))
    )
    assert compare(before, after).notes == [
        "before: made monday by version 1",
        "after: made tuesday by version 1",
        "EXPLORATION: as it comes before, 0.2 after",
    ]


def test_a_chart_by_hand():
    chart = interval_chart("nDCG@10", [("a", 0.5, 0.4, 0.6), ("worse", -0.1, None, None)])
    assert [mark.label for mark in chart.marks] == ["-0.2", "0", "0.2", "0.4", "0.6"]
    # 238 units from -0.2 to 0.6, from 150 on.
    one, other = chart.rows
    assert (one.low, one.x, one.high) == (328.5, 358.2, 388.0)
    assert (other.low, other.x, other.high) == (179.8, 179.8, 179.8)
    assert (one.value, other.value) == ("0.500", "-0.100")


def test_a_chart_of_nothing_has_an_axis():
    chart = interval_chart("x", [("a", 0.0, 0.0, 0.0)])
    assert len(chart.marks) == 2
    assert chart.rows[0].x == chart.marks[0].x


def test_parts_of_a_whole_report_meet_the_report_of_one_task():
    whole = {"task": "all", "n": {}, "reports": [told(), told("answers")]}
    assert [table.name for table in compare(whole, told()).tables()] == ["search"]


def test_the_command_prints_and_saves(tmp_path, capsys):
    for name, value in (("a", 0.2), ("b", 0.4)):
        units = {"x": [value, 1.0], "y": [value, 1.0]}
        (tmp_path / f"{name}.json").write_text(json.dumps(told(units=units)))
    paths = [str(tmp_path / "a.json"), str(tmp_path / "b.json")]
    call_command("shopguide_evaluate", "--compare", *paths, "--save", str(tmp_path / "out"))
    assert "0.200" in capsys.readouterr().out
    [data] = (tmp_path / "out").glob("comparison-*.json")
    [row] = json.loads(data.read_text())["rows"]
    assert row["after less before"] == pytest.approx(0.2)
    page = data.with_suffix(".html").read_text()
    assert "<svg" in page
    assert "after less before" in page
    assert not any(part in page for part in ("<script", "<style", "style=", "href="))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "cannot be read"),
        ("no json", "cannot be read"),
        ("[1]", "is no report"),
        ('{"task": "search"}', "is no report"),
        (json.dumps(told(task="answers")), "nothing in common"),
        (json.dumps(told(low="much", high="more")), "has not the form"),
        (json.dumps(told(units={"x": 1, "y": 2})), "has not the form"),
    ],
)
def test_bad_input_ends_with_two(tmp_path, text, said):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(told()))
    if said == "has not the form":
        good.write_text(text)
    if text is not None:
        bad.write_text(text)
    with pytest.raises(CommandError, match=said) as caught:
        call_command("shopguide_evaluate", "--compare", str(good), str(bad))
    assert caught.value.returncode == 2


@pytest.mark.parametrize("arguments", [[], ["--compare", "a", "b", "recommend"]])
def test_a_task_or_two_reports(arguments):
    with pytest.raises(CommandError, match="--compare") as caught:
        call_command("shopguide_evaluate", *arguments)
    assert caught.value.returncode == 2
