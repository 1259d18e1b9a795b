"""Pages for merchants, under the shop's own ``admin.site``."""

from . import assist, checks, insight, jobs, privacy, proposals, recommend, search, vectors, writing  # noqa: F401
