"""How the workbook looks: a few named ways to draw a cell. openpyxl is loaded only when a workbook is written."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from mobility.cells import FORMULA

INK, QUIET, LINE = "FF1B2430", "FF5B6673", "FFC9D1DA"
HEAD, ASKED, BAD = "FF0B4F6C", "FFFFFBE6", "FFF9D7D3"
TIER_FILLS = {"unreadable": "FFF4B6AE", "fix": "FFF9D7D3", "confirm": "FFFFE8B8", "info": "FFD9E8F5"}


class Styles:
    """One set for one workbook, so that its cells share them."""

    @cached_property
    def _parts(self) -> Any:
        from openpyxl import styles

        return styles

    def font(self, **what: Any) -> Any:
        return self._parts.Font(**{"name": "Calibri", "size": 11, "color": INK, **what})

    def fill(self, color: str) -> Any:
        return self._parts.PatternFill("solid", fgColor=color)

    @cached_property
    def wrapped(self) -> Any:
        return self._parts.Alignment(wrap_text=True, vertical="top")

    @cached_property
    def open(self) -> Any:
        return self._parts.Protection(locked=False)

    @cached_property
    def box(self) -> Any:
        side = self._parts.Side(style="thin", color=LINE)
        return self._parts.Border(left=side, right=side, top=side, bottom=side)

    def title(self, cell: Any) -> None:
        cell.font = self.font(size=16, bold=True)

    def heading(self, cell: Any) -> None:
        cell.font = self.font(bold=True, color="FFFFFFFF")
        cell.fill = self.fill(HEAD)
        cell.alignment = self.wrapped

    def label(self, cell: Any, *, bold: bool = False, indent: int = 0) -> None:
        cell.font = self.font(bold=bold)
        cell.alignment = self._parts.Alignment(wrap_text=True, vertical="top", indent=indent)

    def quiet(self, cell: Any) -> None:
        cell.font = self.font(size=9, color=QUIET)
        cell.alignment = self.wrapped

    def key(self, cell: Any) -> None:
        """A key is for the reader of the file, not of the sheet: small, and cut where it is long."""
        cell.font = self.font(size=8, color=QUIET)
        cell.alignment = self._parts.Alignment(vertical="top")

    def asked(self, title: str, help: str) -> Any:
        """A question and its help in one cell: the one bold, the other small beneath."""
        from openpyxl.cell.rich_text import CellRichText, TextBlock
        from openpyxl.cell.text import InlineFont

        bold = InlineFont(rFont="Calibri", sz=11, b=True, color=INK)
        small = InlineFont(rFont="Calibri", sz=9, color=QUIET)
        return CellRichText(TextBlock(bold, title), TextBlock(small, f"\n{help}"))

    def answer(self, cell: Any) -> None:
        """A cell to write in: unlocked, and seen to be."""
        cell.fill = self.fill(ASKED)
        cell.border = self.box
        cell.protection = self.open
        cell.alignment = self.wrapped

    def check(self, cell: Any) -> None:
        cell.font = self.font(color="FFB3170B")
        cell.alignment = self.wrapped


def height(*texts: tuple[str, int, int]) -> float:
    """The height of a row whose texts, each with the characters to a line and the height of one, stand beneath each other."""
    return 4 + sum(line * max(1, -(-len(text) // characters)) for text, characters, line in texts if text)


def put(cell: Any, value: Any) -> None:
    """Write a value that is no formula, whatever it begins with."""
    if isinstance(value, str) and value[:1] in FORMULA:
        cell.value = "".join(c for c in value if c >= " " or c in "\n\t")
        cell.data_type = "s"
        cell.quotePrefix = True
        return
    if isinstance(value, str):
        value = "".join(c for c in value if c >= " " or c in "\n\t")
    cell.value = value
