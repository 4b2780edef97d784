"""What may be uploaded: by content, never by name."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mobility.casefiles import uploads
from tests.makers import EICAR, pdf, word

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40 + b"IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\0" * 40 + b"\xff\xd9"
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\x28mdat" + b"\0" * 32
EXE = b"MZ\x90\x00\x03\x00\x00\x00" + b"\0" * 200


def sent(content: bytes, name: str = "letter.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    ("upload", "content_type"),
    [
        (pdf(), "application/pdf"),
        (sent(PNG, "x.png"), "image/png"),
        (sent(JPEG, "x.jpg"), "image/jpeg"),
        (sent(HEIC, "x.heic"), "image/heic"),
        (word(), uploads.WORD),
        (sent(PNG, "renamed.pdf"), "image/png"),
        (sent(b"\n" + pdf().read(), "x.pdf"), "application/pdf"),
    ],
    ids=["pdf", "png", "jpeg", "heic", "word", "png named pdf", "pdf after an empty line"],
)
def test_what_is_taken_and_as_what(upload, content_type):
    examined = uploads.examine(upload)
    assert (examined.content_type, examined.size) == (content_type, upload.size)
    assert upload.tell() == 0, "ready to be kept"


def bomb() -> SimpleUploadedFile:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * (uploads.MAX_UNPACKED + 1))
    return sent(held.getvalue(), "bomb.docx")


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        (lambda: sent(b""), "file_empty"),
        (lambda: sent(EXE, "letter.pdf"), "file_type"),
        (lambda: sent(EXE, "letter.docx"), "file_type"),
        (lambda: sent(b"<html><script>alert(1)</script>", "x.pdf"), "file_type"),
        (lambda: sent(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "x.png"), "file_type"),
        (lambda: sent(b"Just words", "x.txt"), "file_type"),
        (lambda: sent(EICAR, "x.pdf"), "file_type"),
        (lambda: word("x.docx", word__vbaProject_bin=b"x"), "file_type"),
        (lambda: word("x.docx", word__VBAPROJECT_BIN=b"x"), "file_type"),
        (bomb, "file_type"),
        (lambda: sent(b"PK\x03\x04 and no more", "x.docx"), "file_type"),
        (lambda: sent(b"%PDF-1.7\ncut off", "x.pdf"), "file_broken"),
        (lambda: sent(PNG[:-12], "x.png"), "file_broken"),
        (lambda: sent(JPEG[:-2], "x.jpg"), "file_broken"),
        (lambda: sent(HEIC + b"\0\0\1\0mdat cut off", "x.heic"), "file_broken"),
        (lambda: sent(HEIC + b"\0\0\0\2", "x.heic"), "file_broken"),
    ],
    ids=[
        "empty", "exe named pdf", "exe named docx", "html named pdf", "svg named png", "text", "eicar", "macros",
        "macros in capitals", "bomb", "broken zip", "cut pdf", "cut png", "cut jpeg",
        "cut heic", "heic of nonsense",
    ],
)  # fmt: skip
def test_what_is_not_taken_and_why(upload, code):
    with pytest.raises(uploads.BadUpload) as bad:
        uploads.examine(upload())
    assert bad.value.code == code


def test_too_large_is_said_with_the_limit():
    class Huge(SimpleUploadedFile):
        pass

    huge = Huge("x.pdf", b"%PDF-")
    huge.size = 26 * 1024 * 1024
    with pytest.raises(uploads.BadUpload) as bad:
        uploads.examine(huge)
    assert (bad.value.code, bad.value.facts) == ("file_big", {"file": "x.pdf", "size": "26", "max": "25"})


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("letter.pdf", "letter.pdf"),
        ("C:\\Users\\wanda\\letter.pdf", "letter.pdf"),
        ("../../etc/passwd", "passwd"),
        ("exe.\u202efdp.letter", "exe.fdp.letter"),
        ("a\x00b\nc\u200f.pdf", "abc.pdf"),
        (" . ", "file"),
        ("", "file"),
        ("é" * 300 + ".pdf", "é" * 190 + ".pdf"),
        ("x" * 300, "x" * 200),
    ],
)
def test_a_name_is_kept_without_what_could_deceive(name, kept):
    assert uploads.safe_name(name) == kept
