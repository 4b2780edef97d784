"""The bytes of documents: addressed by their sha256, written once, outside every public folder.

`put` and the row that names the bytes belong in one transaction: until it ends, nobody destroys the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import storages
from django.db import connection, transaction

CHUNK = 1024 * 1024


def address(sha256: str) -> str:
    """Where the bytes lie in the store."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def put(content: IO[bytes] | File) -> tuple[str, int]:
    """Keep the bytes; returns sha256 and size. The same bytes are kept once."""
    digest, size = hashlib.sha256(), 0
    content.seek(0)
    while chunk := content.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    content.seek(0)
    sha256 = digest.hexdigest()
    if connection.in_atomic_block:
        _lock(sha256, "pg_advisory_xact_lock_shared")
    store = storages["uploads"]
    if not store.exists(address(sha256)):
        store.save(address(sha256), content if isinstance(content, File) else File(content))
    return sha256, size


def take(sha256: str) -> Any:
    """The bytes as an open file. Raises FileNotFoundError when the store lost them."""
    return storages["uploads"].open(address(sha256), "rb")


def remove(sha256: str) -> None:
    """Take the bytes out for good; nothing happens when they are gone. Call within `alone_with`, knowing that nobody needs them."""
    storages["uploads"].delete(address(sha256))


@contextmanager
def alone_with(sha256: str) -> Iterator[None]:
    """Nobody puts the same bytes meanwhile, and whoever has just put them has told so in a row we see."""
    with transaction.atomic():
        _lock(sha256, "pg_advisory_xact_lock")
        yield


def _lock(sha256: str, function: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(hashtextextended(%s, 7302002))", [sha256])
