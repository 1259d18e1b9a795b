"""How many of a question's words stand in a passage."""

from functools import lru_cache

from shopguide.text.segment import words


def overlap(question: str, passage: str) -> float:
    """The share, 0 to 1, of the question's index words."""
    asked = _words(question)
    return len(asked & _words(passage)) / len(asked) if asked else 0.0


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    return frozenset(words(text))
