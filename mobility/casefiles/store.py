"""The bytes of documents: addressed by their sha256, written once, outside every public folder."""

from __future__ import annotations

import hashlib
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import storages

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
    store = storages["uploads"]
    if not store.exists(address(sha256)):
        store.save(address(sha256), content if isinstance(content, File) else File(content))
    return sha256, size


def take(sha256: str) -> Any:
    """The bytes as an open file. Raises FileNotFoundError when the store lost them."""
    return storages["uploads"].open(address(sha256), "rb")
