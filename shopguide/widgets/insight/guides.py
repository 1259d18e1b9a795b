"""Guides whose reviews are read."""

from collections.abc import Sequence

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.registry import registry
from shopguide.models import ReviewReading


def reviewed_guides() -> list[tuple[str, str]]:
    """(name, what its products are called), in the order of registration."""
    guides = [guide for guide in registry if guide.reviews is not None]
    called = [str(guide.model._meta.verbose_name_plural) for guide in guides]
    return [
        (guide.name, label if called.count(label) == 1 else f"{label} ({guide.name})")
        for guide, label in zip(guides, called, strict=True)
    ]


def reviewed_guide(name: str) -> ProductGuide:
    """Raises LookupError for a guide that is not registered or declares no reviews."""
    guide = registry.get(name)
    if guide.reviews is None:
        raise LookupError(f"{guide!r} declares no reviews.")
    return guide


def first_guide(names: Sequence[str]) -> str:
    """The first of ``names`` of which a review has been read; the first of all where none has."""
    read = (name for name in names if ReviewReading.objects.filter(guide=name).exists())
    return next(read, names[0])
