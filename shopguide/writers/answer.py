"""The form of a model's answer, and its sentences while it is still being written."""

import re
from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import from_json

from .base import Brief, Enquiry, Line, WriterError

LARGEST_ANSWER = 16_000
Schema = TypeVar("Schema", bound=BaseModel)

_SENTENCE_END = re.compile(
    r"(?<=[.!?][\"”’])\s+(?=\S)|(?<=[.!?])\s+(?=[^\s\da-z])|(?<=[。！？])(?=\S)"
)
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|approx|no|vs|mr|mrs|ms|dr|inc)|\b[A-Z])\.$", re.I)


class _Sentence(BaseModel):
    model_config = ConfigDict(extra="ignore")
    refs: list[str] = Field(default=[], max_length=20)
    text: str = Field(max_length=2000)


#: Endpoints without schemas answer with plain strings as well.
_Text = str | _Sentence
_Sentences = str | list[_Text]


class _Pick(BaseModel):
    model_config = ConfigDict(extra="ignore")
    ref: str = Field(max_length=8)
    reason: _Sentences = Field(max_length=2000)


class _Suggestion(BaseModel):
    model_config = ConfigDict(extra="ignore")
    opening: _Sentences = Field(max_length=2000)
    picks: list[_Pick] = Field(max_length=20)
    difference: _Sentences | None = Field(default=None, max_length=2000)


class _Parts(BaseModel):
    """Of a suggestion, where only some parts are wanted."""

    model_config = ConfigDict(extra="ignore")
    opening: _Sentences | None = Field(default=None, max_length=2000)
    picks: list[_Pick] = Field(default=[], max_length=20)
    difference: _Sentences | None = Field(default=None, max_length=2000)


class _Reply(BaseModel):
    model_config = ConfigDict(extra="ignore")
    answer: _Sentences = Field(max_length=2000)


class _Chosen(BaseModel):
    model_config = ConfigDict(extra="ignore")
    chosen: list[int] = Field(max_length=20)


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(properties),
        "properties": properties,
    }


def _array(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


_STRING = {"type": "string"}
# References first: a model that names its evidence before it speaks is held to it.
_SENTENCES = _array(_object(refs=_array(_STRING), text=_STRING))
_PICKS = _array(_object(ref=_STRING, reason=_SENTENCES))


def _schema(name: str, **properties: Any) -> dict[str, Any]:
    return {"name": name, "strict": True, "schema": _object(**properties)}


CHOICE_SCHEMA = _schema("choice", chosen=_array({"type": "integer"}))
_ANSWER = _schema("answer", answer=_SENTENCES)


def schema_of(task: Brief | Enquiry) -> dict[str, Any]:
    """For endpoints that take ``response_format`` with a schema."""
    if isinstance(task, Enquiry):
        return _ANSWER
    forms = {"opening": _SENTENCES, "picks": _PICKS, "difference": _SENTENCES}
    wanted = {part for part in forms if part != "picks" and task.wants(part)}
    if any(task.wants(record.ref) for record in task.records) or not wanted:
        wanted.add("picks")
    return _schema("suggestion", **{part: form for part, form in forms.items() if part in wanted})


class AnswerReader:
    """Reads an answer piece by piece: ``feed`` gives the sentences that have become whole.

    What is whole is judged from the part that is there, so ``end`` reads the answer once more as
    one: an answer that turns out to be none, or another one, is an error however well it began.
    """

    def __init__(self, task: Brief | Enquiry, writer: str) -> None:
        self._parts = (
            ("answer",) if isinstance(task, Enquiry) else ("opening", "picks", "difference")
        )
        self._form: type[BaseModel] = _Reply
        if isinstance(task, Brief):
            self._form = _Parts if task.parts else _Suggestion
        self._writer = writer
        self._text = ""
        self._given: list[Line] = []

    def feed(self, piece: str) -> list[Line]:
        """Sentences that ``piece`` completes. Raises WriterError for an answer without an end."""
        self._text += piece
        if len(self._text) > LARGEST_ANSWER:
            raise WriterError(f"{self._writer} would not stop.", "garbage")
        if "}" not in piece:
            return []
        found = self._found(_body(self._text), whole=False)
        new = found[len(self._given) :] if found[: len(self._given)] == self._given else []
        self._given += new
        return new

    def end(self) -> list[Line]:
        """The sentences that are left. Raises WriterError("garbage") for anything but an answer."""
        body = _body(self._text)
        parsed(self._form, self._text, self._writer)
        found = self._found(body, whole=True)
        if found[: len(self._given)] != self._given:
            raise WriterError(f"{self._writer} took back what it had said.", "garbage")
        return found[len(self._given) :]

    def _found(self, body: str, *, whole: bool) -> list[Line]:
        try:
            # A string that has no end yet is left out, and whatever would follow it.
            found = from_json(body, allow_partial=not whole)
        except ValueError:
            return []
        if not isinstance(found, dict):
            return []
        return [line for part in found if part in self._parts for line in _lines(part, found[part])]


def _body(text: str) -> str:
    """From the first brace to the last. Models that think aloud do so before the answer."""
    text = text.rpartition("</think>")[2]
    start, end = text.find("{"), text.rfind("}")
    return text[start : end + 1] if start >= 0 else text


def _lines(part: str, value: Any) -> Iterator[Line]:
    if part != "picks":
        yield from _sentences(part, value)
        return
    for pick in value if isinstance(value, list) else []:
        if isinstance(pick, dict) and isinstance(pick.get("ref"), str):
            yield from _sentences(pick["ref"].strip(), pick.get("reason"))


def _sentences(part: str, value: Any) -> Iterator[Line]:
    for each in value if isinstance(value, list) else [value]:
        told = each if isinstance(each, dict) else {"text": each}
        if not isinstance(told.get("text"), str):
            continue
        refs = told.get("refs")
        named = tuple(ref.strip() for ref in refs if isinstance(ref, str)) if refs else ()
        for sentence in split(told["text"]):
            yield Line(part, sentence, tuple(dict.fromkeys(named)))


def split(text: str) -> list[str]:
    """The sentences of ``text``, each on one line."""
    found: list[str] = []
    for piece in _SENTENCE_END.split(" ".join(text.split())):
        if found and _ABBREVIATION.search(found[-1]):
            found[-1] += f" {piece}"
        elif piece:
            found.append(piece)
    return found


def read_choice(text: str, writer: str) -> tuple[int, ...]:
    """The numbers in a model's answer. Raises WriterError("garbage") for anything else."""
    return tuple(dict.fromkeys(parsed(_Chosen, text, writer).chosen))


def parsed(form: type[Schema], text: str, writer: str) -> Schema:
    """``text`` as ``form`` has it. Raises WriterError("garbage") for anything else."""
    if len(text) > LARGEST_ANSWER:
        raise WriterError(f"{writer} answered with {len(text)} characters.", "garbage")
    try:
        return form.model_validate_json(_body(text))
    except ValidationError as error:
        told = error.errors()[0]["msg"] if error.errors() else "no JSON"
        raise WriterError(f"{writer} did not answer in the schema: {told}.", "garbage") from error
