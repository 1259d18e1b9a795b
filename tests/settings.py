"""Settings of the tests: the demo's urls, two shops of other shapes beside it, real PostgreSQL.

The database is DATABASE_URL where that is set, otherwise tests/conftest.py starts the embedded one
and fills in where it is.
"""

import os
from pathlib import Path

import dj_database_url

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = "tests only"
DEBUG = False
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL", "postgres://localhost/shopguide")
    )
}

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "drf_spectacular",
    "shopguide",
    "storefront",
    "tests.shop",
    "tests.oscarish",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
ROOT_URLCONF = "storefront.urls"
TEMPLATES = [
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
STATIC_URL = "/static/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

REST_FRAMEWORK = {"DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema"}
CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL", "memory://")
SHOPGUIDE = {
    "ENCODERS": {
        "default": {
            "BACKEND": "shopguide.encoders.fake.FakeEncoder",
            "OPTIONS": {"dimensions": 384},
        },
        "english": {
            "BACKEND": "shopguide.encoders.fake.FakeEncoder",
            "OPTIONS": {"dimensions": 384},
        },
        "narrow": {
            "BACKEND": "shopguide.encoders.fake.FakeEncoder",
            "OPTIONS": {"dimensions": 64},
        },
    },
    "READERS": {"default": {"BACKEND": "shopguide.reviews.fake.FakeReader"}},
    "RERANKERS": {"default": {"BACKEND": "shopguide.rerank.fake.FakeReranker"}},
    "WRITERS": {
        "default": {"BACKEND": "shopguide.writers.plain.PlainWriter"},
        "plain": {"BACKEND": "shopguide.writers.plain.PlainWriter"},
    },
    "MODEL_DIR": BASE_DIR / ".shopguide" / "models",
}
