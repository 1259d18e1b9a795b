"""The plain writer says only what the records hold, and says it well."""

from dataclasses import replace

import pytest

from shopguide.suggest.verify import failed_rule
from shopguide.writers.plain import PlainWriter
from tests.contracts.writer import WriterContract


class TestContract(WriterContract):
    @pytest.fixture
    def writer(self):
        return PlainWriter()


def test_names_and_prices_are_slots(brief):
    draft = PlainWriter().write(brief)
    assert "{P1.name} ({P1.price})" in draft.opening
    assert "$" not in draft.opening


def test_reasons_come_from_facts(brief):
    first, second = PlainWriter().write(brief).picks
    assert "Camera: 48 MP" in first.reason
    assert "least expensive" in first.reason
    assert "least expensive" not in second.reason
    assert "Camera: 64 MP" in second.reason


def test_chinese_is_chinese(chinese):
    draft = PlainWriter().write(chinese)
    assert "本店" in draft.opening
    assert all("least" not in pick.reason for pick in draft.picks)


@pytest.mark.parametrize("picks", [1, 2, 3])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_its_own_text_passes_every_check(brief, language, picks):
    told = replace(brief, language=language, picks=picks, records=brief.records[:picks])
    draft = PlainWriter().write(told)
    assert failed_rule(draft.opening, told, told.records) is None
    by_ref = {record.ref: record for record in told.records}
    for pick in draft.picks:
        assert failed_rule(pick.reason, told, [by_ref[pick.ref]]) is None


def test_a_record_that_says_nothing(brief):
    bare = replace(brief, records=brief.records[2:])
    draft = PlainWriter().write(bare)
    assert draft.picks[0].reason
    assert "()" not in draft.opening
