"""Files of annotated sentences: both forms, and what is wrong is told where."""

import json

import pytest

from shopguide.evaluation.annotated import AnnotationError, Mark, read_annotated
from tests.evaluation.readers import HULIU


def written(tmp_path, text, name="file"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_hu_and_liu():
    found = read_annotated(HULIU)
    assert len(found) == 105
    assert {each.product for each in found} == {"Nokia_6610", "Canon_G3"}
    assert {each.review for each in found if each.product == "Canon_G3"} == {"0", "1", "2"}
    marks = [(each.text, mark) for each in found for mark in each.marks]
    assert len(marks) == 69
    for text, mark in marks:
        if mark.span:
            assert text[slice(*mark.span)].casefold() == mark.term.casefold()
    implicit = [mark for _, mark in marks if mark.implicit]
    assert implicit
    assert all(mark.start is None for mark in implicit)


def test_json_lines_with_a_start(tmp_path):
    line = {
        "text": "screen and screen",
        "aspects": [{"term": "screen", "polarity": "neutral", "start": 11}],
        "review": -1,
    }
    [found] = read_annotated(written(tmp_path, json.dumps(line)))
    assert found.marks == [Mark("screen", 0, 11)]
    assert (found.product, found.review) == ("", "")


def test_a_table(tmp_path):
    text = (
        "text\tterm\tpolarity\tproduct\treview\n"
        '屏幕好，"电池"差\t屏幕\tpositive\tA\t7\n'
        '屏幕好，"电池"差\t电池\tnegative\tA\t7\n'
        "还行\t\t\tA\t7\n"
        "还行\t\t\tA\t8\n"
    )
    found = read_annotated(written(tmp_path, text))
    assert [(each.text, each.review, len(each.marks)) for each in found] == [
        ('屏幕好，"电池"差', "7", 2), ("还行", "7", 0), ("还行", "8", 0),
    ]  # fmt: skip
    assert found[0].marks == [Mark("屏幕", 1, 0), Mark("电池", -1, 5)]


def test_a_term_is_found_whatever_its_case_and_no_further(tmp_path):
    text = "text\tterm\tpolarity\nThe SCREEN\tscreen\tpositive\nİstanbul screen\tscreen\tpositive\n"
    first, second = read_annotated(written(tmp_path, text))
    assert first.marks[0].start == 4
    # Folding makes two characters of the first, so places would shift.
    assert second.marks[0].start is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"text": "a", "aspects": [{"term": "a"}]}\n', "line 1.*no 'polarity'"),
        ('{"text": "a", "aspects": [{"term": "a", "polarity": "good"}]}', "'good' is none of"),
        ('{"text": "a b", "aspects": [{"term": "b", "polarity": "positive", "start": 0}]}', "at 0"),
        ('{"text": "a", "aspects": []}\n\n{"text": \n', "line 3"),
        ('{"text": "a", "aspects": [1]}', "line 1"),
        ('{"text": "a", "aspects": []}', "marks no aspect"),
        ("text,term,polarity\na,b,positive\n", "no column 'text'"),
        ("text\tterm\tpolarity\na\ta\tfine\n", "line 2.*'fine'"),
        ("text\tterm\tpolarity\tstart\na b\tb\tpositive\tx\n", "line 2"),
        ("", "no column"),
    ],
)
def test_a_bad_file_is_told_where(tmp_path, text, said):
    with pytest.raises(AnnotationError, match=said):
        read_annotated(written(tmp_path, text))


def test_a_file_that_is_not_there_or_no_text(tmp_path):
    with pytest.raises(AnnotationError, match="cannot be read"):
        read_annotated(tmp_path / "none")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(AnnotationError, match="UTF-8"):
        read_annotated(tmp_path / "binary")
