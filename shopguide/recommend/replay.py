"""What a strip showed and why, said again from its record alone."""

from typing import Any

from shopguide.models import Exposure

from .reasons import explained


def why(exposure: Exposure, pk: Any) -> tuple[str, ...]:
    """The sentences that stood under "why this?" then, in the active language.

    Raises LookupError if the product was not shown.
    """
    for each in exposure.shown:
        if each["pk"] == str(pk):
            return explained(each, exposure.terms)
    raise LookupError(f"{pk!r} was not shown in the exposure {exposure.pk}.")


def replay(exposure: Exposure) -> list[tuple[int, str, float, tuple[str, ...]]]:
    """Every product of a strip: (rank, title, score, sentences)."""
    return [
        (each["rank"], each["title"], each["score"], explained(each, exposure.terms))
        for each in exposure.shown
    ]
