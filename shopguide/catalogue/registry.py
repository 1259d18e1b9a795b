"""The guides of this shop, filled by autodiscovery of ``guides.py``."""

from collections.abc import Iterator
from typing import TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model

from .guide import ProductGuide

Guide = TypeVar("Guide", bound=type[ProductGuide])


class Registry:
    """Registered guides by name, in the order of registration."""

    def __init__(self) -> None:
        self._guides: dict[str, ProductGuide] = {}

    def register(self, guide_class: type[ProductGuide]) -> None:
        """Raises ImproperlyConfigured for a class that is no guide, or a name already taken."""
        if not (isinstance(guide_class, type) and issubclass(guide_class, ProductGuide)):
            raise ImproperlyConfigured(
                f"@register was given {guide_class!r}; give it a subclass of ProductGuide."
            )
        if not isinstance(getattr(guide_class, "model", None), type):
            raise ImproperlyConfigured(
                f"{guide_class.__name__} has no model; add `model = YourProduct` to it."
            )
        guide = guide_class()
        other = self._guides.get(guide.name)
        if other is not None and type(other) is not guide_class:
            raise ImproperlyConfigured(
                f"{guide_class.__name__} and {type(other).__name__} are both named "
                f"{guide.name!r}; set `name` on one of them."
            )
        self._guides[guide.name] = guide

    def unregister(self, guide_class: type[ProductGuide]) -> None:
        for name, guide in list(self._guides.items()):
            if type(guide) is guide_class:
                del self._guides[name]

    def get(self, name: str) -> ProductGuide:
        """Raises LookupError, naming the guides that there are."""
        try:
            return self._guides[name]
        except KeyError:
            raise LookupError(
                f"No guide is named {name!r}; registered: {', '.join(self._guides) or 'none'}."
            ) from None

    def only(self) -> ProductGuide:
        """The guide of a shop that has one. Raises LookupError where a name is needed."""
        if len(self._guides) != 1:
            raise LookupError(f"Name a guide; registered: {', '.join(self._guides) or 'none'}.")
        return next(iter(self._guides.values()))

    def of_model(self, model: type[Model]) -> list[ProductGuide]:
        concrete = model._meta.concrete_model
        return [guide for guide in self if guide.model._meta.concrete_model is concrete]

    def of_review_model(self, model: type[Model]) -> list[ProductGuide]:
        """Guides whose reviews are rows of ``model``; several may share one."""
        concrete = model._meta.concrete_model
        return [
            guide
            for guide in self
            if guide.reviews is not None and guide.reviews.model._meta.concrete_model is concrete
        ]

    def __iter__(self) -> Iterator[ProductGuide]:
        return iter(list(self._guides.values()))

    def __len__(self) -> int:
        return len(self._guides)


registry = Registry()


def register(guide_class: Guide) -> Guide:
    """Class decorator: ``@register class PhoneGuide(ProductGuide): ...``"""
    registry.register(guide_class)
    return guide_class
