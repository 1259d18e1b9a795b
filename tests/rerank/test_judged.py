"""Files of judged questions, which of them may be trained on, and what tells them again."""

import pytest

from shopguide.rerank.judged import JudgedError, kept_apart, read_judged, split
from shopguide.rerank.training.written import packaged, read_written

ATTRIBUTES = (
    "qid\tqa_pair_id\tquestion\tcandidate\tlabel\n"
    '1\t1\tis it red?\t"color:  { value:""red"" }"\t1\n'
    "1\t2\tis it red?\tbatteries_included:  { value:false }\t0\n"
    "2\t3\tis it loud?\tbatteries_included:  { value:false }\t0\n"
    '2\t4\tis it loud?\t"color:  { value:""red"" }"\t0\n'
)
EVIDENCE = (
    "qid,question,ASIN,candidate,label\n"
    '7,does it fit?,B1,"yes, it fits",2\n'
    "7,does it fit?,B1,it is a case,1\n"
    "8,does it bend?,B1,nice,0\n"
)


def written(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text)
    return path


def many(tmp_path, n=120):
    rows = [
        f"{number},question {number // 2},A{number // 3},passage {number},1\n"
        for number in range(n)
    ]
    return read_judged(
        written(tmp_path, "many.csv", "qid,question,ASIN,candidate,label\n" + "".join(rows))
    )


def test_attributes_are_read_as_lines(tmp_path):
    red, loud = read_judged(written(tmp_path, "a.tsv", ATTRIBUTES))
    assert red.passages == ("color: red", "batteries included: no")
    assert red.answers == (True, False)
    assert not any(loud.answers)


def test_in_a_file_of_full_answers_nothing_less_counts(tmp_path):
    fits, bends = read_judged(written(tmp_path, "e.csv", EVIDENCE))
    assert (fits.labels, fits.answers) == ((1.0, 0.5), (True, False))
    assert not any(bends.answers)


@pytest.mark.parametrize("row", ["1,is it?,B,yes,3", "1,,B,yes,1", "1,is it?"])
def test_a_wrong_row_is_told(tmp_path, row):
    path = written(tmp_path, "e.csv", f"qid,question,ASIN,candidate,label\n{row}\n")
    with pytest.raises(JudgedError, match="row 2"):
        read_judged(path)


def test_a_question_is_told_again_in_another_file(tmp_path):
    [first, _] = read_judged(written(tmp_path, "e.csv", EVIDENCE))
    other = EVIDENCE.replace("does it fit?", "Does it FIT").replace("B1", "B9")
    [again, alone] = read_judged(written(tmp_path, "f.csv", other))
    assert first.digests & again.digests
    assert not first.digests & alone.digests


def test_products_and_words_stay_on_one_side(tmp_path):
    questions = many(tmp_path)
    trained, held = split(questions)
    assert (len(trained) + len(held), bool(trained), bool(held)) == (len(questions), True, True)
    seen = {digest for each in trained for digest in each.digests}
    assert not any(each.digests & seen for each in held)


def test_passages_alike_are_of_one_product(tmp_path):
    [red, loud] = read_judged(written(tmp_path, "a.tsv", ATTRIBUTES))
    trained, held = split([red, loud])
    assert [trained, held].count([]) == 1


def test_the_side_is_a_matter_of_the_question_alone(tmp_path):
    questions = many(tmp_path)
    _, held = split(questions)
    _, again = split(questions[::-1])
    assert {each.question for each in held} == {each.question for each in again}


def test_some_are_kept_apart_for_calibrating(tmp_path):
    questions = many(tmp_path)
    fitted, apart = kept_apart(questions)
    assert fitted
    assert apart
    assert sorted(map(id, [*fitted, *apart])) == sorted(map(id, questions))


def test_what_we_wrote_is_whole():
    for name, questions in packaged().items():
        assert len(questions) > 250, name
        share = sum(not any(each.answers) for each in questions) / len(questions)
        assert 0.1 < share < 0.3, name


def test_the_form_of_what_we_wrote(tmp_path):
    path = written(
        tmp_path, "w.txt", "# a\n= red\n? color?\n? is it red?\n= small\n? size?\n! loud?\n"
    )
    color, _, size, loud = read_written(path)
    assert (color.passages, color.labels) == (("red", "small"), (1.0, 0.0))
    assert size.labels == (0.0, 1.0)
    assert loud.labels == (0.0, 0.0)
    with pytest.raises(JudgedError, match="no question after one"):
        read_written(written(tmp_path, "x.txt", "# a\n? which?\n"))
