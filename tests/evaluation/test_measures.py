"""Measures against numbers worked out by hand, intervals, and the parts of an evaluation."""

import json
import random
from datetime import datetime

import pytest

from shopguide import __version__
from shopguide.evaluation.measures import MEASURES, bootstrap, head_and_tail, measured
from shopguide.evaluation.search import evaluate
from shopguide.evaluation.search_report import SearchReport
from shopguide.management.evaluation.saving import save


def test_ndcg_in_plain_numbers():
    # Gains 0, 2, 1 at the discounts 1, 0.63093, 0.5; at best 2, 1: 1.76186 / 2.63093.
    found = measured({"a": ["x", "two", "one"]}, {"a": {"two": 2, "one": 1, "none": 0}})
    assert found["nDCG@10"]["a"] == pytest.approx(0.66967, abs=1e-5)
    assert found["nDCG@10 judged"]["a"] == pytest.approx(1.0)
    assert found["MRR"]["a"] == 0.5


def test_ranks_beyond_the_cut_do_not_count():
    others = [f"x{n}" for n in range(200)]
    graded = {"a": {"tenth": 1, "eleventh": 1, "hundredth": 1, "later": 1}}
    ranking = [*others[:9], "tenth", "eleventh", *others[9:97], "hundredth", "later"]
    assert ranking.index("hundredth") == 99
    found = measured({"a": ranking}, graded)
    # 1 / log2(11) of 1 + 0.63093 + 0.5 + 0.43068.
    assert found["nDCG@10"]["a"] == pytest.approx(0.28906 / 2.56161, abs=1e-5)
    assert found["recall@100"]["a"] == 0.75
    assert found["MRR"]["a"] == pytest.approx(0.1)


def test_a_query_without_any_answer_counts_nothing():
    found = measured({"a": ["1"]}, {"a": {"1": 1}, "b": {"1": 1}, "c": {"1": 0}})
    for name in MEASURES:
        assert list(found[name].values()) == [1.0, 0.0, 0.0]


def test_an_interval_covers_the_true_mean_about_as_often_as_it_says():
    choice = random.Random(11)
    covered = 0
    for _ in range(300):
        low, high = bootstrap([choice.random() for _ in range(60)], 500)
        covered += low <= 0.5 <= high
    assert 0.90 <= covered / 300 <= 0.98


def test_the_seed_is_what_an_interval_hangs_on():
    sample = [0.1, 0.5, 0.9, 0.3, 0.62]
    assert bootstrap(sample, seed=1) == bootstrap(sample, seed=1)
    assert bootstrap(sample, seed=1) != bootstrap(sample, seed=2)
    assert bootstrap([]) == (0.0, 0.0)
    assert bootstrap([0.4]) == (0.4, 0.4)


def test_head_and_tail_by_frequency():
    judged = {"a": {}, "b": {}, "a long one": {}, "never": {}, "c": {}}
    parts = head_and_tail(judged, {"a long one": 90, "b": 7, "a": 7, "c": 1})
    assert parts == {"head": ["a long one", "a", "b"], "middle": [], "tail": ["c", "never"]}


def test_head_and_tail_of_chinese_by_words():
    parts = head_and_tail({"手机": {}, "无线鼠标": {}, "想买一部便宜的手机": {}, "猫": {}})
    assert parts == {
        "head": ["手机", "猫"], "middle": ["无线鼠标"], "tail": ["想买一部便宜的手机"],
    }  # fmt: skip


@pytest.fixture
def found():
    judged = {"<b>x</b>": {"1": 1}, "y": {"1": 1, "2": 2}}
    systems = {"shopguide": lambda query: ["2", "1"], "random": lambda query: ["1", "2"]}
    return evaluate(judged, systems, frequency={"y": 3})


def test_every_measure_has_its_interval(found):
    for row in found.rows():
        assert set(row["intervals"]) == set(MEASURES)
        assert [row["low"], row["high"]] == row["intervals"]["nDCG@10"]
        for name, (low, high) in row["intervals"].items():
            assert low - 1e-9 <= row[name] <= high + 1e-9
    # 1 / log2(3) where the answer comes second, 1 where the order is the best.
    ours = found.rows()[0]
    assert (ours["head"], ours["tail"]) == pytest.approx((1.0, 0.63093), abs=1e-5)


@pytest.mark.django_db
def test_reports_hold_the_same_numbers(found, tmp_path):
    moment = datetime(2026, 3, 4, 5, 6, 7)
    data, page = save(SearchReport(found), tmp_path / "new" / "folder", moment)
    assert (data.name, page.name) == (
        "search-2026-03-04-050607.json", "search-2026-03-04-050607.html",
    )  # fmt: skip
    told = json.loads(data.read_text())
    assert told["n"]["queries"] == 2
    html, text = page.read_text(), SearchReport(found).as_text()
    for row in told["rows"]:
        assert f"{row['nDCG@10']:.3f}" in html
        assert f"{row['nDCG@10']:.3f}" in text
        assert f"<td>{row['tail']:.3f}</td></tr>" in html
    assert told["units"]["search"]["shopguide"]["y"] == [1.0, 1.0]
    assert (told["about"]["version"], told["about"]["seed"]) == (__version__, 0)
    assert html.count("<svg") == 1
    assert "<b>x" not in html
    assert "&lt;b&gt;x" in html
    assert not any(part in html for part in ("<script", "<style", "style=", "href="))
