"""What every writer must do, whoever it is. A subclass gives ``writer``."""

import re

from shopguide.writers.base import Draft

SLOT = re.compile(r"\{(P\d+)\.(?:name|price|stock)\}")


class WriterContract:
    def test_a_draft_refers_to_what_it_was_given(self, writer, brief):
        draft = writer.write(brief)
        assert isinstance(draft, Draft)
        assert draft.opening
        assert 1 <= len(draft.picks) <= brief.picks
        refs = {record.ref for record in brief.records}
        assert {pick.ref for pick in draft.picks} <= refs
        assert set(SLOT.findall(draft.opening)) <= refs

    def test_it_says_who_wrote(self, writer, brief):
        assert type(writer).__name__ in writer.write(brief).writer

    def test_it_checks_itself(self, writer):
        assert writer.check() == []

    def test_it_answers_in_chinese_too(self, writer, chinese):
        assert writer.write(chinese).picks
