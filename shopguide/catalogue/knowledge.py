"""What a shop lets its guide answer from beside products: policies, questions and answers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model, QuerySet

from .facts import url_of


@dataclass(frozen=True)
class Knowledge:
    """Rows of ``model`` that answers may quote: ``Knowledge(Policy, text=["body"], title="title")``.

    ``text`` and ``title`` are field paths, an allow-list as those of a guide: nothing else is
    indexed, quoted or shown to a writer. ``url`` is a field path or a function of the row, its
    ``get_absolute_url()`` if not given. ``visible`` keeps the rows that shoppers may read.
    """

    model: type[Model]
    text: Sequence[str]
    title: str | None = None
    url: str | Callable[[Any], str] | None = None
    visible: Callable[[QuerySet[Any]], QuerySet[Any]] | None = None
    #: How commands and jobs name it; the model's label if not given.
    name: str = ""
    #: Alias in SHOPGUIDE["ENCODERS"].
    encoder: str = "default"

    def __post_init__(self) -> None:
        if not (isinstance(self.model, type) and issubclass(self.model, Model)):
            raise ImproperlyConfigured(
                f"Knowledge was given {self.model!r}; give it the model of your policies."
            )
        if not self.name:
            object.__setattr__(self, "name", self.model._meta.label_lower)

    def shown(self) -> QuerySet[Any]:
        """The rows that a shopper may read now, in the form that filters can be added to."""
        everything = self.model._default_manager.all()
        shown = self.visible(everything) if self.visible else everything
        query = shown.query
        if query.distinct or query.combinator or query.is_sliced or query.group_by is not None:
            shown = self.model._default_manager.filter(pk__in=shown.order_by().values("pk"))
        return shown.order_by()

    def paths(self) -> list[str]:
        """Every field path that is read, once each."""
        own = self.url if isinstance(self.url, str) else None
        return list(dict.fromkeys([*self.text, *filter(None, (self.title, own))]))

    def url_of(self, row: Any, values: dict[str, Any]) -> str:
        """The address of a row's own page, or nothing where it has none."""
        if isinstance(self.url, str):
            return str(values.get(self.url) or "")
        return str(self.url(row) or "") if self.url else url_of(row)


class KnowledgeRegistry:
    """Declared knowledge by name, in the order of registration."""

    def __init__(self) -> None:
        self._declared: dict[str, Knowledge] = {}

    def register(self, knowledge: Knowledge) -> None:
        """Raises ImproperlyConfigured for anything else, and for a name that another model has."""
        if not isinstance(knowledge, Knowledge):
            raise ImproperlyConfigured(
                f"register_knowledge was given {knowledge!r}; give it Knowledge(YourModel, text=[…])."
            )
        other = self._declared.get(knowledge.name)
        if other is not None and other.model is not knowledge.model:
            raise ImproperlyConfigured(
                f"Knowledge of {knowledge.model._meta.label} and of {other.model._meta.label} are "
                f"both named {knowledge.name!r}; set `name` on one of them."
            )
        self._declared[knowledge.name] = knowledge

    def unregister(self, name: str) -> None:
        self._declared.pop(name, None)

    def get(self, name: str) -> Knowledge:
        """Raises LookupError, naming what there is."""
        try:
            return self._declared[name]
        except KeyError:
            known = ", ".join(self._declared) or "none"
            raise LookupError(f"No knowledge is named {name!r}; registered: {known}.") from None

    def of_model(self, model: type[Model]) -> list[Knowledge]:
        concrete = model._meta.concrete_model
        return [each for each in self if each.model._meta.concrete_model is concrete]

    def __iter__(self) -> Iterator[Knowledge]:
        return iter(list(self._declared.values()))

    def __len__(self) -> int:
        return len(self._declared)


knowledge = KnowledgeRegistry()


def register_knowledge(declared: Knowledge) -> Knowledge:
    """In ``guides.py``: ``register_knowledge(Knowledge(Policy, text=["body"], title="title"))``."""
    knowledge.register(declared)
    return declared
