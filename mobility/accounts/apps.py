"""People who sign in, the offices they belong to, and what they may do."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "mobility.accounts"
    label = "accounts"
    verbose_name = "People and offices"
