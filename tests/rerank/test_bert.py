"""The reranker that ships, on the encoder that ships."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from shopguide.conf import settings
from shopguide.rerank.base import RerankerError
from shopguide.rerank.bert import BertReranker
from shopguide.rerank.weights import _PACKAGED, TENSORS, TOLD
from tests.reviews.hostile import TEXTS

slow = pytest.mark.slow
PASSAGES = [
    "battery capacity: 5000 milliamp hours",
    "You may return unused goods within 14 days.",
    "color: midnight blue",
    "The screen is bright enough for sunny days.",
    "电池容量：5000 毫安时",
    "未使用的商品可在十四天内退货。",
    "颜色：深蓝",
]


@pytest.fixture(scope="module")
def reranker():
    return BertReranker()


@slow
@pytest.mark.parametrize(
    ("question", "expected", "is_sure"),
    [
        ("how long does the battery last?", {0, 4}, True),
        ("how many days do I have to return it?", {1, 5}, True),
        ("is the screen bright?", {3}, True),
        ("充一次电能用多久？", {0, 4}, True),
        ("最多几天可以退货？", {1, 5}, True),
        # Found, and yet refused: docs/reranker.md tells how often that happens.
        ("can I send it back if I do not like it?", {1, 5}, False),
        ("不喜欢可以退吗？", {1, 5}, False),
        ("can I read it outside in the sun?", {3}, False),
    ],
)
def test_plain_questions_find_their_answer(reranker, question, expected, is_sure):
    scores = reranker.scores(question, PASSAGES)
    assert scores.index(max(scores)) in expected
    assert max(scores) >= settings["ANSWERABLE"] or not is_sure


@slow
@pytest.mark.parametrize(
    "question", ["who won the world cup in 1998?", "法国的首都是哪里？", "does it have a zipper?"]
)
def test_what_nothing_answers_is_refused(reranker, question):
    assert max(reranker.scores(question, PASSAGES)) < settings["ANSWERABLE"]


@slow
def test_hostile_text_is_judged(reranker):
    scores = reranker.scores("is the battery good?", list(TEXTS.values()))
    assert len(scores) == len(TEXTS)
    assert all(0 <= score <= 1 for score in scores)
    for text in TEXTS.values():
        [score] = reranker.scores(text, ["The battery is good."])
        assert 0 <= score <= 1


@slow
def test_threads_share_one_model():
    reranker = BertReranker()
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: reranker.scores("battery?", PASSAGES), range(4)))
    assert all(each == pytest.approx(found[0], abs=1e-5) for each in found)


def test_nothing_to_judge_loads_nothing(reranker):
    reranker = BertReranker()
    assert reranker.scores("battery?", []) == []
    assert reranker.scores(" ", ["x"]) == [0.0]
    assert reranker._loaded is None


@pytest.fixture
def copied(tmp_path):
    folder = tmp_path / "own"
    shutil.copytree(_PACKAGED, folder)
    return folder


def test_the_weights_that_ship_are_small_and_sound(reranker):
    assert sum(path.stat().st_size for path in Path(_PACKAGED).iterdir()) < 30e6
    assert reranker.check() == []
    assert len(reranker.trained) > 1000


def test_a_reranker_without_weights_says_so(tmp_path):
    reranker = BertReranker(str(tmp_path))
    with pytest.raises(RerankerError, match="shopguide_train_reranker"):
        _ = reranker.revision
    [message] = reranker.check()
    assert message.id == "shopguide.E206"
    with pytest.raises(RerankerError):
        reranker.scores("battery?", PASSAGES)


def test_truncated_weights_are_told(copied):
    whole = (copied / TENSORS).read_bytes()
    (copied / TENSORS).write_bytes(whole[:-1000])
    with pytest.raises(RerankerError, match="bytes of"):
        _ = BertReranker(str(copied)).revision


def test_the_revision_changes_with_what_is_judged(copied, reranker):
    told = json.loads((copied / TOLD).read_text())
    before = BertReranker(str(copied)).revision
    (copied / TOLD).write_text(json.dumps({**told, "slope": 9.0}))
    assert len({before, BertReranker(str(copied)).revision, reranker.revision}) == 3
