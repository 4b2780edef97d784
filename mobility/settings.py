"""Settings. Everything that differs between places comes from the environment (see docs/operations.md)."""

import sys
from pathlib import Path

import environ
from csp.constants import NONE, SELF

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
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default="labour-mobility@example.org")
CONTACT_PHONE = env.str("CONTACT_PHONE", default="")

# ---- what the browser is told -----------------------------------------------------------------------
HTTPS = env.bool("HTTPS", default=not (DEBUG or DEMO))
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "mobility.accounts.sessions"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = env.int("SESSION_HOURS", default=12) * 3600
CSRF_FAILURE_VIEW = "mobility.home.csrf_failure"
X_FRAME_OPTIONS = "DENY"
OIDC_URL = env.str("OIDC_URL", default="")
OIDC_BODIES = env.bool("OIDC_BODIES", default=False)  # bodies may have identity providers of their own
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        # a sign-in form that ends at the identity provider is a form action too
        "form-action": [SELF, *env.list("OIDC_ORIGINS", default=[])],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# ---- database ---------------------------------------------------------------------------------------
# manage.py and the tests set it; wsgi.py refuses to start without it. The default is for tools that never connect.
DATABASES = {"default": env.db("DATABASE_URL", default="postgres:///mobility")}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=3600)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
_OPTIONS = DATABASES["default"].setdefault("OPTIONS", {})
_OPTIONS.setdefault("connect_timeout", 5)
if env.bool("PREPARED_STATEMENTS", default=True):
    # those of mobility.accounts.prepared, whose plans serve any value; everything else is bound by the client
    _OPTIONS.setdefault("prepare_threshold", 0)
    _OPTIONS.setdefault("options", "-c plan_cache_mode=force_generic_plan")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---- the house --------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "mobility.outbox",
    "mobility.accounts.apps.AccountsConfig",
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
    *(["allauth.socialaccount.providers.openid_connect"] if OIDC_URL or OIDC_BODIES else []),  # loads slowly
    "allauth.usersessions",
    "django.forms",
    "mobility.accounts.apps.HouseAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "mobility.accounts.middleware.more_headers",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "mobility.accounts.middleware.user_language",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "mobility.accounts.middleware.second_step",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "mobility.urls"
WSGI_APPLICATION = "mobility.wsgi.application"
SILENCED_SYSTEM_CHECKS = [
    "templates.W003"
]  # `i18n` and `static` are put in the place of Django's own below, and meant to be
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "mobility.folding.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "libraries": {"i18n": "mobility.folding", "static": "mobility.folding"},
            "builtins": ["mobility.folding"],
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
AUTHENTICATION_BACKENDS = ["mobility.accounts.backends.SignIn"]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "landing"
LOGOUT_REDIRECT_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "mobility.accounts.adapter.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "mobility.accounts.adapter.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "mobility.accounts.adapter.display"
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is proved by the invitation sent to it
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,30/5m/ip", "reset_password": "5/h/key,20/h/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("PROXIES", default=0)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody signs up here: an invitation proved the address
MFA_TOTP_ISSUER = "Labour Mobility"
MFA_REQUIRED = env.bool("MFA_REQUIRED", default=not DEMO)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO
USERSESSIONS_TRACK_ACTIVITY = False
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": env.str("OIDC_ID", default="work"),
                "name": env.str("OIDC_NAME", default="Work account"),
                "client_id": env.str("OIDC_CLIENT_ID", default=""),
                "secret": env.str("OIDC_SECRET", default=""),
                "settings": {"server_url": OIDC_URL},
            }
        ]
        if OIDC_URL
        else [],
    }
}
INVITATION_DAYS = env.int("INVITATION_DAYS", default=7)
#: A body may report once a year: its people come back after twelve months.
IDLE_DAYS = env.int("IDLE_DAYS", default=400)
IDLE_WARNING_DAYS = env.int("IDLE_WARNING_DAYS", default=30)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator")
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    }
]
#: Limits on sign-in count here: every process must see the same.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "house_cache"},
}

# ---- language, time ---------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "America/Edmonton"
USE_TZ = True

# ---- files ------------------------------------------------------------------------------------------
MEDIA_ROOT = Path(env.str("UPLOADS_DIR", default=str(BASE_DIR / "var" / "uploads")))
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BUILD_DIR / "static"
#: After collectstatic names carry a hash and browsers keep them for good; before (tests) the files are found.
_COLLECTED = not DEBUG and ((STATIC_ROOT / "staticfiles.json").exists() or "collectstatic" in sys.argv)
WHITENOISE_USE_FINDERS = not _COLLECTED
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "uploads": {"BACKEND": "mobility.casefiles.storage.WholeFiles", "OPTIONS": {"location": str(MEDIA_ROOT)}},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
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
LOST_CODE_MINUTES = env.int("LOST_CODE_MINUTES", default=60)  # so long a mailed link to a new access code works
#: Limits for one network; 0 is none. A settlement agency or a hotel is one network, so they are generous.
DRAFTS_PER_HOUR = env.int("DRAFTS_PER_HOUR", default=60)
SAVES_PER_MINUTE = env.int("SAVES_PER_MINUTE", default=120)
FORM_SECONDS = env.int("FORM_SECONDS", default=2)  # a first page filled in faster than this was not read by a person
BULK_MOST = env.int("BULK_MOST", default=50)  # files that one deed on the list may change
REPORT_AT_ONCE_KB = env.int("REPORT_AT_ONCE_KB", default=500)  # a longer upload is read by the worker
CHECK_MOST_MB = env.int("CHECK_MOST_MB", default=10)  # a report that a body's own system has checked without filing it
CHECKS_PER_HOUR = env.int("CHECKS_PER_HOUR", default=60)
EXPORT_DAYS = env.int("EXPORT_DAYS", default=7)  # so long a workbook waits to be fetched
SUGGESTIONS_OFF = env.list("SUGGESTIONS_OFF", default=[])
#: Where "leave this page quickly" leads: a page anybody may have open.
QUICK_EXIT_URL = env.str("QUICK_EXIT_URL", default="https://weather.gc.ca/")

# ---- history ----------------------------------------------------------------------------------------
SEAL_DIR = Path(env.str("SEAL_DIR", default=str(BASE_DIR / "var" / "seals")))
SEAL_MAILBOX = env.str("SEAL_MAILBOX", default="")  # outside this system: whoever alters the history cannot alter it
