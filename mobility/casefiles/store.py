"""The bytes of documents: addressed by their sha256, written once, outside every public folder."""

from __future__ import annotations

import hashlib
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import storages
from django.db import connection

CHUNK = 1024 * 1024


def address(sha256: str) -> str:
    """Where the bytes lie in the store."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def put(content: IO[bytes] | File) -> tuple[str, int]:
    """Keep the bytes; returns sha256 and size. The same bytes are kept once.

    Inside a transaction nobody can remove them before the row that needs them is there.
    """
    digest, size = hashlib.sha256(), 0
    content.seek(0)
    while chunk := content.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    content.seek(0)
    sha256 = digest.hexdigest()
    if connection.in_atomic_block:
        claim(sha256)
    store = storages["uploads"]
    if not store.exists(address(sha256)):
        store.save(address(sha256), content if isinstance(content, File) else File(content))
    return sha256, size


def take(sha256: str) -> Any:
    """The bytes as an open file. Raises FileNotFoundError when the store lost them."""
    return storages["uploads"].open(address(sha256), "rb")


def claim(sha256: str, *, alone: bool = False) -> None:
    """Hold the bytes until the transaction ends: together with others who keep them, or alone to remove them."""
    function = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [int(sha256[:15], 16)])  # noqa: S608 - one of two names


def remove(sha256: str) -> None:
    """Delete the bytes. Only after `claim(alone=True)` and a look at every row that may need them."""
    storages["uploads"].delete(address(sha256))
