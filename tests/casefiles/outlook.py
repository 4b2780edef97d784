"""Writes Outlook's .msg as Outlook does, so that reading it is tested on the real format: a compound file of property streams."""

from __future__ import annotations

import struct

SECTOR, MINI, CUTOFF = 512, 64, 4096
END, FREE, FAT_SECTOR, NOTHING = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
UNICODE, BINARY, INTEGER, TIME = 0x001F, 0x0102, 0x0003, 0x0040

Tree = dict[str, "bytes | Tree"]


def message(subject: str, body: str, sender: tuple[str, str], sent: int, attached: dict[str, bytes]) -> bytes:
    """A .msg file. `sent` in units of 100 ns since 1601."""
    root = properties(
        {0x0037: subject, 0x1000: body, 0x0C1A: sender[0], 0x0C1F: sender[1], 0x001A: "IPM.Note", 0x0039: sent},
        header=struct.pack("<8x4I8x", 0, len(attached), 0, len(attached)),
    )
    for number, (name, content) in enumerate(attached.items()):
        root[f"__attach_version1.0_#{number:08X}"] = properties({0x3707: name, 0x3701: content, 0x3705: 1}, bytes(8))
    root["__nameid_version1.0"] = {
        "__substg1.0_00020102": b"",
        "__substg1.0_00030102": b"",
        "__substg1.0_00040102": b"",
    }
    return compound(root)


def properties(values: dict[int, object], header: bytes) -> Tree:
    table, streams = header, {}
    for tag, value in values.items():
        if isinstance(value, int):
            kind = TIME if value > 2**32 else INTEGER
            table += struct.pack("<HHIQ", kind, tag, 6, value)
            continue
        kind, content = (UNICODE, value.encode("utf-16-le")) if isinstance(value, str) else (BINARY, value)
        table += struct.pack("<HHIII", kind, tag, 6, len(content) + (2 if kind == UNICODE else 0), 0)
        streams[f"__substg1.0_{tag:04X}{kind:04X}"] = content
    return {"__properties_version1.0": table, **streams}


def compound(root: Tree) -> bytes:
    """A compound file, version 3: header, sectors with a table of chains, a small-stream area, a directory."""
    entries: list[dict] = [{"name": "Root Entry", "type": 5, "child": NOTHING, "start": END, "size": 0}]
    sectors: list[bytes] = []
    fat: list[int] = []
    mini, mini_fat = b"", []

    def chain(content: bytes) -> int:
        count = -(-len(content) // SECTOR)
        if not count:
            return END
        first = len(sectors)
        for number in range(count):
            sectors.append(content[number * SECTOR : (number + 1) * SECTOR].ljust(SECTOR, b"\0"))
            fat.append(first + number + 1 if number < count - 1 else END)
        return first

    def add(tree: Tree, parent: int) -> None:
        nonlocal mini
        placed = []
        for name, content in sorted(tree.items(), key=lambda item: (len(item[0]), item[0].upper())):
            number = len(entries)
            entries.append({"name": name, "type": 1, "child": NOTHING, "start": 0, "size": 0})
            placed.append(number)
            if isinstance(content, dict):
                add(content, number)
                continue
            entry = entries[number]
            entry["type"], entry["size"] = 2, len(content)
            if len(content) >= CUTOFF:
                entry["start"] = chain(content)
            elif content:
                count = -(-len(content) // MINI)
                entry["start"] = len(mini_fat)
                mini_fat.extend([*range(len(mini_fat) + 1, len(mini_fat) + count), END])
                mini += content.ljust(count * MINI, b"\0")
            else:
                entry["start"] = END
        for here, following in zip(placed, [*placed[1:], NOTHING], strict=True):
            entries[here]["right"] = following
        entries[parent]["child"] = placed[0] if placed else NOTHING

    add(root, 0)
    entries[0]["size"] = len(mini)
    entries[0]["start"] = chain(mini)
    mini_start = chain(struct.pack(f"<{len(mini_fat)}I", *mini_fat).ljust(SECTOR * -(-len(mini_fat) // 128), b"\xff"))
    directory = b"".join(
        (one["name"].encode("utf-16-le") + b"\0\0").ljust(64, b"\0")
        + struct.pack("<HBB", len(one["name"]) * 2 + 2, one["type"], 1)
        + struct.pack("<III", NOTHING, one.get("right", NOTHING), one["child"])
        + bytes(36)
        + struct.pack("<IQ", one["start"], one["size"])
        for one in entries
    )
    empty = bytes(64) + struct.pack("<HBB", 0, 0, 0) + struct.pack("<III", NOTHING, NOTHING, NOTHING) + bytes(48)
    directory_start = chain(directory + empty * (-len(entries) % 4))
    count = 1
    while (len(sectors) + count) > count * 128:
        count += 1
    table_at = list(range(len(sectors), len(sectors) + count))
    fat += [FAT_SECTOR] * count
    fat += [FREE] * (count * 128 - len(fat))
    packed = struct.pack(f"<{len(fat)}I", *fat)
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
        + struct.pack(
            "<IIIIIIIIII", 0, count, directory_start, 0, CUTOFF, mini_start, -(-len(mini_fat) // 128), END, 0, 0
        )[:36]
        + struct.pack("<109I", *(table_at + [FREE] * (109 - count)))
    )
    return header.ljust(SECTOR, b"\0")[:SECTOR] + b"".join(sectors) + packed
