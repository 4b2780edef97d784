"""Uploads on the disk."""

import io

import pytest
from django.core.files.base import File

from mobility.casefiles.storage import WholeFiles


class Cut(io.BytesIO):
    """An upload whose source breaks off after the first chunk."""

    def chunks(self):
        yield b"half"
        raise ConnectionResetError


def test_a_file_cut_off_while_it_is_written_leaves_no_name(tmp_path):
    store = WholeFiles(location=tmp_path)
    with pytest.raises(ConnectionResetError):
        store._save("ab/cd/abcd", Cut(b""))
    assert not store.exists("ab/cd/abcd")


def test_the_same_name_again_is_the_same_file(tmp_path):
    store = WholeFiles(location=tmp_path)
    for _ in range(2):
        store._save("ab/cd/abcd", File(io.BytesIO(b"whole")))
    assert (tmp_path / "ab/cd/abcd").read_bytes() == b"whole"
    assert [path.name for path in (tmp_path / "ab/cd").iterdir()] == ["abcd"]
