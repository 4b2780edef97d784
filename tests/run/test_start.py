"""What a web process loads before its first visitor: everything a page needs, and nothing that only some places use."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import cache_from_source
from pathlib import Path

from mobility.preparing import compile_code

ROOT = Path(__file__).resolve().parents[2]
#: Each takes long to load and is for the worker, the command line, an upload or a sign-in at another house.
FOR_LATER = {"aiosmtpd", "holidays", "openpyxl", "PIL", "puremagic", "requests", "typst", "xlsxwriter"}


def web_process(then: str, **settings: str) -> str:
    """What a process that has loaded the web's entrance prints."""
    environment = {
        **os.environ,
        **{"DATABASE_URL": "postgres:///nowhere", "SECRET_KEY": "tests-only", "OIDC_URL": ""},
        **{"DJANGO_SETTINGS_MODULE": "mobility.settings", **settings},
    }
    command = [sys.executable, "-c", f"import gc, sys; import mobility.wsgi\n{then}"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_pages_are_loaded_and_what_no_page_needs_at_once_is_not():
    loaded = set(web_process("print(*sys.modules)").split())
    assert {"complaints.views.desk", "complaints.views.public_filing"} <= loaded
    assert loaded & FOR_LATER == set()


def test_the_collector_runs_again_once_everything_is_loaded():
    assert web_process("print(gc.isenabled(), gc.get_freeze_count() > 50_000)") == "True True"


def test_the_sign_in_with_a_work_account_is_there_where_an_identity_provider_is_set():
    then = "from django.urls import reverse; print(reverse('openid_connect_login', args=['work']))"
    assert web_process(then, OIDC_URL="https://id.example.org").endswith("/work/login/")


def test_preparing_keeps_bytecode_of_all_our_code_whatever_python_is_told():
    compile_code()
    ours = [path for app in ("mobility", "regulators", "complaints") for path in (ROOT / app).rglob("*.py")]
    assert [path for path in ours if not Path(cache_from_source(str(path))).exists()] == []
