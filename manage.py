#!/usr/bin/env python
"""Runs one management command. Without DATABASE_URL the embedded PostgreSQL is started first.

`manage.py up` runs the whole system: database, web, worker.
"""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mobility.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command == "up":
        from mobility import supervisor

        sys.exit(supervisor.main())
    from django.core.management import execute_from_command_line

    from mobility.embedded import EmbeddedPostgresError, use_database_for

    try:
        use_database_for(command)
    except EmbeddedPostgresError as error:
        sys.exit(str(error))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
