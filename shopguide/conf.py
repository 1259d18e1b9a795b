"""The ``SHOPGUIDE`` setting: one dictionary, read in one place, an unknown key is an error."""

from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed

DEFAULTS: dict[str, Any] = {
    # Backends by alias, in the form of Django's STORAGES.
    "ENCODERS": {
        "default": {
            "BACKEND": "shopguide.encoders.transformer.TransformerEncoder",
            "OPTIONS": {},
        }
    },
    "READERS": {"default": {"BACKEND": "shopguide.reviews.bert.BertReader", "OPTIONS": {}}},
    "RERANKERS": {"default": {"BACKEND": "shopguide.rerank.bert.BertReranker", "OPTIONS": {}}},
    "WRITERS": {"default": {"BACKEND": "shopguide.writers.plain.PlainWriter", "OPTIONS": {}}},
    # Where packaged weights are converted to once, and where they are read from afterwards.
    "MODEL_DIR": Path("~/.cache/shopguide"),
    # ISO 4217 code of every price in the shop.
    "CURRENCY": "USD",
    # What one unit of another currency is worth in that one, by ISO code: for "under 50 €" in a
    # shop of dollars. A price in a currency without a rate is no limit.
    "EXCHANGE_RATES": {},
    # What a picture may have, of a product or uploaded by a shopper: a file of a few kilobytes can
    # unfold to gigabytes.
    "PICTURES": {"bytes": 10_000_000, "pixels": 40_000_000},
    # Products encoded in one call of the encoder.
    "BATCH_SIZE": 64,
    # How long a drainer may hold a job before another may take it.
    "LEASE_SECONDS": 120,
    # Failures after which a job waits for a person.
    "MAX_ATTEMPTS": 5,
    # Longest question a shopper may type, in characters.
    "QUERY_LENGTH": 500,
    # Filters that leave at most this many products are ranked exactly, without the HNSW index.
    "EXACT_LIMIT": 5000,
    # Weights of the legs in reciprocal rank fusion by kind of query ("en words", "en sentence",
    # "zh words", "zh sentence"; "all" for what is not named), until shopguide_tune learns some.
    # "reviews" is what reviews of an aspect that is wished for ("good camera") add; 0 asks none.
    "FUSION": {"all": {"lexical": 1.0, "vector": 0.25, "reviews": 0.5}},
    # Whether a writer with a language model may propose limits for a suggestion, chosen from the
    # shop's own categories, brands and the like: one more call of the model for each question.
    "PROPOSALS": False,
    # Writers by alias that are asked when the one that was named fails, in this order; the plain
    # writer always comes last. None: "local", where that is declared.
    "FALLBACKS": None,
    # Seconds for a whole text, all writers together; the plain writer needs none.
    "DEADLINE": 20.0,
    # Failures in a row after which a writer rests, and for how many seconds.
    "BREAKER": {"failures": 5, "cool_down": 30.0},
    # What writers may spend in a day, in tokens and in money (by a writer's OPTIONS: input_price
    # and output_price), by the whole shop and by one shopper. None is no limit.
    "BUDGET": {
        "shop_tokens_per_day": None,
        "shopper_tokens_per_day": None,
        "money_per_day": None,
        "shopper_money_per_day": None,
    },
    # Whether a writer on another host is asked only for shoppers who have agreed to it.
    "REMOTE_CONSENT": False,
    # How long it is kept what was sent to other hosts and what came back.
    "OUTBOUND_DAYS": 30,
    # How long a checked text is shown again for the same question and the same facts; 0 never.
    "ANSWER_CACHE_SECONDS": 3600,
    # How likely a source must answer a question (the default reranker's probability): where none is
    # as likely, the answer is that the shop does not know.
    "ANSWERABLE": 0.39,
    # Reviews below which nothing is claimed of a product.
    "INSIGHT_MINIMUM": 5,
    # Products named in one suggestion.
    "SUGGESTION_SIZE": 3,
    # How long conversations with the guide are kept after their last turn, and closed tickets.
    "CONVERSATION_DAYS": 180,
    # Where a hand-off is mailed to; no mail where it is empty.
    "TICKET_EMAIL": "",
    # Seconds of silence after which a stream sends a comment, so that no proxy hangs up.
    "HEARTBEAT": 10.0,
    # Requests a client may make of each endpoint, in the form of DRF's throttles.
    "THROTTLES": {
        "search": "120/min",
        "suggestions": "30/min",
        "similar": "120/min",
        "recommendations": "120/min",
        "insight": "120/min",
        "typeahead": "600/min",
        "clicks": "240/min",
        "answers": "20/min",
        "conversations": "60/min",
        "hand-off": "30/hour",
        "me": "60/min",
        "events": "120/min",
        "erasure": "10/hour",
        "picture": "20/min",
    },
    # What personal recommendations need: "asked" for the shopper's yes, "always" for no more than
    # that nobody said no, or "never".
    "PERSONALISATION": "asked",
    # Of the wording that shoppers agree to: with another one they are asked again.
    "CONSENT_VERSION": "1",
    # How long events are kept, and profiles after their last event.
    "EVENT_DAYS": 365,
    "PROFILE_DAYS": 365,
    # How much a person can do in a minute: what was shown, and all else. More is not counted.
    "EVENTS_PER_MINUTE": {"exposure": 600, "other": 60},
    # What "popular lately" means.
    "POPULAR_DAYS": 30,
    # The share of places in a strip that go to products that nobody knows yet.
    "EXPLORATION": 0.05,
    # How long what was shown is kept for explaining and measuring.
    "EXPOSURE_DAYS": 90,
}


