"""A text sentence by sentence: checked, written again once where it failed, else said plainly."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from shopguide.search.vocabulary import Vocabulary
from shopguide.writers.base import Brief, Line, Record, Unsaid
from shopguide.writers.events import Restart
from shopguide.writers.plain import PlainWriter

from .drafting import Drafting
from .slots import SLOT
from .verify import failed_rule

#: Sentences of one part that are read.
LONGEST_PART = 5


@dataclass(frozen=True)
class Failure:
    """A sentence that was not shown. ``mended`` says that the writer's second try was shown in its
    place."""

    rule: str
    text: str
    mended: bool = False


@dataclass
class _Part:
    """``said`` has been given out; a sentence that failed holds back those behind it."""

    said: list[Line] = field(default_factory=list)
    held: list[Line | Failure] = field(default_factory=list)
    count: int = 0


class Checking:
    """The sentences of one brief that may be shown. After ``lines`` it knows what failed."""

    def __init__(
        self, brief: Brief, drafting: Drafting, vocabulary: Vocabulary | None = None
    ) -> None:
        self.brief, self.drafting, self.vocabulary = brief, drafting, vocabulary
        self.failures: list[Failure] = []
        self.checked = 0
        #: Of these, those of the writer's second try.
        self.rechecked = 0
        self._records = {record.ref: record for record in brief.records[: brief.picks]}
        compared = ["difference"] if len(self._records) > 1 else []
        wanted = ["opening", *self._records, *compared]
        self._parts = {part: _Part() for part in wanted if brief.wants(part)}
        self._plain: list[Line] | None = None

    @property
    def replaced(self) -> int:
        return sum(not failure.mended for failure in self.failures)

    def lines(self) -> Iterator[Line | Restart]:
        for line in self.drafting.lines(self.brief):
            if isinstance(line, Restart):
                self._parts = {name: _Part() for name in self._parts}
                yield line
            elif taken := self._taken(line):
                yield taken
        yield from self._rest()

    def _taken(self, line: Line) -> Line | None:
        """The sentence, if it may be shown at once."""
        part = self._parts.get(line.part)
        if part is None:
            self.checked += 1
            self.failures.append(Failure("reference", f"{line.part}: {line.text}"))
            return None
        part.count += 1
        if part.count > LONGEST_PART:
            return None
        rule = self._failed_rule(line)
        if rule:
            part.held.append(Failure(rule, line.text))
        elif part.held:
            part.held.append(line)
        else:
            part.said.append(line)
            return line
        return None

    def _failed_rule(self, line: Line) -> str | None:
        self.checked += 1
        if any(ref not in self._records for ref in line.refs):
            return "reference"
        return failed_rule(line.text, self.brief, self._about(line), self.vocabulary)

    def _about(self, line: Line) -> list[Record]:
        """A reason rests on its own product; another part on those that it names."""
        named = {line.part, *(ref for ref, _slot in SLOT.findall(line.text))}
        if line.part not in self._records:
            named |= set(line.refs)
        return [record for ref, record in self._records.items() if ref in named]

    def _rest(self) -> Iterator[Line]:
        """What was held back, in order, each failed sentence mended or replaced; and plain text for
        a part that has none."""
        mended = self._mended()
        for name, part in self._parts.items():
            for each in part.held:
                if isinstance(each, Line):
                    part.said.append(each)
                    yield each
                    continue
                again = mended.pop(name, [])
                self.failures.append(replace(each, mended=bool(again)))
                for line in again or self._unsaid_plainly(part, name)[:1]:
                    part.said.append(line)
                    yield line
            if not part.said and name != "difference":
                yield from self.plainly(name)
            elif not part.said:
                yield from self._unsaid_plainly(part, name)

    def _mended(self) -> dict[str, list[Line]]:
        """The writer's second try at the parts in which a sentence failed, where all of it holds."""
        failed = [
            Unsaid(name, each.text, each.rule)
            for name, part in self._parts.items()
            for each in part.held
            if isinstance(each, Failure)
        ]
        if not failed:
            return {}
        parts = tuple(dict.fromkeys(each.part for each in failed))
        told: dict[str, list[Line]] = {}
        for line in self.drafting.again(replace(self.brief, parts=parts, failed=tuple(failed))):
            if line.part in parts and len(told.setdefault(line.part, [])) < LONGEST_PART:
                told[line.part].append(line)
        self.rechecked += sum(map(len, told.values()))
        return {
            name: lines
            for name, lines in told.items()
            if not [line for line in lines if self._failed_rule(line)]
        }

    def plainly(self, name: str) -> list[Line]:
        """A part as the plain writer says it; where that does not hold, without any fact."""
        if told := self._unsaid_plainly(_Part(), name):
            return told
        bare = tuple(
            replace(record, facts=(), text="", matched=()) for record in self.brief.records
        )
        brief = replace(self.brief, question="", records=bare, parts=(name,), failed=())
        return list(PlainWriter().lines(brief))

    def _unsaid_plainly(self, part: _Part, name: str) -> list[Line]:
        """Sentences of the plain writer for a part that are not in it yet. They are checked too."""
        if self._plain is None:
            self._plain = list(PlainWriter().lines(replace(self.brief, failed=())))
        said = {line.text for line in (*part.said, *part.held)}
        fresh = [each for each in self._plain if each.part == name and each.text not in said]
        return [each for each in fresh if not self._fails_plainly(each)]

    def _fails_plainly(self, line: Line) -> bool:
        return bool(failed_rule(line.text, self.brief, self._about(line), self.vocabulary))
