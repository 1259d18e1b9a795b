"""``celery -A tests.faults.celery worker``, as a shop's own ``celery.py`` is."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.faults.settings")
app = Celery("faults", set_as_current="FAULTS_FOLDER" in os.environ)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
