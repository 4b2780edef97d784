"""People who sign in, the offices they belong to, and what they may do."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class AccountsConfig(AppConfig):
    name = "mobility.accounts"
    label = "accounts"
    verbose_name = "People and offices"


class HouseAdminConfig(AdminConfig):
    default_site = "mobility.accounts.admin_base.HouseAdminSite"
