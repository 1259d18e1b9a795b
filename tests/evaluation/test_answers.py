"""Measures of answers by hand, and the fixed command lines of their benchmark."""

import json
import os
import subprocess
import sys
from itertools import permutations
from pathlib import Path

import pytest

from shopguide.evaluation.answers import by_chance, by_encoder, by_words, measured
from shopguide.evaluation.resampling import Measured
from shopguide.rerank.judged import Judged, read_judged
from tests.evaluation.readers import HULIU

BENCHMARKS = Path(__file__).resolve().parent.parent.parent / "benchmarks"
ZH = BENCHMARKS / "answers_zh.tsv"
EVIDENCE = (
    "qid,question,ASIN,candidate,label\n"
    "7,does the case fit?,B1,the case does fit,2\n7,does the case fit?,B1,nice,1\n"
    "8,is it loud?,B2,nice,0\n"
)


def asked(*answers, question="q"):
    passages = tuple(f"p{number}" for number in range(len(answers)))
    return Judged(question, passages, tuple(map(float, answers)), frozenset())


def row(found: Measured):
    return found.row()


def test_ranks_by_hand():
    questions = [asked(1, 0, 0), asked(0, 1, 0), asked(0, 0)]
    told = row(measured("x", questions, [[0.9, 0.2, 0.1], [0.8, 0.4, 0.1], [0.1, 0.2]], 0.3))
    assert told["P@1"] == pytest.approx(1 / 2)
    assert told["MRR"] == pytest.approx(3 / 4)
    assert told["low"] <= told["P@1"] <= told["high"]


def test_refusal_by_hand():
    questions = [asked(1, 0), asked(1, 0), asked(0, 0), asked(0, 0), asked(0, 0)]
    scores = [[0.9, 0.1], [0.2, 0.1], [0.1, 0.1], [0.2, 0.2], [0.7, 0.1]]
    told = row(measured("x", questions, scores, 0.5))
    assert told["refusal precision"] == pytest.approx(2 / 3)
    assert told["refusal recall"] == pytest.approx(2 / 3)
    assert told["refusal F1"] == pytest.approx(2 / 3)


@pytest.mark.parametrize("answers", [(1, 0, 0, 0), (1, 1, 0, 0, 0), (1, 1), (0, 1, 0.5)])
def test_chance_is_the_mean_over_all_orders(answers):
    orders = list(permutations(answers))
    ranks = [order.index(1) + 1 for order in orders]
    told = row(by_chance([asked(*answers)], 0.0))
    assert told["P@1"] == pytest.approx(sum(rank == 1 for rank in ranks) / len(ranks))
    assert told["MRR"] == pytest.approx(sum(1 / rank for rank in ranks) / len(ranks))


def test_passages_of_one_score_count_as_in_the_mean():
    told = row(measured("x", [asked(0, 1, 0)], [[0.9, 0.5, 0.5]], 0.0))
    assert told["P@1"] == 0
    assert told["MRR"] == pytest.approx((1 / 2 + 1 / 3) / 2)


def test_words_find_words(tmp_path):
    path = tmp_path / "e.csv"
    path.write_text(EVIDENCE)
    [fit, nothing] = by_words(read_judged(path))
    assert fit[0] > fit[1] == 0
    assert nothing == [0]


def test_an_encoder_finds_what_is_near(tmp_path):
    from shopguide.encoders.fake import FakeEncoder

    path = tmp_path / "e.csv"
    path.write_text(EVIDENCE)
    [[first, second], _] = by_encoder(read_judged(path), FakeEncoder())
    assert first > second


def run(*arguments):
    return subprocess.run(
        [sys.executable, str(BENCHMARKS / "answers.py"), *map(str, arguments)],
        capture_output=True, text=True, check=False,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        cwd=BENCHMARKS.parent,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("task", "name"), [("attributes", "answers_zh.tsv"), ("evidence", "e.csv")]
)
def test_the_command_lines(tmp_path, task, name):
    (tmp_path / "e.csv").write_text(EVIDENCE)
    path = ZH if name == ZH.name else tmp_path / name
    done = run(task, "--data", path, "--format", "json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (list(told), told["task"]) == (["task", "n", "rows"], task)
    assert [each["system"] for each in told["rows"]] == [
        "random", "bm25", "frozen encoder", "shopguide",
    ]  # fmt: skip
    for each in told["rows"]:
        assert {"P@1", "MRR", "refusal F1"} < set(each)
        assert each["low"] <= each["P@1"] <= each["high"]
    assert told["rows"][3]["P@1"] > told["rows"][0]["P@1"]
    assert told["n"]["left out"] == 0


def test_the_chinese_set_is_as_told():
    questions = read_judged(ZH)
    assert (len(questions), sum(not any(each.answers) for each in questions)) == (137, 25)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["attributes", "--data", "none"], "none"),
        (["attributes", "--data", HULIU], "row 2"),
        (["evidence", "--data", ZH, "--reranker", "none"], "no 'none'"),
        (["evidence"], "--data"),
    ],
)
def test_bad_input_ends_with_two(arguments, said):
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
