"""Texts encoded in a second, beside sentence-transformers with the same weights and threads.

Rounds alternate between the systems, so that a machine's moods meet all of them; the figure is the
median. ``cosine`` is the least similarity to sentence-transformers' vector of the same text,
``overlap@10`` the share of the ten nearest texts that the quantised model keeps, and ``MiB`` the peak
of a process of its own that encodes the same texts.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scratch import DEMO, REPOSITORY, parser, say, tell

MODELS = ("packaged:multilingual-e5-small", "packaged:all-minilm-l6-v2")
Encode = Callable[[list[str]], NDArray[np.float32]]


def main() -> int:
    options = parser(__doc__)
    options.add_argument("--data", type=Path, default=DEMO / "products.jsonl.gz")
    options.add_argument("--texts", type=int, default=512)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--alone", help="encode once by this system, for its memory")
    options.add_argument("--model", default=MODELS[0])
    asked = options.parse_args()
    _set_up()
    texts = texts_of(asked.data)[: asked.texts]
    if asked.alone:
        systems(asked.model)[asked.alone](texts)
        # Not ru_maxrss, which a process inherits from the one that started it.
        status = Path("/proc/self/status").read_text()
        print(int(status.partition("VmHWM:")[2].split()[0]) // 1024)
        return 0
    rows = [row for model in MODELS for row in measured(model, texts, asked)]
    tell("encode", len(texts), rows, asked.format)
    return 0


def _set_up() -> None:
    from django.conf import settings

    settings.configure(SHOPGUIDE={"MODEL_DIR": REPOSITORY / ".shopguide" / "models"})


def texts_of(path: Path) -> list[str]:
    """What the demo's guide encodes of its products, in a seeded order."""
    from catalogue import real_rows

    rows = real_rows(path)
    order = np.random.default_rng(5).permutation(len(rows))
    return [
        ". ".join(filter(None, [row["name"], row["brand"], row["category"], row["description"]]))
        for row in (rows[i] for i in order)
    ]


def systems(model: str) -> dict[str, Encode]:
    """Encoders by name; each loads on its first call."""
    from shopguide.encoders.transformer import TransformerEncoder

    ours, small = TransformerEncoder(model), TransformerEncoder(model, runtime="onnx-int8")
    peer: list[Any] = []

    def by_peer(texts: list[str]) -> NDArray[np.float32]:
        if not peer:
            peer.append(_sentence_transformer(str(ours.folder), ours.max_length))
        prefixed = [ours.prefixes["passage"] + text for text in texts]
        found: NDArray[np.float32] = peer[0].encode(
            prefixed, batch_size=64, normalize_embeddings=True, show_progress_bar=False
        )
        return found

    return {
        "sentence-transformers": by_peer,
        "shopguide": ours.encode,
        "shopguide onnx-int8": small.encode,
    }


def _sentence_transformer(folder: str, max_length: int) -> Any:
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer

    body = Transformer(folder, max_seq_length=max_length, model_args={"dtype": torch.float32})
    pooling = Pooling(body.get_word_embedding_dimension(), "mean")
    return SentenceTransformer(modules=[body, pooling], device="cpu")


def measured(model: str, texts: list[str], asked: Any) -> list[dict[str, Any]]:
    encoders = systems(model)
    vectors = {name: encode(texts[:8]) for name, encode in encoders.items()}
    seconds: dict[str, list[float]] = {name: [] for name in encoders}
    for turn in range(asked.rounds):
        for name, encode in encoders.items():
            began = time.perf_counter()
            vectors[name] = encode(texts)
            seconds[name].append(time.perf_counter() - began)
            say(f"{model} {name}, round {turn + 1}: {len(texts) / seconds[name][-1]:.0f} texts/s")
    told, reference = [], vectors["sentence-transformers"]
    for name in encoders:
        rates = [len(texts) / each for each in seconds[name]]
        pace = [
            peer / own
            for peer, own in zip(seconds["sentence-transformers"], seconds[name], strict=True)
        ]
        told.append(
            {
                "system": f"{name} {model.removeprefix('packaged:')}",
                "texts/s": statistics.median(rates),
                "times": statistics.median(pace),
                "cosine": float((vectors[name] * reference).sum(1).min()),
                "overlap@10": overlap(vectors[name], reference),
                "MiB": memory(name, model, asked),
            }
        )
    return told


def overlap(found: NDArray[np.float32], reference: NDArray[np.float32]) -> float:
    """Mean share of each text's ten nearest that both agree on."""
    nearest = [np.argsort(-(each @ each.T), axis=1)[:, 1:11] for each in (found, reference)]
    kept = [len(set(a) & set(b)) for a, b in zip(*nearest, strict=True)]
    return float(np.mean(kept)) / 10


def memory(name: str, model: str, asked: Any) -> int:
    command = [sys.executable, __file__, "--alone", name, "--model", model]
    command += ["--data", str(asked.data), "--texts", str(asked.texts)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(done.stdout.split()[-1])


if __name__ == "__main__":
    sys.exit(main())
