"""What can be known of the chain's settings at start-up."""

from collections.abc import Iterator

from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured

from shopguide.backends import writers
from shopguide.conf import settings

from . import budget, circuit


def check_chain() -> list[CheckMessage]:
    """Faults of SHOPGUIDE["FALLBACKS"], ["BUDGET"] and ["BREAKER"]."""
    return list(_faults())


def _faults() -> Iterator[CheckMessage]:
    for alias in settings["FALLBACKS"] or ():
        if alias not in writers.aliases():
            yield Error(
                f'SHOPGUIDE["FALLBACKS"] names {alias!r}, which SHOPGUIDE["WRITERS"] does not '
                "declare.",
                hint=f"Use one of {', '.join(map(repr, writers.aliases()))}, or declare it there.",
                id="shopguide.E307",
            )
    for limits in (budget.limits, circuit.limits):
        try:
            limits()
        except ImproperlyConfigured as error:
            yield Error(str(error), id="shopguide.E308")