#: For a shop's CELERY_BEAT_SCHEDULE. Here, since tasks cannot be imported while settings are read.
BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "shopguide-drain": {"task": "shopguide.drain", "schedule": 60.0},
    "shopguide-reconcile": {"task": "shopguide.reconcile", "schedule": 3600.0},
    "shopguide-fold": {"task": "shopguide.fold", "schedule": 60.0},
    "shopguide-propose": {"task": "shopguide.propose", "schedule": 86400.0},
    "shopguide-forget": {"task": "shopguide.forget", "schedule": 86400.0},
    "shopguide-fit": {"task": "shopguide.fit", "schedule": 86400.0},
    "shopguide-popular": {"task": "shopguide.popular", "schedule": 3600.0},
    "shopguide-count": {"task": "shopguide.count", "schedule": 3600.0},
    "shopguide-look": {"task": "shopguide.look", "schedule": 3600.0},
}


class Overlay(Protocol):
    """Other values of some keys, for the shopper whose request is being answered."""

    def value(self, key: str, own: Any) -> Any:
        """The value of a key, given the shop's own."""
        ...

    def changes(self, key: str) -> bool:
        """Whether this shopper has a value of a key that is not the shop's own."""
        ...


#: Of the request that is being answered: experiments/overlay.py.
overlay: ContextVar[Overlay | None] = ContextVar("shopguide_overlay", default=None)


class GuideSettings(Mapping[str, Any]):
    """``SHOPGUIDE`` over the defaults, and a variant of an experiment over both. Raises
    ImproperlyConfigured for a key nobody reads."""

    def __init__(self) -> None:
        self._values: dict[str, Any] | None = None

    def _load(self) -> dict[str, Any]:
        if self._values is None:
            declared = getattr(django_settings, "SHOPGUIDE", {})
            if unknown := sorted(set(declared) - set(DEFAULTS)):
                raise ImproperlyConfigured(
                    f"SHOPGUIDE has the unknown key {unknown[0]!r}; "
                    f"remove it or use one of {', '.join(sorted(DEFAULTS))}."
                )
            values = {**DEFAULTS, **declared}
            values["MODEL_DIR"] = Path(values["MODEL_DIR"]).expanduser()
            self._values = values
        return self._values

    def __getitem__(self, key: str) -> Any:
        own, over = self._load()[key], overlay.get()
        return own if over is None else over.value(key, own)

    def changed(self, key: str) -> bool:
        """Whether an experiment changes this key for the shopper at hand."""
        over = overlay.get()
        return over is not None and over.changes(key)

    def __iter__(self) -> Iterator[str]:
        return iter(self._load())

    def __len__(self) -> int:
        return len(self._load())

    def reload(self, *, setting: str, **kwargs: Any) -> None:
        if setting == "SHOPGUIDE":
            self._values = None


settings = GuideSettings()
setting_changed.connect(settings.reload, dispatch_uid="shopguide.conf")
