"""Pages for merchants, under the shop's own ``admin.site``."""

from . import jobs, vectors  # noqa: F401
