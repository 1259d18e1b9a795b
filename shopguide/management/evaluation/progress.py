"""What every task of ``shopguide_evaluate`` needs."""

from typing import Any

from tqdm import tqdm


class NoData(Exception):
    """The shop, or the options, give nothing of the kind to measure; the message says what would."""


def progress(parts: Any) -> Any:
    return tqdm(parts, leave=False, disable=None)
