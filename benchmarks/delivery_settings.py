"""The demo's settings with the lease that `delivery.py --lease` asks for."""

import os

from storefront.settings import *  # noqa: F403
from storefront.settings import SHOPGUIDE as _SHOPGUIDE

SHOPGUIDE = {**_SHOPGUIDE, "LEASE_SECONDS": int(os.environ["BENCHMARK_LEASE"])}
