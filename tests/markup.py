"""What is wrong with the HTML of a page."""

from __future__ import annotations

import html5lib


def faults(page: str) -> list[str]:
    """What an HTML5 parser that forgives nothing says of a page; ids that stand twice; labels of nothing."""
    parser = html5lib.HTMLParser(strict=False)
    tree = parser.parse(page)
    said = [f"{where}: {code} {facts}" for where, code, facts in parser.errors]
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    labels = {element.get("for") for element in tree.iter() if element.get("for")}
    return said + [f"twice: {one}" for one in set(ids) if ids.count(one) > 1] + sorted(labels - set(ids))
