"""The web process's entrance."""

import gc
import os
import sys
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

if "DATABASE_URL" not in os.environ:
    sys.exit("DATABASE_URL is not set: a web process starts no database of its own (see docs/operations.md).")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mobility.settings")

# What is loaded now stays for good: the collector need not look at it again and again, now or later, and forks share it.
gc.disable()
application = get_wsgi_application()
import_module(settings.ROOT_URLCONF)  # and with it every view: otherwise each fork loads them for its first visitor
gc.freeze()
gc.set_threshold(20_000, 20, 50)
gc.enable()
