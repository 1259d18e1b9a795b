"""Which guides a command is about."""

from collections.abc import Sequence

from django.core.management.base import CommandError

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.registry import registry


def named_guides(names: Sequence[str]) -> list[ProductGuide]:
    """The guides of these names, or all of them. Raises CommandError with exit code 2."""
    try:
        return [registry.get(name) for name in names] or list(registry)
    except LookupError as error:
        raise CommandError(str(error), returncode=2) from error
