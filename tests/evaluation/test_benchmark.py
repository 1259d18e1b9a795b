"""The fixed command lines of the benchmark of reviews: one JSON object, and 2 for bad input."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.evaluation.readers import HULIU

BENCHMARKS = Path(__file__).resolve().parent.parent.parent / "benchmarks"
SNIPPETS = "1_1\t2.5\tGood.\n1_2\t-2\tBad.\n1_3\t0.1\tIt is here.\n"
LABELLED = "cat,label,review\n水果,1,苹果好。\n水果,0,苹果差。\n酒店,1,房间差。\n"


def run(*arguments):
    return subprocess.run(
        [sys.executable, str(BENCHMARKS / "reviews.py"), *map(str, arguments)],
        capture_output=True, text=True, check=False,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        cwd=BENCHMARKS.parent,
    )  # fmt: skip


def told(*arguments):
    done = run(*arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert list(found) == ["task", "n", "rows"]
    assert found["task"] == arguments[0]
    return found, {row["system"]: row for row in found["rows"] if "product" not in row}


@pytest.mark.parametrize(
    ("task", "measures"),
    [
        ("polarity", ["accuracy", "macro-F1"]),
        ("extraction", ["F1", "precision", "recall"]),
        ("shares", ["distance", "within 3", "bias"]),
    ],
)
def test_annotated_sentences(task, measures):
    _, rows = told(task, "--data", HULIU)
    assert set(measures) | {"low", "high"} <= set(rows["shopguide"])
    assert len(rows) > 2
    for row in rows.values():
        assert row["low"] <= row[measures[0]] <= row["high"]


def test_products_and_a_limit():
    whole, _ = told("extraction", "--data", HULIU)
    part, _ = told("extraction", "--data", HULIU, "--products", "Canon_G3", "--limit", 20)
    assert (whole["n"]["sentences"], part["n"]["sentences"]) == (105, 20)


def test_scores_and_labels(tmp_path):
    (tmp_path / "snippets.tsv").write_text(SNIPPETS)
    found, rows = told("sentiment", "--data", tmp_path / "snippets.tsv")
    assert found["n"] == 3
    assert rows["shopguide"]["r"] == pytest.approx(0.999, abs=1e-3)
    (tmp_path / "labelled.csv").write_text(LABELLED)
    _, rows = told("sentiment", "--data", tmp_path / "labelled.csv")
    # The peers know no Chinese.
    assert list(rows) == ["majority", "shopguide"]
    assert rows["shopguide"]["accuracy"] == pytest.approx(2 / 3)
    assert (rows["shopguide"]["水果"], rows["shopguide"]["酒店"]) == (1, 0)


def test_the_sarcasm_set_is_read():
    found, rows = told("sentiment", "--data", BENCHMARKS / "sarcasm.tsv")
    assert found["n"] == 60
    assert {"en", "zh"} < set(rows["shopguide"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["polarity", "--data", "none"], "none cannot be read"),
        (["extraction", "--data", HULIU, "--products", "Zeta"], "no product 'Zeta'"),
        (["sentiment", "--data", HULIU], "no identifier"),
        (["sentiment", "--data", "{wrong}"], "row 2 has no label"),
        (["polarity", "--data", HULIU, "--reader", "none"], "no 'none'"),
        (["polarity"], "--data"),
    ],
)
def test_bad_input_ends_with_two(tmp_path, arguments, said):
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("cat,label,review\na,1,good\na,5,good\n")
    done = run(*(str(each).format(wrong=wrong) for each in arguments))
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
