"""Encoders, readers, rerankers and writers by alias: one instance per process, as Django keeps its storages.

``BaseConnectionHandler`` keeps one per thread, which a model of a hundred megabytes cannot afford.
"""

from threading import Lock
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed
from django.utils.module_loading import import_string

from .conf import settings

if TYPE_CHECKING:
    from .encoders.base import Encoder
    from .rerank.base import Reranker
    from .reviews.base import Reader
    from .writers.base import Writer

Backend = TypeVar("Backend")


class BackendHandler(Generic[Backend]):
    """Maps an alias of one ``SHOPGUIDE`` key to its backend, made on first use.

    Raises ImproperlyConfigured for an unknown alias or import path, and TypeError for an option
    that the backend does not take.
    """

    def __init__(self, key: str) -> None:
        self.key = key
        self._made: dict[str, Backend] = {}
        self._lock = Lock()

    def __getitem__(self, alias: str) -> Backend:
        # An experiment may declare another backend under the same alias.
        name = f"{alias} {settings[self.key].get(alias)}" if settings.changed(self.key) else alias
        with self._lock:
            if name not in self._made:
                self._made[name] = self._make(alias)
            return self._made[name]

    def _make(self, alias: str) -> Backend:
        declared = settings[self.key]
        if alias not in declared:
            raise ImproperlyConfigured(
                f'SHOPGUIDE["{self.key}"] has no {alias!r}; declare it beside '
                f"{', '.join(map(repr, declared)) or 'nothing yet'}."
            )
        try:
            backend = import_string(declared[alias]["BACKEND"])
        except (ImportError, KeyError) as error:
            raise ImproperlyConfigured(
                f'SHOPGUIDE["{self.key}"][{alias!r}]["BACKEND"] cannot be imported ({error}); '
                "give the dotted path of a backend class."
            ) from error
        made: Backend = backend(**declared[alias].get("OPTIONS", {}))
        return made

    def aliases(self) -> list[str]:
        return list(settings[self.key])

    def clear(self, *, setting: str, **kwargs: Any) -> None:
        if setting == "SHOPGUIDE":
            with self._lock:
                self._made.clear()


encoders: "BackendHandler[Encoder]" = BackendHandler("ENCODERS")
readers: "BackendHandler[Reader]" = BackendHandler("READERS")
rerankers: "BackendHandler[Reranker]" = BackendHandler("RERANKERS")
writers: "BackendHandler[Writer]" = BackendHandler("WRITERS")
setting_changed.connect(encoders.clear, dispatch_uid="shopguide.encoders")
setting_changed.connect(readers.clear, dispatch_uid="shopguide.readers")
setting_changed.connect(rerankers.clear, dispatch_uid="shopguide.rerankers")
setting_changed.connect(writers.clear, dispatch_uid="shopguide.writers")
