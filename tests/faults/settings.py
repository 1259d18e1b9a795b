"""Settings of the worker processes: those of the tests, a watched encoder and reader, and an eager
beat."""

import os

from tests.settings import *  # noqa: F403
from tests.settings import SHOPGUIDE as _SHOPGUIDE

SHOPGUIDE = {
    **_SHOPGUIDE,
    "ENCODERS": {
        **_SHOPGUIDE["ENCODERS"],
        "default": {
            "BACKEND": "tests.faults.encoders.MarkedEncoder",
            "OPTIONS": {
                "folder": os.environ["FAULTS_FOLDER"],
                "seconds": float(os.environ.get("FAULTS_SECONDS", "0")),
            },
        },
    },
    "READERS": {
        "default": {
            "BACKEND": "tests.faults.readers.MarkedReader",
            "OPTIONS": {
                "folder": os.environ["FAULTS_FOLDER"],
                "seconds": float(os.environ.get("FAULTS_SECONDS", "0")),
            },
        }
    },
    "BATCH_SIZE": int(os.environ.get("FAULTS_BATCH", "8")),
    "LEASE_SECONDS": int(os.environ.get("FAULTS_LEASE", "2")),
    "MAX_ATTEMPTS": 3,
}
if "FAULTS_MEDIA" in os.environ:
    MEDIA_ROOT = os.environ["FAULTS_MEDIA"]
    SHOPGUIDE["ENCODERS"]["image"] = {"BACKEND": "shopguide.encoders.fake.FakePictureEncoder"}
CELERY_BEAT_SCHEDULE = {"shopguide-drain": {"task": "shopguide.drain", "schedule": 0.5}}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
