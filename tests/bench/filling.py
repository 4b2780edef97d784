"""Fills a database by several processes: `python -m tests.bench.filling URL ROWS`. Says how many seconds
the files took, and the annual reports of ten years."""

from __future__ import annotations

import subprocess
import sys
import time

import django
import psycopg

PROCESSES = 3


def main(url: str, rows: str, part: str = "") -> None:
    django.setup()
    from tests.bench import seed, yearly

    if part:  # one of the processes
        with psycopg.connect(url, autocommit=True) as connection:
            seed.write_chunks(connection, seed.chunks(int(rows))[int(part) :: PROCESSES])
        return
    began = time.monotonic()
    with seed.filling(url, int(rows)):
        command = [sys.executable, "-m", "tests.bench.filling", url, rows]
        processes = [subprocess.Popen([*command, str(number)]) for number in range(PROCESSES)]
        if any([process.wait() for process in processes]):
            sys.exit("The files could not be written: see above.")
    files = time.monotonic()
    yearly.fill()
    print(f"{files - began:.1f} {time.monotonic() - files:.1f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
