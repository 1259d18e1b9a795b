"""Settings of the demo shop. DATABASE_URL and CELERY_BROKER_URL say where its services are."""

import os
import secrets
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from shopguide.conf import BEAT_SCHEDULE

BASE_DIR = Path(__file__).resolve().parent.parent
STATE = BASE_DIR / ".shopguide"
DEBUG = os.environ.get("DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")


def _secret_key() -> str:
    """SECRET_KEY, or one made on first use and kept where only this user reads it."""
    if given := os.environ.get("SECRET_KEY"):
        return given
    path = STATE / "secret_key"
    STATE.mkdir(exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text()


SECRET_KEY = _secret_key()

if not os.environ.get("DATABASE_URL"):
    raise ImproperlyConfigured(
        "DATABASE_URL is not set; run `make demo`, or give the address of a PostgreSQL with pgvector."
    )
DATABASES = {
    "default": dj_database_url.config(conn_max_age=60, conn_health_checks=True),
}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "drf_spectacular",
    "shopguide",
    "storefront",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "storefront.middleware.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "shopguide.middleware.ExperimentMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "storefront.urls"
WSGI_APPLICATION = "storefront.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"}
]
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = STATE / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

REST_FRAMEWORK = {"DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema"}
SPECTACULAR_SETTINGS = {"TITLE": "shopguide", "VERSION": "1"}

CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL", "redis://127.0.0.1:6379/0")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# A broker that is down must not hold a page up.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1, "socket_timeout": 5}
CELERY_BEAT_SCHEDULE = BEAT_SCHEDULE

SHOPGUIDE: dict[str, Any] = {
    "MODEL_DIR": os.environ.get("SHOPGUIDE_MODEL_DIR", STATE / "models"),
    "CURRENCY": "USD",
    "ENCODERS": {
        "default": {"BACKEND": "shopguide.encoders.transformer.TransformerEncoder"},
        "english": {
            "BACKEND": "shopguide.encoders.transformer.TransformerEncoder",
            "OPTIONS": {"model": "packaged:all-minilm-l6-v2"},
        },
        "image": {"BACKEND": "shopguide.encoders.image.ImageEncoder"},
    },
    "WRITERS": {
        "default": {"BACKEND": "shopguide.writers.plain.PlainWriter"},
        "plain": {"BACKEND": "shopguide.writers.plain.PlainWriter"},
    },
}
if os.environ.get("OPENAI_API_KEY"):
    SHOPGUIDE["WRITERS"]["default"] = {
        "BACKEND": "shopguide.writers.openai.OpenAIWriter",
        "OPTIONS": {
            "model": os.environ.get("OPENAI_MODEL", "gpt-4o-mini"),
            "base_url": os.environ.get("OPENAI_BASE_URL"),
        },
    }

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
}
