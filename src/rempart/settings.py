"""Settings: what the operator may choose (`REMPART_*`), and what the house decides.

The database is reached by role, one alias each: `default` is `rempart_app` (people), `system` is
`rempart_system` (named system actors), `owner` is `rempart_owner` (migrations only). Passwords
stay in a file below REMPART_HOME; none is held here.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from rempart.kernel.cluster import default_home, socket_folder


class Choices(BaseSettings):
    """What the operator chooses, from the environment; every name is prefixed `REMPART_`."""

    model_config = SettingsConfigDict(env_prefix="REMPART_", extra="ignore")

    home: Path = Field(default_factory=default_home)
    key_file: Path | None = None
    database: str = "rempart"
    operator_marking: int = Field(default=1, ge=1, le=3)
    debug: bool = False
    hosts: str = "localhost,127.0.0.1,[::1]"
    mail_relay: str = ""
    mail_from: str = ""
    address: str = ""
    proxies: int = Field(default=0, ge=0, le=5)
    metrics_token: str = ""
    retention: bool = False
    slow_ms: int = Field(default=500, ge=1)
    log: str = Field(default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")


try:
    CHOICES = Choices()
except ValidationError as error:
    raise ImproperlyConfigured(
        "\n".join(
            f"REMPART_{'.'.join(map(str, e['loc'])).upper()}: {e['msg']} ({e['input']!r})"
            for e in error.errors()
        )
    ) from error

REMPART_HOME = CHOICES.home.expanduser().absolute()
REMPART_KEY_FILE = CHOICES.key_file or REMPART_HOME / "key"
REMPART_OPERATOR_MARKING = CHOICES.operator_marking
REMPART_PROXIES = CHOICES.proxies
"""How many reverse proxies of ours stand in front, each adding to X-Forwarded-For."""
REMPART_METRICS_TOKEN = CHOICES.metrics_token
"""Who brings it reads the counters from elsewhere; empty, they are read on this machine alone."""
REMPART_RETENTION = CHOICES.retention
"""Whether the worker deletes what its time is over; otherwise it is only shown."""
REMPART_SLOW_MS = CHOICES.slow_ms
"""From how many milliseconds on a statement's shape is logged."""
BASE_DIR = Path(__file__).resolve().parent


def _secret() -> str:
    """Django's signing key: a file beside the data, made by `init`."""
    path = REMPART_HOME / "secrets" / "session-key"
    return path.read_text().strip() if path.exists() else "before-init-nothing-is-signed"


def database(role: str, url: str | None) -> dict[str, Any]:
    """How to reach the database as `role`: the operator's own server, or the one we run."""
    common: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"passfile": str(REMPART_HOME / "secrets" / "pgpass")},
        "USER": role,
        "NAME": CHOICES.database,
    }
    if url is None:
        return common | {"HOST": str(socket_folder(REMPART_HOME))}
    parts = urlsplit(url)
    return common | {
        "NAME": unquote(parts.path.lstrip("/")) or CHOICES.database,
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "USER": role,
    }


_URL = os.environ.get("DATABASE_URL")
DATABASES = {
    "default": database("rempart_app", _URL),
    "system": database("rempart_system", _URL),
    "owner": database("rempart_owner", _URL),
}
DATABASE_ROUTERS = ["rempart.kernel.actor.RoleRouter"]

SECRET_KEY = _secret()
DEBUG = CHOICES.debug
ALLOWED_HOSTS = [host for host in CHOICES.hosts.split(",") if host]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "rempart.kernel",
    "rempart.documents",
    "rempart.doctrine",
    "rempart.places",
    "rempart.people",
    "rempart.register",
    "rempart.outlook",
    "rempart.threats",
    "rempart.plans",
    "rempart.field",
    "rempart.leadership",
    "rempart.learning",
    "rempart.exchange",
    "rempart.web",
]

MIDDLEWARE = [
    "rempart.web.watching.Watchman",
    "rempart.web.headers.SecurityHeaders",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "rempart.web.middleware.ActorMiddleware",
]

SCHEMES = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
"""How a mail relay may be reached, and on which port where none is said."""


def mail(relay: str) -> dict[str, Any]:
    """The relay that the operator names (`smtp+tls://user@host:587`); none, and no mail leaves.

    A password lies in the file `secrets/mail-password` below REMPART_HOME.
    """
    if not relay:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts = urlsplit(relay if "://" in relay else f"smtp://{relay}")
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise ImproperlyConfigured(f"REMPART_MAIL_RELAY: smtp://host:25 ({relay!r})")
    secret = REMPART_HOME / "secrets" / "mail-password"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or SCHEMES[parts.scheme],
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": secret.read_text().strip() if secret.exists() else "",
    }


REMPART_ADDRESS = CHOICES.address.rstrip("/")
"""The address under which people reach the pages, for the links of an e-mail."""
REMPART_MAILS = bool(CHOICES.mail_relay)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = CHOICES.mail_from or "rempart@localhost"
globals().update(mail(CHOICES.mail_relay))

ROOT_URLCONF = "rempart.web.urls"
WSGI_APPLICATION = "rempart.web.wsgi.application"
AUTH_USER_MODEL = "people.User"
LOGIN_URL = "web:sign-in"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "rempart.web.pages.stale_form"
BEHIND_TLS = REMPART_PROXIES > 0
"""Our own proxy speaks TLS and says so: only then do cookies travel under TLS alone."""
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
X_FRAME_OPTIONS = "DENY"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "rempart.web.shell.context",
            ],
        },
    }
]

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [REMPART_HOME / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

LOGGING = {
    "version": 1,
    "disable_existing_loggers": True,
    "formatters": {"lines": {"()": "rempart.kernel.watch.JsonLines"}},
    "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["lines"], "level": "WARNING"},
    "loggers": {
        "rempart": {"level": CHOICES.log},
        # What Django says of a request names its address; the watchman says it without.
        "django": {"handlers": [], "level": "CRITICAL", "propagate": True},
    },
}
LOGGING_CONFIG = "logging.config.dictConfig"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FILE_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
"""A file that may be taken stays in memory until it is sealed: none of it touches the disk."""
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
SILENCED_SYSTEM_CHECKS: list[str] = []
TEST_RUNNER = "django.test.runner.DiscoverRunner"
