"""Dates of law: the one place where a moment becomes a date.

Zone data comes from the pinned `tzdata` wheel alone. The system's zone files and PostgreSQL's own may be older and
disagree about Alberta's clocks (they do about November 2026), and a date of law must not depend on the machine.
SQL never turns a moment into a date.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo

import tzdata
from django.utils import timezone

#: The zone whose midnight ends a day of law in Alberta.
ZONE_NAME = "America/Edmonton"

#: Release of the zone data, as the tz database names it ("2026f"); frozen into every explanation.
TZDATA_VERSION: str = tzdata.IANA_VERSION


def use_pinned_zones() -> None:
    """Read zones from the `tzdata` wheel only, also those made before this call."""
    zoneinfo.reset_tzpath(to=[])
    zoneinfo.ZoneInfo.clear_cache()
    timezone.get_default_timezone.cache_clear()  # type: ignore[attr-defined]


use_pinned_zones()
ZONE = zoneinfo.ZoneInfo(ZONE_NAME)


def law_date(moment: dt.datetime) -> dt.date:
    """The date in Alberta of an aware moment. A naive moment has no date of law: ValueError."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError(f"{moment.isoformat()} names no time zone, so its date in Alberta is not known.")
    return moment.astimezone(ZONE).date()


def today() -> dt.date:
    """Today's date in Alberta. Take it once and pass it on."""
    return law_date(timezone.now())
