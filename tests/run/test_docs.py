"""docs/operations.md says what the code does."""

from pathlib import Path

from mobility.management.commands.settings_table import WHAT_FOR, settings, table

PAGE = Path(__file__).resolve().parents[2] / "docs" / "operations.md"


def test_every_setting_is_explained_and_no_other():
    assert set(WHAT_FOR) == set(settings())


def test_the_table_of_settings_is_the_codes():
    shown = PAGE.read_text().split("<!-- settings: begin -->\n")[1].split("<!-- settings: end -->")[0].strip()
    assert shown == table(), "put the output of manage.py settings_table between the marks in docs/operations.md"
