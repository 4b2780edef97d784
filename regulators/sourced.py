"""Reference rows say how sure we are of them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sourced(models.Model):
    """A reference row says how sure we are of it: V read in a source, ? to be confirmed."""

    confidence = models.CharField(_("confidence"), max_length=1, default="?")

    class Meta:
        abstract = True
