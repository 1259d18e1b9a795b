"""A reader that a test can watch from another process, stop in the middle, and break.

Its readings and its revision are FakeReader's, so a test computes for itself what must be stored.
"""

import os
import time
from pathlib import Path

from shopguide.reviews.base import ReaderError
from shopguide.reviews.fake import FakeReader


class MarkedReader(FakeReader):
    """Does for reviews what MarkedEncoder does for products, in the same ``folder``.

    ``reading`` and ``read`` get a line of text per text read, before and after; ``reader`` gets the
    number of the process. While ``hold_reading`` or ``hold_read`` is there, it waits at that point.
    Without ``reader_weights`` it raises ReaderError. A text with POISON raises, one with CRASH ends
    the process.
    """

    def __init__(self, folder, seconds=0.0):
        super().__init__()
        self._folder = Path(folder)
        self._seconds = seconds

    @property
    def revision(self):
        if not (self._folder / "reader_weights").exists():
            raise ReaderError(
                'SHOPGUIDE["READERS"]["default"]: weights are missing; put them back.'
            )
        return super().revision

    def read(self, texts, aspects):
        self._mark("reader", [os.getpid()])
        self._mark("reading", texts)
        self._wait("hold_reading")
        for text in texts:
            if "CRASH" in text:
                os._exit(9)
            if "POISON" in text:
                raise ValueError("this review cannot be read")
        readings = super().read(texts, aspects)
        time.sleep(self._seconds)
        self._mark("read", texts)
        self._wait("hold_read")
        return readings

    def _mark(self, name, texts):
        with (self._folder / name).open("a") as file:
            file.write("".join(f"{text!r}\n" for text in texts))

    def _wait(self, name):
        while (self._folder / name).exists():
            time.sleep(0.01)
