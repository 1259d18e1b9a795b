"""Pages for merchants, under the shop's own ``admin.site``."""

from . import assist, checks, experiments, insight, jobs, search, vectors, writing  # noqa: F401
