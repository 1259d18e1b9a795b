"""A writer that pages take for a language model, so that its text is streamed."""

from shopguide.writers.plain import PlainWriter


class Model(PlainWriter):
    generative = True
