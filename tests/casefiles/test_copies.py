"""Pictures that leave the unit: the same picture without where it was taken; the original stays as it was sent."""

import base64
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from mobility.casefiles import actions, copies, store
from mobility.casefiles.choices import Role, ScanState
from mobility.casefiles.errors import Refused
from tests.makers import Cast, make_document, make_file, make_participant, pdf

pytestmark = pytest.mark.django_db
GPS, MODEL, ORIENTATION = 0x8825, 0x0110, 0x0112
WEST = (114.0, 3.0, 59.0)
#: A photo of 48 x 32 points as a telephone writes it: HEVC in HEIF, with model and place. No encoder comes with pi-heif.
HEIC = base64.b64decode(
    b"AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAb5tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA"
    b"ADRpbG9jAAAAAERAAAIAAQAAAAAB4gABAAAAAAAAABkAAgAAAAAB+wABAAAAAAAAAJwAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAA"
    b"AAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAA"
    b"kAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq"
    b"5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xh"
    b"cAAAADAAAAABAAAAIAAAAAH////wAAAAAv///+AAAAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAA"
    b"ABppcmVmAAAAAAAAAA5jZHNjAAIAAQABAAAAvW1kYXQAAAAVKAGvC2D15YOv//LK9+oog6FXT/UOAAAABkV4aWYAAE1NACoAAAAI"
    b"AAIBEAACAAAABgAAACaIJQAEAAAAAQAAACwAAAAAUGhvbmUAAAQAAQACAAAAAk4AAAAAAgAFAAAAAwAAAGIAAwACAAAAAlcAAAAA"
    b"BAAFAAAAAwAAAHoAAAAAAAAAMwAAAAEAAAACAAAAAQAAACoAAAABAAAAcgAAAAEAAAADAAAAAQAAADsAAAAB"
)


def photo(kind: str = "JPEG", size: tuple[int, int] = (48, 32), mode: str = "RGB") -> bytes:
    """A picture with a place, a model, a comment and a telephone held upright."""
    exif = Image.Exif()
    exif[MODEL], exif[ORIENTATION] = "Telephone of Wanda", 6
    place = exif.get_ifd(GPS)
    place[1], place[2], place[3], place[4] = "N", (51.0, 2.0, 42.0), "W", WEST
    held = io.BytesIO()
    Image.new(mode, size, 1 if mode == "P" else None).save(held, kind, exif=exif)
    return held.getvalue()


def place_of(content: bytes) -> dict:
    with Image.open(io.BytesIO(content)) as picture:
        return dict(picture.getexif().get_ifd(GPS))


@pytest.fixture(autouse=True)
def _no_second_step(settings):
    settings.MFA_REQUIRED = False


@pytest.mark.parametrize(
    ("content", "content_type", "kind", "size"),
    [
        (photo(), "image/jpeg", "JPEG", (32, 48)),
        (photo("PNG"), "image/png", "PNG", (32, 48)),
        (photo("PNG", mode="P"), "image/png", "PNG", (32, 48)),
        (photo("PNG", mode="RGBA"), "image/png", "PNG", (32, 48)),
        (HEIC, "image/heic", "JPEG", (48, 32)),
    ],
    ids=["jpeg", "png", "png of few colours", "png with holes", "heic"],
)
def test_a_copy_is_the_picture_upright_and_nothing_else(content, content_type, kind, size):
    copy = copies.bare(io.BytesIO(content), content_type)
    assert place_of(content)[4] == WEST
    with Image.open(io.BytesIO(copy)) as picture:
        assert (picture.format, picture.size) == (kind, size)
        assert dict(picture.getexif()) == {}
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"Telephone" not in copy


def test_a_picture_that_does_not_open_is_not_shared():
    for broken in (b"\xff\xd8\xff\xe0 no picture \xff\xd9", HEIC[:300]):
        with pytest.raises(Refused):
            copies.bare(io.BytesIO(broken), "image/heic" if broken[:2] != b"\xff\xd8" else "image/jpeg")


def test_a_picture_that_unfolds_to_a_wall_is_not_shared(monkeypatch):
    monkeypatch.setattr(copies, "MOST_PIXELS", 1000)
    with pytest.raises(Refused, match="too large"):
        copies.bare(io.BytesIO(photo()), "image/jpeg")


@pytest.mark.parametrize(
    ("content", "name", "content_type"),
    [(photo(), "home.jpg", "image/jpeg"), (HEIC, "home.heic", "image/heic")],
    ids=["jpeg", "heic"],
)
def test_the_unit_and_the_sender_get_the_original_others_the_copy(cast: Cast, content, name, content_type):
    file = make_file()
    ministry = make_participant(file, cast.ministry)
    body = make_participant(file, cast.body.office, Role.RESPONDENT)
    upload = SimpleUploadedFile(name, content, content_type)
    version = make_document(file, by=body, upload=upload, audience=[ministry, body])
    actions.scanned(version, state=ScanState.CLEAN)

    def downloaded(user) -> tuple[bytes, str]:
        client = Client()
        client.force_login(user)
        response = client.get(f"/desk/documents/{version.pk}/")
        assert response.status_code == 200
        return b"".join(response.streaming_content), response["Content-Disposition"]

    for user in (cast.coordinator, cast.auditor, cast.registrar):
        assert downloaded(user) == (content, f'attachment; filename="{name}"')
    copy, called = downloaded(cast.ministry_partner)
    assert place_of(copy) == {}
    assert called == 'attachment; filename="home.jpg"'
    with store.take(version.sha256) as kept:
        assert kept.read() == content


def test_what_is_no_picture_leaves_as_it_is(cast: Cast):
    version = make_document(make_file(), by=cast.coordinator, upload=pdf("words"))
    content, name, content_type = copies.shared(version)
    with content:
        assert (content.read(), name, content_type) == (pdf("words").read(), "letter.pdf", "application/pdf")
