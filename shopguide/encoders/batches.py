"""Token ids in batches of like length."""

from collections.abc import Iterator, Sequence


def by_length(lengths: Sequence[int], tokens: int) -> Iterator[list[int]]:
    """Indexes of texts, longest first, in batches of at most ``tokens`` padded tokens: texts of one
    length waste no padding, and the largest batch shows at once whether memory suffices."""
    batch: list[int] = []
    width = 0
    for i in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        width = width or lengths[i]
        if batch and width * (len(batch) + 1) > tokens:
            yield batch
            batch, width = [], lengths[i]
        batch.append(i)
    if batch:
        yield batch
