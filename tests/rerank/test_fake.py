from shopguide.backends import rerankers
from shopguide.rerank.fake import FakeReranker


def test_the_share_of_words_decides():
    scores = FakeReranker().scores(
        "Is the screen bright?", ["The screen is bright.", "A bright box.", "Ships fast."]
    )
    assert scores == [1.0, 0.5, 0.0]


def test_chinese_words_are_compared_too():
    near, far = FakeReranker().scores("支持退货吗", ["七天内支持退货。", "屏幕很亮。"])
    assert near > far


def test_nothing_asked_is_answered_by_nothing():
    assert FakeReranker().scores("", ["The screen is bright."]) == [0.0]
    assert FakeReranker().scores("screen", []) == []


def test_it_is_found_by_its_alias_once():
    assert isinstance(rerankers["default"], FakeReranker)
    assert rerankers["default"] is rerankers["default"]
