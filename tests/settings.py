"""The project's settings with what makes tests quick. Nothing that a test should notice."""

import os

os.environ.setdefault("SECRET_KEY", "tests-only-a-key-that-is-long-enough-for-the-checks-0123456789")
os.environ.setdefault("HTTPS", "0")

from mobility.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **globals().get("STORAGES", {"default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}}),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
#: Every test client builds the middleware anew: looking through all static files each time took a tenth of the whole run.
WHITENOISE_AUTOREFRESH = True
