"""What can be wrong with declared knowledge, said at start-up with a remedy."""

from collections.abc import Iterator

from django.core.checks import CheckMessage, Error
from django.db.models import QuerySet

from .checks import NAME_LENGTH
from .knowledge import Knowledge
from .paths import FieldPathError, resolve
from .registry import registry


def check_knowledge(knowledge: Knowledge) -> Iterator[CheckMessage]:
    """Every fault of one declaration, without reading a row."""
    where = f"Knowledge({knowledge.model._meta.label})"
    if not knowledge.text:
        yield Error(
            f"{where} has no text.",
            hint="List the columns that answers may quote, such as text=['body'].",
            obj=knowledge.model,
            id="shopguide.E030",
        )
    for path in knowledge.paths():
        yield from _check_path(knowledge, where, path)
    everything = knowledge.model._default_manager.none()
    if knowledge.visible and not isinstance(knowledge.visible(everything), QuerySet):
        yield Error(
            f"{where}: visible does not return a queryset.",
            hint="Return the rows it was given, filtered.",
            obj=knowledge.model,
            id="shopguide.E033",
        )
    taken = knowledge.name in {guide.name for guide in registry}
    if taken or not 0 < len(knowledge.name) <= NAME_LENGTH:
        fault = "is the name of a guide" if taken else f"is longer than {NAME_LENGTH} characters"
        yield Error(
            f"{where}: the name {knowledge.name[:80]!r} {fault}.",
            hint="Give it another one: Knowledge(…, name='policies').",
            obj=knowledge.model,
            id="shopguide.E034",
        )


def _check_path(knowledge: Knowledge, where: str, path: str) -> Iterator[CheckMessage]:
    try:
        resolved = resolve(knowledge.model, path)
    except FieldPathError as error:
        yield Error(f"{where}: {error}", hint=error.hint, obj=knowledge.model, id="shopguide.E031")
        return
    if resolved.is_relation or resolved.many:
        yield Error(
            f"{where}: {path!r} is no single column.",
            hint="Name a column of the model, or one behind a foreign key.",
            obj=knowledge.model,
            id="shopguide.E032",
        )
