"""`manage.py settings_table`: every setting that the code reads, with its default, for docs/operations.md."""

import ast
from typing import Any

from django.core.management.base import BaseCommand

from mobility.embedded import BASE_DIR

WHAT_FOR = {
    "ALLOWED_HOSTS": "Host names that are served, with commas between them.",
    "BEHIND_PROXY": "1 when a proxy in front ends HTTPS and sets X-Forwarded-Proto itself.",
    "BULK_MOST": "Files that may be changed at once from the triage list.",
    "CHECKS_PER_HOUR": "How often the systems of one body may have a report checked in an hour. 0: no limit.",
    "CHECK_MOST_MB": "The longest report, in MB, that a body's own system may have checked without filing it.",
    "CLAMD_URL": "Where clamd listens: `unix:/run/clamav/clamd.ctl` or `tcp:host:3310`. Empty: nothing is scanned.",
    "CODE_PEPPER": "Secret mixed into the hash of workers' access codes. Changed, no code opens its file any more.",
    "CONN_MAX_AGE": "Seconds that a web thread keeps its database connection, and with it the plans of its queries.",
    "CONTACT_EMAIL": "Address shown to the public.",
    "CONTACT_PHONE": "Telephone number shown to the public.",
    "CSRF_TRUSTED_ORIGINS": "Origins that forms may come from besides our own, with scheme.",
    "DATABASE_URL": "`postgresql://mobility_app:…@host/mobility`: the application's role.",
    "DEBUG": "1 shows errors in the browser. Never where others can reach it.",
    "DEMO": "1 is demo mode: banner, demo sign-in, invented data.",
    "HTTPS": "0 only where nobody else can listen: no redirect to HTTPS, cookies without Secure.",
    "INVITATION_DAYS": "Days that an invitation can be accepted.",
    "IDLE_DAYS": "Days without signing in after which an account of a body or a partner is closed.",
    "IDLE_WARNING_DAYS": "Days before that on which its person is told.",
    "LOST_CODE_MINUTES": "How long a mailed link to a new access code works, in minutes.",
    "MAIL_FROM": "Sender of all mail. Neutral: no complaint, no body's name.",
    "MAIL_REPLY_TO": "A mailbox that people read; mails say so.",
    "MFA_REQUIRED": "0 lets people in without a second step.",
    "MIN_FREE_MB": "Less free space than this for uploads, and /health/ready says so.",
    "OIDC_BODIES": "1 lets bodies sign in with identity providers of their own, kept in the administration.",
    "OIDC_CLIENT_ID": "This system's name at the identity provider.",
    "OIDC_ID": "Name of the provider in addresses.",
    "OIDC_NAME": "Name of the provider on the sign-in page.",
    "OIDC_ORIGINS": "Origins of the provider that a sign-in form may end at.",
    "OIDC_SECRET": "This system's secret at the identity provider.",
    "OIDC_URL": "The identity provider (OpenID Connect). Empty: none.",
    "PREPARED_STATEMENTS": "0 behind a pooler of connections that shares them between transactions (PgBouncer before 1.21).",
    "PROXIES": "How many proxies stand in front; sign-in limits then count the visitor's address.",
    "DRAFTS_PER_HOUR": "Drafts that may be begun from one network address in an hour.",
    "SAVES_PER_MINUTE": "Steps of the public form that may be saved from one network address in a minute.",
    "REPORT_AT_ONCE_KB": "An uploaded report longer than this many KB is read by the worker, with its progress shown.",
    "EXPORT_DAYS": "Days that an exported workbook can be fetched; then its bytes are destroyed.",
    "FORM_SECONDS": "Faster than this, a form on the public pages was sent by a machine.",
    "QUICK_EXIT_URL": "Where “Leave this page quickly” leads.",
    "SEAL_DIR": "Folder that each night's seal of all histories is written to: best one that this system cannot rewrite.",
    "SEAL_MAILBOX": "A mailbox elsewhere that each night's seal is sent to. Empty: none.",
    "SECRET_KEY": "Long random text, the same for all processes, kept.",
    "SESSION_HOURS": "Hours after which one signs in again.",
    "SITE_URL": "The address people use; links in mails begin with it.",
    "SMTP_HOST": "The mail server.",
    "SMTP_PASSWORD": "Its password.",
    "SMTP_PORT": "Its port.",
    "SMTP_SSL": "1: TLS from the first byte.",
    "SMTP_STARTTLS": "1: TLS after a greeting.",
    "SMTP_TIMEOUT": "Seconds to wait for it.",
    "SMTP_USER": "Its user.",
    "SUGGESTIONS_OFF": "Kinds of suggestion that files do not show: `direction`, `instrument`, `ground`, `priority`.",
    "UPLOADS_DIR": "Where uploads are kept, outside everything that is served.",
    "WORKER_CONCURRENCY": "Jobs that one worker does at once.",
}


def settings() -> dict[str, str]:
    """Names and defaults, read from the source: `env.<kind>("NAME", default=…)`."""
    found = {}
    for node in ast.walk(ast.parse((BASE_DIR / "mobility" / "settings.py").read_text())):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if not isinstance(node.func.value, ast.Name) or node.func.value.id != "env" or not node.args:
            continue
        if isinstance(node.args[0], ast.Constant):
            default = next((word.value for word in node.keywords if word.arg == "default"), None)
            found[str(node.args[0].value)] = ast.unparse(default) if default else ""
    return dict(sorted(found.items()))


def table() -> str:
    rows = [f"| `{name}` | {WHAT_FOR.get(name, '')} | {shown(default)} |" for name, default in settings().items()]
    return "\n".join(["| setting | what for | default |", "| --- | --- | --- |", *rows])


def shown(default: str) -> str:
    if default in {"''", "[]", ""}:
        return ""
    return f"`{default}`" if len(default) < 60 else "see `mobility/settings.py`"


class Command(BaseCommand):
    help = "Prints every setting as a table, for docs/operations.md."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(table())
