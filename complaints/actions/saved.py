"""Views of the list that people keep. No file is touched, so there is no event."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from complaints import access
from complaints.list_models import SavedView
from mobility.accounts.models import User
from mobility.accounts.refusals import Refused
from mobility.casefiles.primitives import require

#: More than these and nobody finds one in the row of views.
MOST = 12


def save_view(*, name: str, query: str, for_unit: bool, by: User, at: dt.datetime | None = None) -> SavedView:
    """Keep a filter under a name, for oneself or for the whole unit."""
    view = SavedView(owner=None if for_unit else by, name=name, query=query, saved_at=at or now())
    require(access.can_keep_view(by, view))
    if SavedView.objects.filter(owner=view.owner).count() >= MOST:
        raise Refused(_("There are %(most)s views already. Delete one first.") % {"most": MOST})
    return _write(view)


def rename_view(view: SavedView, *, name: str, by: User) -> SavedView:
    """Give a view another name; what it shows stays."""
    require(access.can_keep_view(by, view))
    view.name = name
    return _write(view)


def delete_view(view: SavedView, *, by: User) -> None:
    """Take a view out of the row. The files it showed are untouched."""
    require(access.can_keep_view(by, view))
    view.delete()


def _write(view: SavedView) -> SavedView:
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError:
        raise Refused(_("There is a view of this name already. Choose another name.")) from None
    return view
