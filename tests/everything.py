"""`make test` and `make check`: each thing that must pass, as many at a time as there are processors, then the tests.

    python -m tests.everything [--quick] [-n WORKERS] [arguments for pytest]

All of them run even when one fails, so that one run tells everything. The last line is pytest's own when the rest is
well; the status is 1 when anything failed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

#: What takes longest begins first.
STEPS: dict[str, list[str]] = {
    "types": [str(BIN / "mypy"), "mobility", "regulators", "complaints", "disputes"],
    "translations": [sys.executable, "manage.py", "messages", "--check"],
    "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run", "-v1"],
    "templates": [str(BIN / "djlint"), "templates", "--lint", "--quiet"],
    "imports": [str(BIN / "lint-imports"), "--no-cache"],
    "format": [str(BIN / "ruff"), "format", "--check", "--quiet", "."],
    "lint": [str(BIN / "ruff"), "check", "--quiet", "."],
}
#: What only the tests need: on a new checkout it takes a minute, while the other processor has the types.
DATABASE = {"database of the tests": [sys.executable, "-m", "tests.cluster"]}


def main(arguments: list[str]) -> int:
    quick = "--quick" in arguments
    environment = {**os.environ, "DEBUG": "1", "SECRET_KEY": "checks-only"}
    steps = STEPS if quick else {**DATABASE, **STEPS}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        passed = pool.map(lambda name: passes(name, steps[name], environment), steps)
        failed = [name for name, well in zip(steps, passed, strict=True) if not well]
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
    said = f"{'ok    ' if done.returncode == 0 else 'FAILED'} {name} ({time.monotonic() - began:.1f} s)\n"
    if done.returncode:
        said += f"{done.stdout}{done.stderr}\n"
    print(said, end="", flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
