"""Pages for merchants, under the shop's own ``admin.site``."""

from . import assist, insight, jobs, search, vectors  # noqa: F401
