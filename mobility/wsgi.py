"""The web process's entrance."""

import gc
import os
import sys

from django.core.wsgi import get_wsgi_application

if "DATABASE_URL" not in os.environ:
    sys.exit("DATABASE_URL is not set: a web process starts no database of its own (see docs/operations.md).")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mobility.settings")
application = get_wsgi_application()

# What is loaded now stays for good: the collector need not look at it again and again, and forks share it.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
