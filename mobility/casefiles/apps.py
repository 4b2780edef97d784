"""The file every matter is kept in: history, people, papers, clocks."""

from django.apps import AppConfig


class CasefilesConfig(AppConfig):
    name = "mobility.casefiles"
    label = "casefiles"
    verbose_name = "Files"
