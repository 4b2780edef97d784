"""`make test` and `make check`: each thing that must pass, one after the other, quick ones first.

    python -m tests.everything [--quick] [-n WORKERS] [arguments for pytest]

All of them run even when one fails, so that one run tells everything. The last line is pytest's own when the rest is
well; the status is 1 when anything failed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

STEPS: dict[str, list[str]] = {
    "format": [str(BIN / "ruff"), "format", "--check", "--quiet", "."],
    "lint": [str(BIN / "ruff"), "check", "--quiet", "."],
    "imports": [str(BIN / "lint-imports"), "--no-cache"],
    "templates": [str(BIN / "djlint"), "templates", "--lint", "--quiet"],
    "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run", "-v1"],
    "translations": [sys.executable, "manage.py", "messages", "--check"],
    "types": [str(BIN / "mypy"), "mobility", "regulators", "complaints", "disputes"],
}


def main(arguments: list[str]) -> int:
    quick = "--quick" in arguments
    environment = {**os.environ, "DEBUG": "1", "SECRET_KEY": "checks-only"}
    failed = [name for name, command in STEPS.items() if not passes(name, command, environment)]
    if failed and not quick:
        print("\nThe tests run all the same.", flush=True)
    if not quick:
        status = subprocess.run([sys.executable, "-m", "pytest", *[a for a in arguments if a != "--quick"]], cwd=ROOT)
        if status.returncode:
            failed.append("tests")
    if failed:
        print(f"\nFailed: {', '.join(failed)}.", file=sys.stderr, flush=True)
    return 1 if failed else 0


def passes(name: str, command: list[str], environment: dict[str, str]) -> bool:
    began = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    print(f"{'ok    ' if done.returncode == 0 else 'FAILED'} {name} ({time.monotonic() - began:.1f} s)", flush=True)
    if done.returncode:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
