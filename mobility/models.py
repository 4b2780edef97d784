"""What a database says about itself. Nothing about people or files is here: those have rooms of their own."""

from django.db import models
from django.utils.timezone import now


class Mark(models.Model):
    """One thing that is so of this whole database: that all of it is invented, which reference data was loaded."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = "mark"
        verbose_name_plural = "marks"

    def __str__(self) -> str:
        return self.name
