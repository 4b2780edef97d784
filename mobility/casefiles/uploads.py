"""Is an uploaded file what it says it is? By content, never by name."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from typing import IO

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

#: What the public and bodies may send: content type -> how it is called on the page.
ALLOWED = {
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/heic": "HEIC",
}
TYPES_SHOWN = "PDF, Word, JPEG, PNG, HEIC"
MAX_MB = 25
MAX_FILES = 10
#: All files of one go together, and a little for the form around them.
MAX_BODY_MB = MAX_MB * MAX_FILES + 10
#: A larger body is read to its end and thrown away, so that the browser gets its sentence; beyond this it is cut off.
MAX_READ_MB = 1024
CHUNK = 1024 * 1024
#: A Word file may not unpack to more than this many times its limit.
MAX_UNPACKED = 10 * MAX_MB * 1024 * 1024
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"mif1", b"msf1")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class BadUpload(Exception):
    """A file that cannot be taken. `code` names the sentence in the texts; `facts` fill it."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True)
class Examined:
    """A file that may be kept."""

    name: str
    content_type: str
    size: int


def safe_name(name: str) -> str:
    """The file's own name without folders, control characters or direction marks; at most 200 characters."""
    tail = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(
        c
        for c in tail
        if c.isprintable() and c not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"
    )
    kept = kept.strip(". ") or "file"
    if len(kept) > 200:
        stem, dot, ending = kept.rpartition(".")
        kept = f"{stem[:190]}{dot}{ending[:9]}" if dot else kept[:200]
    return kept


def examine(upload: UploadedFile) -> Examined:
    """Check size, type and structure. Raises `BadUpload` with the code of a sentence."""
    name = safe_name(upload.name or "file")
    size = upload.size or 0
    if size == 0:
        raise BadUpload("file_empty", file=name)
    if size > MAX_MB * 1024 * 1024:
        raise BadUpload("file_big", file=name, size=str(round(size / 1024 / 1024)), max=str(MAX_MB))
    upload.seek(0)
    content_type = sniff(upload.read(4096), upload)
    upload.seek(0)
    if content_type not in ALLOWED:
        raise BadUpload("file_type", file=name, types=TYPES_SHOWN)
    if not opens(content_type, upload):
        raise BadUpload("file_broken", file=name)
    upload.seek(0)
    return Examined(name=name, content_type=content_type, size=size)


def sniff(start: bytes, upload: IO[bytes]) -> str:
    """The content type that the first bytes show; empty when they show none we know."""
    if start[4:8] == b"ftyp" and start[8:12] in HEIC_BRANDS:
        return "image/heic"
    if start.startswith(b"PK\x03\x04"):
        return WORD if is_word(upload) else "application/zip"
    if start.lstrip()[:5] == b"%PDF-":
        return "application/pdf"
    import puremagic  # here: it reads its whole table of types when it is imported

    try:
        return puremagic.from_string(start, mime=True)
    except puremagic.PureError:
        return ""


def is_word(upload: IO[bytes]) -> bool:
    """A Word document without macros, that does not unpack to a bomb."""
    upload.seek(0)
    try:
        with zipfile.ZipFile(upload) as archive:
            names = set(archive.namelist())
            unpacked = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return False
    return (
        "word/document.xml" in names
        and not any(name.lower().endswith("vbaproject.bin") for name in names)
        and unpacked <= MAX_UNPACKED
    )


def opens(content_type: str, upload: IO[bytes]) -> bool:
    """Whether the file is whole enough to be opened: its end is where its kind puts it."""
    upload.seek(0, 2)
    length = upload.tell()
    upload.seek(max(0, length - 2048))
    end = upload.read()
    if content_type == "application/pdf":
        return b"%%EOF" in end
    if content_type == "image/jpeg":
        return b"\xff\xd9" in end
    if content_type == "image/png":
        return b"IEND" in end
    if content_type == "image/heic":
        return whole_boxes(upload, length)
    return True


def whole_boxes(upload: IO[bytes], length: int) -> bool:
    """Whether the boxes a HEIC file is made of end where the file ends: a photo cut off on its way does not."""
    at = 0
    while at < length:
        upload.seek(at)
        head = upload.read(16)
        size = int.from_bytes(head[:4], "big")
        if size == 1:  # a long box says its size after its name
            size = int.from_bytes(head[8:16], "big")
        if size == 0:  # the last box, up to the end
            return True
        if size < 8:
            return False
        at += size
    return at == length


def too_large(request: HttpRequest, most_mb: int = MAX_BODY_MB) -> bool:
    """Whether more was sent than can be taken. What was sent is read and thrown away, so that the answer arrives."""
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    if length <= most_mb * CHUNK:
        return False
    left = min(length, MAX_READ_MB * CHUNK)
    while left > 0 and (chunk := request.read(CHUNK)):
        left -= len(chunk)
    return True


SENTENCES = {
    "file_empty": _("%(file)s is empty."),
    "file_big": _("%(file)s is %(size)s MB. One file may have %(max)s MB."),
    "file_type": _("%(file)s is of a kind we cannot take. We take %(types)s."),
    "file_broken": _("%(file)s does not open: it may be damaged. Save it again and choose it once more."),
    "file_many": _("Send %(max_files)s files at most with one answer."),
    "sent_too_big": _("All files together were too big: %(max)s MB can be sent at once. Send the largest by mail."),
}


def sentence(code: str, facts: dict[str, str]) -> str:
    return str(SENTENCES.get(code, SENTENCES["file_broken"])) % facts
