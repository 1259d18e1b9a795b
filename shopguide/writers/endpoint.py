"""What can be known of an endpoint's declaration before it is asked."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.core.checks import CheckMessage, Error, Warning


def check_endpoint(
    model: str, key: str, base_url: str | None, installed: bool
) -> list[CheckMessage]:
    """What OpenAIWriter's options lack."""
    return list(_faults(model, key, base_url, installed))


def _faults(model: str, key: str, base_url: str | None, installed: bool) -> Iterator[CheckMessage]:
    if not installed:
        yield Error(
            'SHOPGUIDE["WRITERS"] uses OpenAIWriter, but openai is not installed.',
            hint="pip install shopguide[openai]",
            id="shopguide.E301",
        )
    if not key:
        yield Warning(
            "OpenAIWriter has no key, so the plain writer will stand in for it.",
            hint="Set OPENAI_API_KEY, or OPTIONS['api_key'] in SHOPGUIDE['WRITERS']; any word will "
            "do for an endpoint that wants none.",
            id="shopguide.W302",
        )
    elif not (key.isascii() and key.isprintable()):
        yield Error(
            "OpenAIWriter's key has characters that no HTTP header can carry.",
            hint="Copy OPENAI_API_KEY, or OPTIONS['api_key'], again.",
            id="shopguide.E304",
        )
    if not model:
        yield Error(
            "OpenAIWriter has no model.",
            hint="Set OPTIONS['model'] in SHOPGUIDE['WRITERS'] to a name that the endpoint knows.",
            id="shopguide.E305",
        )
    if base_url is not None and not _is_address(base_url):
        yield Error(
            f"OpenAIWriter's base_url {base_url!r} is no web address.",
            hint="Give OPTIONS['base_url'] in SHOPGUIDE['WRITERS'] with its scheme, as in "
            "'https://models.example.com/v1'.",
            id="shopguide.E306",
        )


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
