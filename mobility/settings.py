"""Settings. Everything that differs between places comes from the environment (see docs/operations.md)."""

from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# ---- where we run -----------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
SECRET_KEY = env.str(
    "SECRET_KEY", default="demo-only-not-secret-change-me-please-0123456789abcdef" if DEBUG or DEMO else ""
)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")
BUILD_DIR = BASE_DIR / "build"

# ---- database ---------------------------------------------------------------------------------------
# manage.py and the tests set it; wsgi.py refuses to start without it. The default is for tools that never connect.
DATABASES = {"default": env.db("DATABASE_URL", default="postgres:///mobility")}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---- the house --------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "mobility.outbox",
    "mobility.accounts",
    "mobility.law",
    "mobility.casefiles",
    "mobility.correspondence",
    "regulators",
    "complaints",
    "disputes",
    "mobility",
    "procrastinate.contrib.django",
    "pgtrigger",
    "pghistory",
    "django_filters",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django.forms",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "mobility.urls"
WSGI_APPLICATION = "mobility.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# ---- people -----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]

# ---- language, time ---------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "America/Edmonton"
USE_TZ = True

# ---- files ------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BUILD_DIR / "static"
MEDIA_ROOT = Path(env.str("UPLOADS_DIR", default=str(BASE_DIR / "var" / "uploads")))
MIN_FREE_MB = env.int("MIN_FREE_MB", default=500)  # less than this and /health/ready says so

# ---- mail -------------------------------------------------------------------------------------------
EMAIL_BACKEND = "mobility.outbox.backend.OutboxBackend"
EMAIL_HOST = env.str("SMTP_HOST", default="127.0.0.1")
EMAIL_PORT = env.int("SMTP_PORT", default=8025)
EMAIL_HOST_USER = env.str("SMTP_USER", default="")
EMAIL_HOST_PASSWORD = env.str("SMTP_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("SMTP_STARTTLS", default=False)
EMAIL_USE_SSL = env.bool("SMTP_SSL", default=False)
EMAIL_TIMEOUT = env.int("SMTP_TIMEOUT", default=15)
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="follow-up@example.org")
MAIL_REPLY_TO = env.str("MAIL_REPLY_TO", default="")  # a mailbox that people read; mails say so

# ---- background work --------------------------------------------------------------------------------
PROCRASTINATE_WORKER_DEFAULTS = {
    "concurrency": env.int("WORKER_CONCURRENCY", default=4),
    "delete_jobs": "successful",
    "shutdown_graceful_timeout": 10,
}

# ---- complaints -------------------------------------------------------------------------------------
CODE_PEPPER = env.str("CODE_PEPPER", default=SECRET_KEY)
CLAMD_URL = env.str("CLAMD_URL", default="")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "uploads": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(MEDIA_ROOT)}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
