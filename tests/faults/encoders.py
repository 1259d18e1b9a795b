"""An encoder that a test can watch from another process, stop in the middle, and break.

Its vectors and its revision are FakeEncoder's, so a test computes for itself what must be stored.
"""

import os
import time
from pathlib import Path

from shopguide.encoders.base import EncoderError
from shopguide.encoders.fake import FakeEncoder


class MarkedEncoder(FakeEncoder):
    """Its ``folder`` is what the test and the worker share: files are switches and marks.

    ``begun`` and ``encoded`` get a line of text per text encoded, before and after computing;
    ``pid`` gets the number of the process that encodes, at each call.
    While ``hold_before`` or ``hold_after`` is there, encoding waits at that point. Without
    ``weights`` it raises EncoderError, as an encoder without model files does. A text with POISON
    raises, one with CRASH ends the process.
    """

    def __init__(self, folder, dimensions=384, seconds=0.0):
        super().__init__(dimensions)
        self._folder = Path(folder)
        self._seconds = seconds

    @property
    def revision(self):
        if not (self._folder / "weights").exists():
            raise EncoderError(
                'SHOPGUIDE["ENCODERS"]["default"]: weights are missing; put them back.'
            )
        return super().revision

    def encode(self, texts, *, kind="passage"):
        _ = self.revision
        if kind == "query":
            return super().encode(texts, kind=kind)
        self._mark("pid", [os.getpid()])
        self._mark("begun", texts)
        self._wait("hold_before")
        for text in texts:
            if "CRASH" in text:
                os._exit(9)
            if "POISON" in text:
                raise ValueError("this text cannot be encoded")
        vectors = super().encode(texts, kind=kind)
        time.sleep(self._seconds)
        self._mark("encoded", texts)
        self._wait("hold_after")
        return vectors

    def _mark(self, name, texts):
        with (self._folder / name).open("a") as file:
            file.write("".join(f"{text}\n" for text in texts))

    def _wait(self, name):
        while (self._folder / name).exists():
            time.sleep(0.01)
