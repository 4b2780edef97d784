"""The one code a worker holds, from first draft to closure. Only its hash is kept."""

from __future__ import annotations

import base64
import hashlib
import secrets

from django.conf import settings

BYTES = 10  # 80 random bits
LENGTH = 16
#: What people write for what is printed: the alphabet has no 0, 1, 8 or 9.
MISREAD = str.maketrans({"0": "O", "1": "I", "8": "B"})


def new() -> str:
    """A fresh code, as it is shown: four groups of four letters and digits."""
    text = base64.b32encode(secrets.token_bytes(BYTES)).decode()
    return shown(text)


def shown(text: str) -> str:
    return "-".join(text[i : i + 4] for i in range(0, LENGTH, 4))


def plain(typed: str) -> str:
    """A typed or pasted code without spaces and hyphens, misread characters mended; empty when it cannot be one."""
    text = "".join(c for c in typed.upper() if c.isalnum()).translate(MISREAD)
    return text if len(text) == LENGTH and text.isascii() else ""


def hashed(typed: str) -> str:
    """The hash kept for a code: sha256 of pepper and code. Empty for what cannot be a code."""
    text = plain(typed)
    return hashlib.sha256(f"{settings.CODE_PEPPER}:{text}".encode()).hexdigest() if text else ""
