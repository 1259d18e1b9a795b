"""What a shopper's sentence asks for, read by rules and checked against the shop."""

from .constraint import Constraint, Reading
from .read import read_sentence

__all__ = ["Constraint", "Reading", "read_sentence"]
