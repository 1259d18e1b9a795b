"""Weights are trained, read and made again; a merchant's bad input ends with 2."""

import pytest
from django.core.management import CommandError, call_command

from shopguide.rerank.base import RerankerError
from shopguide.rerank.bert import BertReranker
from shopguide.rerank.judged import Judged
from shopguide.rerank.training.calibration import calibrated, threshold
from shopguide.rerank.weights import TENSORS, TRAINED

ROWS = "".join(
    f"{n},does the {word} fit?,A{n},the {word} fits,2\n{n},does the {word} fit?,A{n},nice,0\n"
    for n, word in enumerate(["case", "lid", "strap", "lens", "mount", "bag", "cap", "ring"] * 3)
)


@pytest.fixture
def data(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(f"qid,question,ASIN,candidate,label\n{ROWS}")
    return path


def train(output, data, model, *more):
    call_command(
        "shopguide_train_reranker", output, "--data", data, "--without-packaged", "--epochs", "1",
        "--encoder", str(model), *more, verbosity=0,
    )  # fmt: skip


def test_weights_are_trained_read_and_made_again(tmp_path, data, bert):
    for name in ("one", "two"):
        train(tmp_path / name, data, bert)
    one, two = ((tmp_path / name / TENSORS).read_bytes() for name in ("one", "two"))
    assert one == two
    train(tmp_path / "further", data, bert, "--start-from", str(tmp_path / "one"))
    assert (tmp_path / "further" / TENSORS).read_bytes() != one
    reranker = BertReranker(str(tmp_path / "one"))
    scores = reranker.scores("good camera?", ["a good camera", "steel kettle", "", "a good camera"])
    assert all(0 <= score <= 1 for score in scores)
    assert scores[0] == scores[3] != scores[1]
    assert scores[2] == 0
    assert reranker.trained == set((tmp_path / "one" / TRAINED).read_text().split()) != set()


def test_the_company_of_passages_changes_nothing(tmp_path, data, bert):
    train(tmp_path / "own", data, bert)
    reranker = BertReranker(str(tmp_path / "own"))
    passages = ["a good camera", "steel", "smart " * 30, "手机"]
    together = reranker.scores("a good phone", passages)
    alone = [reranker.scores("a good phone", [each])[0] for each in passages]
    assert together == pytest.approx(alone, abs=1e-5)


def test_another_encoder_than_that_of_the_training_is_refused(tmp_path, data, bert):
    train(tmp_path / "own", data, bert)
    told = (tmp_path / "own" / "reranker.json").read_text()
    mark = BertReranker(str(tmp_path / "own"))._weights.told.mark
    (tmp_path / "own" / "reranker.json").write_text(told.replace(mark, "other"))
    with pytest.raises(RerankerError, match="not those that"):
        BertReranker(str(tmp_path / "own")).scores("camera", ["camera"])


def asked(*answers):
    passages = tuple(map(str, range(len(answers))))
    return Judged("q", passages, tuple(map(float, answers)), frozenset())


def test_probabilities_follow_how_often_a_logit_is_right():
    questions = [asked(1, 0), asked(1, 0), asked(0, 0), asked(1, 0)] * 10
    logits = [[4.0, -4.0], [3.0, -5.0], [-3.0, -4.0], [-2.5, -3.5]] * 10
    found = calibrated(questions, logits)
    assert found.probability(4.0) > 0.9
    assert found.probability(-5.0) < 0.1
    assert found.probability(-3.0) < found.threshold < found.probability(3.0)


def test_the_threshold_refuses_best():
    assert threshold([0.9, 0.2, 0.8, 0.1], [False, True, False, True]) == 0.8
    assert threshold([0.9, 0.2], [False, False]) in (0.9, 0.2)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--without-packaged"], "nothing to train on"),
        (["--data", "/nowhere.tsv"], "nowhere"),
        (["--encoder", "/nowhere"], "nowhere"),
        (["--start-from", "/nowhere"], "nowhere"),
    ],
)
def test_bad_input_ends_with_2(tmp_path, arguments, told):
    with pytest.raises(CommandError, match=told) as raised:
        call_command("shopguide_train_reranker", tmp_path / "own", *arguments, verbosity=0)
    assert raised.value.returncode == 2
