"""The makers hold what they promise."""

import pytest

from complaints.choices import Status
from tests.makers import make_complaint


@pytest.mark.parametrize("status", Status.values)
def test_make_complaint_reaches_every_status(cast, status):
    complaint = make_complaint(status)
    complaint.refresh_from_db()
    assert (complaint.status, complaint.file.status) == (status, status)
