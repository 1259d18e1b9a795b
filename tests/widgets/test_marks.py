"""Parts join to the text that was cut, whatever the spans are."""

from hypothesis import given
from hypothesis import strategies as st

from shopguide.models import AspectOpinion
from shopguide.widgets.marks import FOLD, LEFT_OVER, Part, folded, parts, split


def opinion(start, end, words=(), polarity=1):
    return AspectOpinion(start=start, end=end, words=list(words), polarity=polarity)


def joined(given):
    return "".join(part.text for part in given)


def test_a_term_and_its_words_are_marked():
    found = parts("The camera is good.", [opinion(4, 10, [14, 18])])
    assert found == (
        Part("The "),
        Part("camera", "term", 1),
        Part(" is "),
        Part("good", "words", 1),
        Part("."),
    )


def test_a_term_wins_over_words():
    found = parts("good camera", [opinion(5, 11, [0, 11], polarity=-1)])
    assert [(part.text, part.kind) for part in found] == [("good ", "words"), ("camera", "term")]
    assert {part.tone for part in found} == {"bad"}


def test_neighbours_stay_apart():
    found = parts("画质音质", [opinion(0, 2), opinion(2, 4)])
    assert [part.text for part in found] == ["画质", "音质"]


def test_what_is_neither_praise_nor_blame_has_no_mark():
    assert parts("The camera.", [opinion(4, 10, polarity=0)]) == (Part("The camera."),)


def test_a_field_that_begins_later():
    assert parts("camera", [opinion(10, 16), opinion(0, 3)], 10) == (Part("camera", "term", 1),)


spans = st.tuples(st.integers(0, 80), st.integers(0, 80)).map(sorted)


@given(
    st.text(max_size=60),
    st.lists(st.tuples(spans, spans, st.sampled_from([-1, 0, 1]))),
    st.integers(0, 90),
)
def test_nothing_is_lost(text, said, at):
    opinions = [opinion(*term, words, polarity) for term, words, polarity in said]
    found = parts(text, opinions)
    assert joined(found) == text
    assert all(part.text for part in found)
    before, after = split(found, at)
    assert joined(before) == text[:at]
    assert joined(after) == text[at:]


def test_long_texts_are_folded_at_the_end_of_a_clause():
    text = "The battery lasts. " * 60
    shown, rest = folded((Part(text),))
    assert joined(shown).endswith(". ")
    assert FOLD // 2 < len(joined(shown)) <= FOLD
    assert joined(shown) + joined(rest) == text
    assert folded((Part("x" * (FOLD + LEFT_OVER)),))[1] == ()
    assert len(joined(folded((Part("x" * 5000),))[0])) == FOLD
