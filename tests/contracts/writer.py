"""What every writer must do, whoever it is. A subclass gives ``writer``."""

import re
import time
from dataclasses import replace

from shopguide.writers.base import Draft, Line, WriterError

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

    def test_its_sentences_belong_to_what_it_was_given(self, writer, brief):
        lines = list(writer.lines(brief))
        assert lines
        refs = {record.ref for record in brief.records}
        for line in lines:
            assert isinstance(line, Line)
            assert line.part in {"opening", "difference", *refs}
            assert set(line.refs) <= refs

    def test_it_answers_from_sources(self, writer, enquiry):
        lines = list(writer.lines(enquiry))
        refs = {source.ref for source in enquiry.sources}
        for line in lines:
            assert line.part == "answer"
            assert line.text
            assert set(line.refs) <= refs

    def test_it_may_be_left(self, writer, brief):
        lines = writer.lines(brief)
        assert next(lines)
        lines.close()
        assert list(writer.lines(brief))

    def test_it_keeps_to_the_end_it_is_given(self, writer, brief):
        began, reason = time.monotonic(), "timeout"
        try:
            list(writer.lines(replace(brief, until=began + 0.05)))
        except WriterError as error:
            reason = error.reason
        assert reason == "timeout"
        assert time.monotonic() - began < 3
