"""Slots in generated text: those of ``writers/``, under the name that this room has for them."""

from shopguide.writers.slots import LONGEST_NAME, SLOT, Live, Segment, fill, shortened

__all__ = ["LONGEST_NAME", "SLOT", "Live", "Segment", "fill", "shortened"]
