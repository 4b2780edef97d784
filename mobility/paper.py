"""Papers as PDF, for every room: a typst template and its data, tagged by PDF/UA-1."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def pdf(template: Path, data: dict[str, Any]) -> bytes:
    """The standard refuses a sign that no font here has (an emoji, for instance): such a paper is written without its stamp."""
    import typst  # here: slow to import, and few pages make a PDF

    said = {"data": json.dumps(data)}
    try:
        written = typst.compile(template, sys_inputs=said, pdf_standards="ua-1")
    except typst.TypstError:
        written = typst.compile(template, sys_inputs=said)
    assert isinstance(written, bytes)  # noqa: S101 - one file, no pages of pictures
    return written
