"""Who is signed in: one query for all that every page asks of a person."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef

from .models import User
from .prepared import Prepared, Slot


class SignIn(AuthenticationBackend):
    """Signs in by e-mail as allauth does. The person comes with their office and with whether a second step is set up."""

    def get_user(self, user_id: Any) -> User | None:
        found = next(iter(with_second_step(pk=user_id)), None)
        return found if found is not None and self.user_can_authenticate(found) else None


with_second_step = Prepared(
    lambda: (
        User.objects.select_related("office")
        .annotate(has_second_step=Exists(Authenticator.objects.filter(user=OuterRef("pk"))))
        .filter(pk=Slot("pk"))
    )
)
