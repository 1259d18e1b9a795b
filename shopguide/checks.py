"""Start-up checks: a loop in which each part answers for itself."""

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, Warning
from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from django.db import connections
from django.utils.module_loading import import_string

from .backends import BackendHandler, encoders, readers, rerankers, writers
from .catalogue.checks import check_guide
from .catalogue.guide import ProductGuide
from .catalogue.knowledge import knowledge
from .catalogue.knowledge_checks import check_knowledge
from .catalogue.registry import registry
from .conf import settings
from .encoders.base import EncoderError
from .writers.declared import check_chain

#: Below this, indexes can be corrupted (pgvector's changelog).
PGVECTOR = (0, 8, 4)


def register_checks() -> None:
    checks.register(check_guides, "shopguide")
    checks.register(check_backends, "shopguide")
    checks.register(check_database, Tags.database)


def check_guides(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    found = [message for guide in registry for message in check_guide(guide)]
    found += [message for each in knowledge for message in check_knowledge(each)]
    if not len(registry):
        found.append(
            Warning(
                "No guide is registered, so shopguide has nothing to do.",
                hint="Add a guides.py to an installed app with a class under @register.",
                id="shopguide.W002",
            )
        )
    return found


def check_backends(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    try:
        settings["ENCODERS"]
    except ImproperlyConfigured as error:
        return [Error(str(error), id="shopguide.E010")]
    found = [
        *_each_backend(encoders),
        *_each_backend(rerankers),
        *_each_backend(writers),
        *check_chain(),
    ]
    if any(guide.reviews for guide in registry):
        found += _each_backend(readers)
    known = encoders.aliases()
    for guide in registry:
        unknown = [alias for alias in guide.encoders() if alias not in known]
        found += [_unknown_encoder(guide, alias, known) for alias in unknown]
        found += _check_width(guide) if guide.encoder in known else []
        found += [_wrong_modality(guide, *each) for each in _of_other_modality(guide, known)]
        if guide.reviews and guide.reader not in readers.aliases():
            found.append(_unknown_reader(guide))
    found += [
        Error(
            f"Knowledge({each.model._meta.label}) names the encoder {each.encoder!r}, which "
            'SHOPGUIDE["ENCODERS"] does not declare.',
            hint=f"Use one of {', '.join(map(repr, known))}.",
            obj=each.model,
            id="shopguide.E035",
        )
        for each in knowledge
        if each.encoder not in known
    ]
    return found


def _of_other_modality(guide: ProductGuide, known: list[str]) -> list[tuple[str, str]]:
    """Aliases that read pictures where texts are to be read, or texts where pictures are, with what
    they should read."""
    wanted = [(alias, "text") for alias in guide.text_encoders()]
    if pictures := guide.picture_encoder():
        wanted.append((pictures, "image"))
    return [
        (alias, modality)
        for alias, modality in wanted
        if alias in known and _modality(alias) not in (modality, None)
    ]


def _modality(alias: str) -> str | None:
    try:
        return str(import_string(settings["ENCODERS"][alias]["BACKEND"]).modality)
    except (ImportError, KeyError, AttributeError):
        # Told by _each_backend.
        return None


def _wrong_modality(guide: ProductGuide, alias: str, wanted: str) -> CheckMessage:
    pictures = wanted == "image"
    reads = "texts, not pictures" if pictures else "pictures, not texts"
    return Error(
        f"{type(guide).__name__} names the encoder {alias!r}, which reads {reads}.",
        hint='Name another of SHOPGUIDE["ENCODERS"], such as one with ImageEncoder.'
        if pictures
        else 'Name another of SHOPGUIDE["ENCODERS"], such as one with TransformerEncoder.',
        obj=type(guide),
        id="shopguide.E014",
    )


def _unknown_reader(guide: ProductGuide) -> CheckMessage:
    return Error(
        f"{type(guide).__name__}.reader names {guide.reader!r}, which "
        'SHOPGUIDE["READERS"] does not declare.',
        hint=f"Use one of {', '.join(map(repr, readers.aliases()))}, or declare it there.",
        obj=type(guide),
        id="shopguide.E016",
    )


def _unknown_encoder(guide: ProductGuide, alias: str, known: list[str]) -> CheckMessage:
    attribute = "encoder" if alias == guide.encoder else "language_encoders"
    if alias == guide.image_encoder:
        attribute = "image_encoder"
    return Error(
        f"{type(guide).__name__}.{attribute} names {alias!r}, which "
        'SHOPGUIDE["ENCODERS"] does not declare.',
        hint=f"Use one of {', '.join(map(repr, known))}.",
        obj=type(guide),
        id="shopguide.E011",
    )


def _check_width(guide: ProductGuide) -> list[CheckMessage]:
    """The width of the field against that of its encoder; other faults are said elsewhere."""
    try:
        field: Any = guide.model._meta.get_field(guide.vector_field) if guide.vector_field else None
        width = encoders[guide.encoder].dimensions
    except (FieldDoesNotExist, EncoderError, ImproperlyConfigured, TypeError):
        return []
    if field is None or getattr(field, "dimensions", width) == width:
        return []
    return [
        Error(
            f"{field} has {field.dimensions} dimensions, but the encoder {guide.encoder!r} gives "
            f"{width}.",
            hint=f"Set EmbeddingField(dimensions={width}) and run makemigrations, or choose "
            "another encoder for the guide.",
            obj=type(guide),
            id="shopguide.E013",
        )
    ]


def _each_backend(handler: BackendHandler[Any]) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for alias in handler.aliases():
        try:
            found += handler[alias].check()
        except (ImproperlyConfigured, TypeError) as error:
            found.append(
                Error(
                    f'SHOPGUIDE["{handler.key}"][{alias!r}] cannot be made: {error}',
                    hint="Compare BACKEND and OPTIONS with the class's own parameters.",
                    id="shopguide.E012",
                )
            )
    return found


def check_database(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """With ``check --database default``: is it PostgreSQL with a sound pgvector?"""
    found: list[CheckMessage] = []
    for alias in {guide.model._default_manager.db for guide in registry} & set(databases or ()):
        connection = connections[alias]
        if connection.vendor != "postgresql":
            found.append(
                Error(
                    f"Database {alias!r} is {connection.vendor}; vectors need PostgreSQL with "
                    "pgvector.",
                    hint=f'Set DATABASES["{alias}"] to a PostgreSQL 13 or newer.',
                    id="shopguide.E020",
                )
            )
            continue
        found += _check_extension(alias)
    return found


def _check_extension(alias: str) -> list[CheckMessage]:
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT installed_version FROM pg_available_extensions WHERE name = 'vector'"
        )
        row = cursor.fetchone()
    if row is None:
        return [
            Error(
                f"Database {alias!r} has no pgvector.",
                hint="Install it on the database server (Debian: postgresql-17-pgvector), then "
                "run migrate.",
                id="shopguide.E021",
            )
        ]
    if row[0] and tuple(map(int, row[0].split("."))) < PGVECTOR:
        return [
            Warning(
                f"Database {alias!r} runs pgvector {row[0]}, whose indexes can be corrupted.",
                hint="Upgrade to 0.8.4 or newer, then ALTER EXTENSION vector UPDATE.",
                id="shopguide.W022",
            )
        ]
    return []
