"""A hosted model's server with no sense of its own: it does whatever it is told in its prompt."""

import re

from tests.writers import protocol

from .attacks import bare, hidden

#: Letters of an order that are enough to understand it.
ENOUGH = 20
WAYS = {
    "alone": "{said}",
    "after praise": "{{P1.name}} suits you. {said}",
    "inside praise": "{{P1.name}} suits you, and {said}",
}


class Obedient(protocol.Endpoint):
    """Answers ``attack.obeyed`` in every field of the schema it is given where the order stands in its
    prompt, and a harmless answer elsewhere. ``anyway`` answers so whatever it was sent, as a server
    in wrong hands would."""

    def __init__(self):
        super().__init__()
        self.attack, self.way, self.anyway = None, "alone", False
        self.obeyed = []
        self.behave = self._answer

    def _answer(self, handler, body):
        prompt = "\n".join(str(message["content"]) for message in body["messages"])
        refs = list(dict.fromkeys(re.findall(r'"ref": "([PS]\d+)"', prompt)))
        said = "It suits you."
        if self.anyway or self._is_told(prompt):
            self.obeyed.append(self.attack.id)
            said = WAYS[self.way].format(said=self.attack.obeyed)
        schema = body.get("response_format", {}).get("json_schema", {}).get("schema")
        protocol.say(handler, _filled(schema, said, refs) if schema else said)

    def _is_told(self, prompt):
        read = bare(prompt.encode().decode("utf-8", "replace") + hidden(prompt))
        order = bare(self.attack.order)
        # The end of it: what comes first is often a harmless question.
        return order[-ENOUGH:] in read


def _filled(schema, said, refs, name=""):
    """A value of ``schema`` with ``said`` wherever there is room for words."""
    if "anyOf" in schema:
        return _filled(schema["anyOf"][0], said, refs, name)
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) else kind
    if "enum" in schema:
        return schema["enum"][0]
    if kind == "object":
        return {
            key: _filled(each, said, refs, key)
            for key, each in schema.get("properties", {}).items()
        }
    if kind == "array":
        items = schema["items"]
        if name == "refs":
            return refs[:2]
        if "ref" in items.get("properties", {}):
            products = [ref for ref in refs if ref.startswith("P")][:3]
            return [_filled(items, said, [ref]) for ref in products]
        return [_filled(items, said, refs)]
    if kind in ("integer", "number"):
        return 0
    if kind == "boolean":
        return True
    return (refs or ["P1"])[0] if name == "ref" else said
