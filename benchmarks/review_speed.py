"""Sentences read in a second, beside a plain pipeline with an encoder of the same size."""

import gzip
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from scratch import DEMO, say

from shopguide.encoders.transformer import TransformerEncoder
from shopguide.reviews.base import Reader
from shopguide.text.aspects import general
from shopguide.text.clean import clean

SEED = 7


def demo_reviews(limit: int) -> list[str]:
    """Reviews of the demo in a seeded order, a quarter of them Chinese."""
    with gzip.open(DEMO / "reviews.jsonl.gz", "rt", encoding="utf-8") as lines:
        english = [json.loads(line)["body"] for line in lines]
    with (DEMO / "written_by_us.jsonl").open(encoding="utf-8") as lines:
        chinese = [each["body"] for line in lines for each in json.loads(line).get("reviews", ())]
    parts = [(english, limit - limit // 4), (chinese, limit // 4)]
    return [text for texts, n in parts for text in _some([*map(clean, texts)], n)]


def texts_of(path: Path, limit: int) -> list[str]:
    """One text per line, or the ``text`` of JSON lines."""
    lines = path.read_text(encoding="utf-8").split("\n")
    texts = [json.loads(x)["text"] if x.startswith("{") else x for x in lines if x.strip()]
    return _some([clean(text) for text in texts], limit)


def _some(texts: list[str], limit: int) -> list[str]:
    order = np.random.default_rng(SEED).permutation(len(texts))
    return [texts[n] for n in order[:limit]]


def speed(
    reader: Reader, texts: list[str], model: str, rounds: int
) -> tuple[Any, list[dict[str, Any]]]:
    """``n`` and ``rows`` of the benchmark."""
    # Different ones, so that neither gains by reading what it has read before.
    sentences = list(
        dict.fromkeys(
            text[slice(*each.span)]
            for text, reading in zip(texts, reader.read(texts, general()), strict=True)
            for each in reading.sentences
        )
    )
    pipeline = _pipeline(model)
    systems: dict[str, Callable[[], Any]] = {
        "transformers pipeline": lambda: pipeline(sentences, batch_size=32),
        "shopguide": lambda: reader.read(texts, general()),
    }
    pipeline(sentences[:8], batch_size=8)
    seconds: dict[str, list[float]] = {name: [] for name in systems}
    for turn in range(rounds):
        for name, read in systems.items():
            began = time.perf_counter()
            read()
            seconds[name].append(time.perf_counter() - began)
            say(f"{name}, round {turn + 1}: {len(sentences) / seconds[name][-1]:.0f} sentences/s")
    plain = seconds["transformers pipeline"]
    rows = [
        {
            "system": name,
            "sentences/s": statistics.median(len(sentences) / each for each in spent),
            "low": len(sentences) / max(spent),
            "high": len(sentences) / min(spent),
            "times": statistics.median(a / b for a, b in zip(plain, spent, strict=True)),
        }
        for name, spent in seconds.items()
    ]
    return {"reviews": len(texts), "sentences": len(sentences)}, rows


def _pipeline(model: str) -> Any:
    from transformers import AutoModelForTokenClassification, AutoTokenizer, logging, pipeline

    quiet: Callable[[], None] = logging.set_verbosity_error
    quiet()
    folder = str(TransformerEncoder(model).folder)
    return pipeline(
        "token-classification",
        model=AutoModelForTokenClassification.from_pretrained(folder),
        tokenizer=AutoTokenizer.from_pretrained(folder),
        device="cpu",
    )
