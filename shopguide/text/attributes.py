"""Attributes of a product as a line that people read: "screen size: 6.1 inches".

What judges answers was trained on such lines, so facts are given to it in this form too.
"""

import re
from collections.abc import Iterator
from typing import Any

#: ``name:  { … }``, as catalogues export typed attributes.
_EXPORTED = re.compile(r"\s*([a-z0-9_]+):\s*(\{.*\})\s*\Z", re.DOTALL)
_TOKEN = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|([{}\[\],:;])|([^{}\[\],:;"]+))')
#: What is only form, where a value follows no grammar.
_FORM = re.compile(r'[{}\[\]"]|\bvalue:')
#: Said again elsewhere in the same value.
_REPEATED = {"normalized_value", "standardized_values", "language_tag"}
_DEEPEST = 20
_SAID = {"true": "yes", "false": "no"}


def attribute_text(label: str, value: str) -> str:
    """One attribute as a line."""
    return f"{label.replace('_', ' ').strip()}: {value.strip()}"


def readable(text: str) -> str:
    """``text`` itself, or, where it is an exported attribute such as ``item_weight:  { unit:grams,
    value:62 }``, its line: "item weight: 62 grams"."""
    found = _EXPORTED.match(text)
    if found is None:
        return text
    try:
        values = list(_values(_Tokens(found[2])))
    except (ValueError, IndexError):
        return attribute_text(found[1], " ".join(_FORM.sub(" ", found[2]).split()))
    said = [line for line in map(_said, values) if line]
    return attribute_text(found[1], "; ".join(dict.fromkeys(said)))


class _Tokens:
    """(is a mark, text) in order."""

    def __init__(self, text: str) -> None:
        self.all = list(_tokens(text))
        self.at = 0

    def next(self) -> tuple[bool, str]:
        self.at += 1
        return self.all[self.at - 1]

    def takes(self, mark: str) -> bool:
        here = self.at < len(self.all) and self.all[self.at] == (True, mark)
        self.at += here
        return here


def _tokens(text: str) -> Iterator[tuple[bool, str]]:
    for quoted, mark, bare in _TOKEN.findall(text):
        if mark:
            yield True, mark
        elif quoted or bare.strip():
            yield False, re.sub(r"\\(.)", r"\1", quoted) if quoted else bare.strip()


def _values(tokens: _Tokens) -> Iterator[Any]:
    while tokens.at < len(tokens.all):
        yield _value(tokens, 0)
        tokens.takes(";")


def _value(tokens: _Tokens, depth: int) -> Any:
    if depth > _DEEPEST:
        raise ValueError("too deep")
    if tokens.takes("{"):
        found: dict[str, Any] = {}
        while not tokens.takes("}"):
            name = tokens.next()[1]
            if not tokens.takes(":"):
                raise ValueError("no value")
            found[name] = _value(tokens, depth + 1)
            tokens.takes(",")
        return found
    if tokens.takes("["):
        listed = []
        while not tokens.takes("]"):
            listed.append(_value(tokens, depth + 1))
            tokens.takes(",")
        return listed
    is_mark, text = tokens.next()
    if is_mark:
        raise ValueError("no value")
    return text


def _said(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, map(_said, value)))
    if not isinstance(value, dict):
        return _SAID.get(value, str(value).rstrip(".").replace("_", " "))
    parts = [
        " ".join(filter(None, [_said(value.get("value", "")), _said(value.get("unit", ""))])),
        *(
            f"{name.replace('_', ' ')} {_said(inner)}"
            for name, inner in value.items()
            if name not in {"value", "unit", *_REPEATED}
        ),
    ]
    return ", ".join(filter(None, parts))
