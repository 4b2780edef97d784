"""What leaves the unit of a picture: the same picture without where, when and with what it was taken. The original is kept.

A photo tells where somebody lives. Whoever is neither of the unit nor its sender gets a copy that holds the picture and
nothing else, made when it is asked for and kept nowhere. Other kinds of files leave as they are.
"""

from __future__ import annotations

import io
from typing import IO

from django.utils.translation import gettext as _

from . import store
from .errors import Refused
from .models import DocumentVersion

#: Content type of a picture -> content type and ending of its copy.
PICTURES = {
    "image/jpeg": ("image/jpeg", ".jpg"),
    "image/png": ("image/png", ".png"),
    "image/heic": ("image/jpeg", ".jpg"),
}
#: A picture that unfolds to more than this is not one a telephone took.
MOST_PIXELS = 120_000_000
QUALITY = 92


def is_picture(content_type: str) -> bool:
    return content_type in PICTURES


def shared(version: DocumentVersion) -> tuple[IO[bytes], str, str]:
    """The content to share, its file name and type. Raises FileNotFoundError; `Refused` for a picture that cannot be copied."""
    content = store.take(version.sha256)
    if not is_picture(version.content_type):
        return content, version.filename, version.content_type
    with content:
        copy = bare(content, version.content_type)
    content_type, ending = PICTURES[version.content_type]
    stem = version.filename.rpartition(".")[0] or version.filename
    return io.BytesIO(copy), f"{stem}{ending}", content_type


def bare(content: IO[bytes], content_type: str) -> bytes:
    """The picture, upright, without any metadata but its colours. HEIC comes out as JPEG."""
    from PIL import Image, ImageOps  # here: slow to import, and only pictures need it

    if content_type == "image/heic":
        import pi_heif

        pi_heif.register_heif_opener()
    kind = "PNG" if content_type == "image/png" else "JPEG"
    try:
        with Image.open(content) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Refused(_("This picture is too large to be copied without its location."))
            upright = ImageOps.exif_transpose(picture)
            # made anew from its points: what else the file carried has no way across
            if upright.mode == "P":
                upright = upright.convert("RGBA" if "transparency" in picture.info else "RGB")
            elif kind == "JPEG" and upright.mode not in ("RGB", "L", "CMYK"):
                upright = upright.convert("RGB")
            clean = Image.new(upright.mode, upright.size)
            clean.paste(upright)
            out = io.BytesIO()
            colours = picture.info.get("icc_profile")
            clean.save(out, kind, quality=QUALITY, **({"icc_profile": colours} if colours else {}))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Refused(_("This picture cannot be opened, so no copy of it can be shared.")) from error
    return out.getvalue()
