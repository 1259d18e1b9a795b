"""The sentiment of whole texts against labels and scores that people gave."""

from collections import Counter
from collections.abc import Mapping, Sequence

from shopguide.catalogue.guide import Aspect
from shopguide.reviews.base import Reader

from .agreement import accuracy, label_units, macro_f1, pearson, score_units
from .aspects import Peer, Progress, read_all
from .resampling import Measured, value

LABELS = {"accuracy": accuracy, "macro-F1": macro_f1}
SCORES = {"r": pearson}
#: Sentiment of each text by system.
Sentiments = Mapping[str, Sequence[float]]


def sentiments(
    texts: Sequence[str],
    readers: Mapping[str, Reader],
    aspects: Sequence[Aspect],
    peers: Sequence[Peer] = (),
    progress: Progress = iter,
) -> dict[str, list[float]]:
    """From -1 to 1 for each text, by each peer and each reader."""
    found = {peer.name: [peer.sentiment(text) for text in texts] for peer in peers}
    for name, reader in readers.items():
        found[name] = [each.sentiment for each in read_all(reader, texts, aspects, progress)]
    return found


def labels_measured(
    truth: Sequence[int], scores: Sentiments, parts: Sequence[str] = ()
) -> list[Measured]:
    """How often the sign of a text's sentiment is that of its label, -1 or 1; one without a sign
    counts as positive. ``parts``, a name for each text, gives a column for each."""
    often = Counter(truth).most_common(1)[0][0]
    said = {"majority": [often] * len(truth)}
    said |= {name: [-1 if each < 0 else 1 for each in of] for name, of in scores.items()}
    return [_labels(name, truth, labels, parts) for name, labels in said.items()]


def _labels(
    name: str, truth: Sequence[int], labels: Sequence[int], parts: Sequence[str]
) -> Measured:
    units = label_units(truth, labels, (-1, 1))
    told = {
        part: value(accuracy, units[[n for n, of in enumerate(parts) if of == part]])
        for part in dict.fromkeys(parts)
    }
    return Measured(name, units, LABELS, told)


def scores_measured(truth: Sequence[float], scores: Sentiments) -> list[Measured]:
    """Pearson's r between scores that people gave and sentiment."""
    scores = {"majority": [0.0] * len(truth), **scores}
    return [Measured(name, score_units(truth, of), SCORES) for name, of in scores.items()]
