"""Pages for merchants, under the shop's own ``admin.site``."""

from . import jobs, search, vectors  # noqa: F401
