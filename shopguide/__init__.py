"""An AI shopping guide for a Django shop that already exists.

Importing this package defines no model and loads neither torch, celery nor openai.
"""

from .catalogue.guide import Aspect, Orders, ProductGuide, Reviews
from .catalogue.knowledge import Knowledge, register_knowledge
from .catalogue.registry import register

__all__ = [
    "Aspect",
    "Knowledge",
    "Orders",
    "ProductGuide",
    "Reviews",
    "register",
    "register_knowledge",
]
__version__ = "0.1.0"
