"""A plain client: HTTP/1.1 over kept connections, cookies, forms. Nothing but asyncio, so that it costs little itself."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit


@dataclass
class Answer:
    """What came back, and how long it took in seconds."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float
    address: str = ""

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Client:
    """One browser, more or less: one connection, one set of cookies."""

    address: str
    cookies: dict[str, str] = field(default_factory=dict)
    seconds: float = 0
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> Answer:
        return await self.ask("GET", path)

    async def post(self, path: str, fields: list[tuple[str, str]], files: list[tuple[str, str, bytes]] = ()) -> Answer:
        if files:
            boundary = "boundary-0123456789"
            body = multipart(boundary, fields, files)
            return await self.follow(await self.ask("POST", path, body, f"multipart/form-data; boundary={boundary}"))
        body = urlencode(fields).encode()
        return await self.follow(await self.ask("POST", path, body, "application/x-www-form-urlencoded"))

    async def submit(self, page: Answer, given: dict[str, str | list[str]], files=(), press: str = "") -> Answer:
        """Send the main form of a page with what it already holds and what is given."""
        form = Form.of(page.text)
        fields = [(name, value) for name, value in form.fields if name not in given]
        for name, value in given.items():
            fields += [(name, one) for one in ([value] if isinstance(value, str) else value)]
        if press:
            fields.append((press, "1"))
        return await self.post(urljoin(page.address, form.action) if form.action else page.address, fields, files)

    async def follow(self, answer: Answer) -> Answer:
        while answer.status in (301, 302, 303):
            target = urlsplit(urljoin(answer.address, answer.headers["location"]))
            answer = await self.ask("GET", target.path + (f"?{target.query}" if target.query else ""))
        return answer

    async def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> Answer:
        """One request; on a connection the server has closed meanwhile, once more on a new one."""
        try:
            return await self._ask(method, path, body, kind)
        except (asyncio.IncompleteReadError, ConnectionError):
            await self.close()
            return await self._ask(method, path, body, kind)

    async def _ask(self, method: str, path: str, body: bytes, kind: str) -> Answer:
        target = urlsplit(self.address)
        lines = [f"{method} {path} HTTP/1.1", f"Host: {target.netloc}", "Accept: text/html"]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if body or method == "POST":
            lines += [f"Content-Length: {len(body)}", f"Content-Type: {kind}", f"Origin: {self.address}"]
        began = time.perf_counter()
        if self._streams is None:
            self._streams = await asyncio.open_connection(target.hostname, target.port)
        reader, writer = self._streams
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        await writer.drain()
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers: dict[str, str] = {}
        for line in head[1:]:
            name, _colon, value = line.partition(":")
            if name.lower() == "set-cookie":
                key, _equals, rest = value.strip().partition("=")
                self.cookies[key] = rest.split(";")[0]
            elif name:
                headers[name.lower()] = value.strip()
        content = await self._body(reader, headers)
        seconds = time.perf_counter() - began
        self.seconds += seconds
        if headers.get("connection", "").lower() == "close":
            await self.close()
        return Answer(int(head[0].split()[1]), headers, content, seconds, path)

    async def _body(self, reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
        if "content-length" in headers:
            return await reader.readexactly(int(headers["content-length"]))
        if headers.get("transfer-encoding") == "chunked":
            parts = []
            while size := int(await reader.readline(), 16):
                parts.append(await reader.readexactly(size))
                await reader.readline()
            await reader.readline()
            return b"".join(parts)
        return await reader.read()

    async def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


def multipart(boundary: str, fields: list[tuple[str, str]], files: list[tuple[str, str, bytes]]) -> bytes:
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields
    ]
    for name, filename, content in files:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
        parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + content + b"\r\n")
    return b"".join([*parts, f"--{boundary}--\r\n".encode()])


class Form(HTMLParser):
    """The form of a page that has most fields: where it goes, and what it holds already."""

    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.fields: list[tuple[str, str]] = []
        self.forms: list[tuple[str, list[tuple[str, str]]]] = []
        self._area = self._select = ""

    @classmethod
    def of(cls, page: str) -> Form:
        form = cls()
        form.feed(page)
        form.action, form.fields = max(form.forms, key=lambda one: len(one[1]))
        return form

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.forms.append((said.get("action", ""), []))
        if not self.forms:
            return
        name, held = said.get("name", ""), self.forms[-1][1]
        if tag == "input" and name and said.get("type") not in ("file", "submit", "button"):
            if said.get("type") not in ("checkbox", "radio") or "checked" in said:
                held.append((name, said.get("value", "on" if said.get("type") == "checkbox" else "")))
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in said and self._select:
            held.append((self._select, said.get("value", "")))
        elif tag == "textarea" and name:
            self._area = name
            held.append((name, ""))

    def handle_data(self, data: str) -> None:
        if self._area:
            held = self.forms[-1][1]
            held[-1] = (self._area, held[-1][1] + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""
