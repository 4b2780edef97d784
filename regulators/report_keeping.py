"""What reports keep of people: nothing of workers, whose names no report may hold; and the bytes of uploads that are not read yet."""

from __future__ import annotations

from typing import Any

from mobility.casefiles.models import CaseFile
from mobility.casefiles.personal import Keeper

from .report_choices import UploadState
from .report_models import ReportUpload


def export(file: CaseFile) -> dict[str, Any]:
    return {}


def erase(file: CaseFile) -> None:
    """Nothing of a worker stands here."""


def holds(sha256: str) -> bool:
    return ReportUpload.objects.filter(sha256=sha256, state__in=(UploadState.WAITING, UploadState.READING)).exists()


KEEPER = Keeper("regulators", export, erase, holds)
