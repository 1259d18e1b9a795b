"""Pages for merchants, under the shop's own ``admin.site``."""

from . import (  # noqa: F401
    assist,
    checks,
    experiments,
    insight,
    jobs,
    metrics,
    privacy,
    proposals,
    recommend,
    search,
    vectors,
    writing,
)
