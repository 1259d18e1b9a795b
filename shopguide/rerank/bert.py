"""The reranker that ships: BERT, trained on questions of shoppers in English, and on ours in Chinese."""

from collections.abc import Sequence
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

from django.core.checks import CheckMessage, Error

from shopguide.encoders.transformer import TransformerEncoder
from shopguide.text.attributes import readable
from shopguide.text.clean import clean

from .base import Reranker, RerankerError
from .weights import PACKAGED, Weights

if TYPE_CHECKING:
    from .inference import Inference


class BertReranker(Reranker):
    """Judges by a sentence encoder whose trained upper layers read question and passage together.

    ``weights``: a folder that ``shopguide_train_reranker`` wrote, or "packaged" for those that come
    with shopguide (English and Chinese; docs/reranker.md is their model card). ``encoder``: the model
    they were trained on, where it is not found under the name in them. ``threads``: of torch, all
    cores if not given.

    The encoder is loaded on first use, after a worker has forked.
    """

    def __init__(
        self, weights: str = PACKAGED, *, encoder: str | None = None, threads: int | None = None
    ) -> None:
        self.weights = weights
        self.encoder = encoder
        self.threads = threads
        self._lock = Lock()
        self._loaded: Inference | None = None

    @cached_property
    def _weights(self) -> Weights:
        return Weights.of(self.weights)

    @property
    def revision(self) -> str:
        return self._weights.revision

    @property
    def trained(self) -> frozenset[str]:
        """Digests of questions and products that must not be measured on. Raises RerankerError."""
        return self._weights.trained

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        question, texts = clean(question), [clean(readable(passage)) for passage in passages]
        different = list(dict.fromkeys(text for text in texts if text))
        if not question or not different:
            return [0.0] * len(texts)
        found = self._load().scores(question, different)
        score = dict(zip(different, found, strict=True))
        return [score.get(text, 0.0) for text in texts]

    def _load(self) -> "Inference":
        from .inference import Inference

        with self._lock:
            if self._loaded is None:
                self._loaded = Inference(self._weights, self.encoder, self.threads)
            return self._loaded

    def check(self) -> list[CheckMessage]:
        try:
            told = self._weights.told
        except RerankerError as error:
            hint = "pip install shopguide[models], or change OPTIONS of the reranker."
            return [Error(str(error), hint=hint, id="shopguide.E206")]
        return TransformerEncoder(self.encoder or told.encoder).check()
