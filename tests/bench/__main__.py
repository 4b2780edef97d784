"""How fast the pages are: `make bench`, `ROWS=100000 make bench`; `ONLY=triage` measures the pages whose name holds it.

gunicorn as in production (2 workers of 4 threads, kept connections), an embedded PostgreSQL of its own with production's
durability. Every page is asked one at a time, with `/health/live` in between: what counts is the ratio to that floor.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil

from mobility.embedded import BASE_DIR
from mobility.supervisor import listen, start, stop, web_command
from tests.bench import databases
from tests.bench.client import Client

ROWS = int(os.environ.get("ROWS") or 10_000)
ONLY = os.environ.get("ONLY", "")
ASKED = int(os.environ.get("ASKED") or 40)  # times each page is measured
WARM_UP = 48  # each of eight threads has a connection of its own, whose queries are planned at their first run
FLOOR = "/health/live"
FILERS, FILINGS = 8, 24
#: Eight who never pause make a queue, in which each waits for the seven before: what people feel is measured as they come,
#: so many a second whether or not the ones before are done.
COMING, LAST_COMING = 3, 10


@dataclass
class Page:
    name: str
    path: str
    #: whose page: the desk's pages need a session, a follow-up page the worker's code
    who: str = "coordinator"


@dataclass
class Figures:
    """One line of the table."""

    page: str
    rows: int
    queries: int | None
    p50: float
    p95: float
    ratio: float
    ratio95: float
    kilobytes: float
    status: int = 200


# ---- the server ---------------------------------------------------------------------------------------


@dataclass
class Web:
    address: str
    process: Any
    cold_start: float

    def workers(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children()

    def peak_memory(self) -> int:
        """Of the largest worker so far, in megabytes."""
        peaks = []
        for worker in self.workers():
            said = Path(f"/proc/{worker.pid}/status").read_text()
            peaks.append(next(int(line.split()[1]) for line in said.splitlines() if line.startswith("VmHWM")))
        return max(peaks) // 1024

    def cpu_seconds(self) -> float:
        return sum(sum(worker.cpu_times()[:2]) for worker in self.workers())


@contextmanager
def web(environment: dict[str, str], folder: Path) -> Iterator[Web]:
    listener = listen("127.0.0.1", 0)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    began = time.monotonic()
    with open(folder / "web.log", "wb") as log:
        process = start(
            web_command(listener.fileno(), workers=2, threads=4),
            {**environment, "SITE_URL": address},
            [listener.fileno()],
            stdout=log,
            stderr=log,
        )
    try:
        while True:
            try:
                urllib.request.urlopen(address + FLOOR, timeout=30).close()  # noqa: S310
                break
            except urllib.error.HTTPError as error:
                raise RuntimeError(f"{FLOOR} answered {error.code}") from None
            except OSError:
                if process.poll() is not None:
                    raise RuntimeError((folder / "web.log").read_text()) from None
        yield Web(address, process, time.monotonic() - began)
    finally:
        stop(process)
        listener.close()


# ---- what is asked ------------------------------------------------------------------------------------


def sign_in() -> dict[str, str]:
    """A session of the first coordinator, with the second step set up."""
    from allauth.mfa.models import Authenticator
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from mobility.accounts.models import User

    user = User.objects.get(email="bench-00@example.org")
    Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "-"}})
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "mobility.accounts.backends.SignIn"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return {"sessionid": str(session.session_key)}


def hold(code: str) -> dict[str, str]:
    """The cookie of a worker's browser."""
    from django.core.signing import get_cookie_signer

    from complaints import holder

    return {holder.COOKIE: get_cookie_signer(salt=holder.COOKIE + holder.SALT).sign(code)}


def pages() -> list[Page]:
    """The pages and, for the list, each filter, sort, page and kind of search."""
    from complaints.models import Complaint
    from regulators.report_models import Report
    from tests.bench import stories

    book = stories.read_book()
    body, rare = book.bodies[0].pk, book.rare_body.pk
    is_open = Complaint.objects.filter(is_open=True, is_restricted=False)
    ordered = is_open.order_by("due_sort", "pk")
    deep = ordered[is_open.count() * 9 // 10]
    second = ordered[29]
    mine = is_open.filter(owner=book.users[0]).order_by("due_sort").first() or deep
    sent = Report.objects.filter(current__isnull=False).select_related("file").order_by("-period").first()
    triage = "/desk/complaints/"
    lists = {
        "triage": "",
        "second page": f"after={second.due_sort}~{second.pk}",
        "deep page": f"after={deep.due_sort}~{deep.pk}",
        "last page": "before=9999-12-31~9999999999",
        "by date opened": "sort=opened",
        "by priority": "sort=priority",
        "overdue": "due=overdue",
        "nothing due": "due=none",
        "outbound": "direction=outbound",
        "one body": f"body={body}",
        "a rare body": f"body={rare}",
        "one occupation": f"occupation={book.occupations[body][0].pk}",
        "from Ontario": "home=ON",
        "from Nunavut": "home=NU",
        "one ground": f"ground={book.grounds['inbound'][0].slug}",
        "urgent": "priority=1",
        "mine": "owner=me",
        "nobody's": "owner=nobody",
        "accepted": "status=accepted",
        "safety": "safety=yes",
        "hardship": "flag=financial-hardship",
        "in French": "language=fr",
        "received since": f"since={deep.received_on.isoformat()}",
        "closed": "state=closed",
        "closed, opened": "state=closed&sort=opened",
        "all, one body, opened": f"state=all&body={body}&sort=opened",
        "all, priority": "state=all&sort=priority",
        "rare word": f"q={stories.RARE}",
        "rare word, all": f"q={stories.RARE}&state=all",
        "1 % word": f"q={stories.ONE_PERCENT}",
        "1 % word, all, opened": f"q={stories.ONE_PERCENT}&state=all&sort=opened",
        "common word": f"q={stories.COMMON}",
        "common word, all, opened": f"q={stories.COMMON}&state=all&sort=opened",
        "common word, rare body": f"q={stories.COMMON}&body={rare}",
        "1 % word, rare body, all": f"q={stories.ONE_PERCENT}&body={rare}&state=all",
        "no such word": "q=zzyzzyva",
        "name with a typo": "q=Wojciechowsky",
        "reference": f"q={deep.reference}",
    }
    found = [
        Page(f"triage: {name}" if name != "triage" else name, f"{triage}?{query}") for name, query in lists.items()
    ]
    found += [
        Page("file page", f"{triage}{mine.reference}/"),
        Page("related files", f"{triage}{mine.reference}/beside/"),
        Page("my desk", "/desk/"),
        Page("board of reports", "/desk/reports/"),
        Page("statistics of bodies", "/desk/reports/statistics/"),
        Page("statistics, ten years", "/desk/reports/statistics/years/"),
        Page("an annual report", f"/desk/reports/{sent.file.reference}/"),
        Page("a body", f"/desk/regulators/{book.bodies[0].slug}/"),
        Page("front page", "/en/", "nobody"),
        Page("scope check", "/en/check/", "nobody"),
        Page("filing, first page", "/en/complain/who/", "nobody"),
        Page("follow-up page", "/en/follow/file/", "worker"),
    ]
    return [page for page in found if ONLY in page.name]


def queries_of(page: Page, cookies: dict[str, str]) -> int:
    """Counted in this process, on the second of two requests: the first fills what a process keeps."""
    from django.db import connection
    from django.test import Client as Inside
    from django.test.utils import CaptureQueriesContext

    inside = Inside(headers={"host": "127.0.0.1"})
    inside.cookies.load(cookies)
    inside.get(page.path)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        inside.get(page.path)
    return len(caught)


# ---- measuring ----------------------------------------------------------------------------------------


async def ask(page: Page, address: str, cookies: dict[str, str], floor: list[float]) -> tuple[list[float], bytes, int]:
    """Seconds of each of the requests; of the floor as many in between."""
    clients = [Client(address, dict(cookies)) for _ in range(4)]  # so that both workers are asked
    plain = Client(address)
    for turn in range(WARM_UP):
        await clients[turn % 4].get(page.path)
    took = []
    for turn in range(ASKED):
        answer = await clients[turn % 4].get(page.path)
        took.append(answer.seconds)
        floor.append((await plain.get(FLOOR)).seconds)
    for client in [*clients, plain]:
        await client.close()
    return took, answer.body, answer.status


def quantile(values: list[float], share: float) -> float:
    """In milliseconds."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] * 1000


# ---- filing -------------------------------------------------------------------------------------------

PAPER = b"%PDF-1.7\n" + b"0123456789abcdef" * 12_800 + b"\n%%EOF\n"
STORY = "I sent my application and nobody wrote back. " * 30


async def draft(client: Client, number: int) -> Any:
    """Everything before the last step; the page on which it is sent."""
    await client.get("/en/complain/")
    page = await client.get("/en/complain/who/")
    who = {
        "for_whom": "self",
        "direction": "inbound",
        "body": "clpna",
        "occupation_text": "Practical nurse",
        "home": "ON",
    }
    page = await client.submit(page, who)
    page = await client.submit(page, {"grounds": ["ack-overdue"], "narrative": STORY, "wanted": "An answer."})
    if "/details/" in page.address:
        page = await client.submit(page, {})
    page = await client.submit(page, {})
    page = await client.submit(page, {"contact_by": ["page"], "name": f"Wanda Worker {number}"})
    page = await client.submit(page, {}, [("files", f"letter-{number}.pdf", PAPER + str(number).encode())])
    if "/send/" not in page.address:
        raise RuntimeError(f"The filing did not come to its last step but to {page.address}")
    return page


async def file(client: Client, page: Any) -> float:
    """The last step, up to the receipt; seconds."""
    before = client.seconds
    page = await client.submit(page, {"speak_to_body": "with_name"})
    if "/receipt/" not in page.address:
        raise RuntimeError(f"No receipt: {page.address} {page.status}")
    return client.seconds - before


async def whole(address: str, number: int, last: list[float]) -> None:
    client = Client(address)
    last.append(await file(client, await draft(client, number)))
    await client.close()


async def filings(address: str, server: Web) -> dict[str, float]:
    """Whole filings and last steps alone, each by eight who never pause and then as they come."""
    for number in range(12):  # warm
        await whole(address, number, [])
    last: list[float] = []

    async def one_of_eight(turn: int) -> None:
        for number in range(turn, FILINGS, FILERS):
            await whole(address, 1000 + number, last)

    began, server_cpu, client_cpu = time.monotonic(), server.cpu_seconds(), time.process_time()
    await asyncio.gather(*(one_of_eight(turn) for turn in range(FILERS)))
    seconds = time.monotonic() - began
    figures = {
        "whole filings a second": FILINGS / seconds,
        "last step p50": quantile(last, 0.5),
        "last step p95": quantile(last, 0.95),
        "web CPU seconds": server.cpu_seconds() - server_cpu,
        "client CPU seconds": time.process_time() - client_cpu,
    }
    coming: list[float] = []
    await come(COMING, [whole(address, 2000 + number, coming) for number in range(FILINGS)])
    figures[f"last step p95, {COMING} whole filings a second coming"] = quantile(coming, 0.95)

    clients = [Client(address) for _ in range(2 * FILINGS)]
    prepared = await asyncio.gather(*(draft(client, 3000 + number) for number, client in enumerate(clients)))
    alone: list[float] = []

    async def send(number: int, taken: list[float]) -> None:
        taken.append(await file(clients[number], prepared[number]))

    async def send_of_eight(turn: int) -> None:
        for number in range(turn, FILINGS, FILERS):
            await send(number, alone)

    began = time.monotonic()
    await asyncio.gather(*(send_of_eight(turn) for turn in range(FILERS)))
    figures["last steps alone a second"] = FILINGS / (time.monotonic() - began)
    coming = []
    await come(LAST_COMING, [send(FILINGS + number, coming) for number in range(FILINGS)])
    figures[f"last step p50, {LAST_COMING} a second coming"] = quantile(coming, 0.5)
    figures[f"last step p95, {LAST_COMING} a second coming"] = quantile(coming, 0.95)
    for client in clients:
        await client.close()
    return figures


async def come(a_second: float, each: list[Coroutine[Any, Any, None]]) -> None:
    """Begin so many a second, whether or not the ones before are done, and wait for all."""

    async def begin(number: int, one: Coroutine[Any, Any, None]) -> None:
        await asyncio.sleep(number / a_second)
        await one

    await asyncio.gather(*(begin(number, one) for number, one in enumerate(each)))


# ---- taking lists out ---------------------------------------------------------------------------------


def exports() -> dict[str, float]:
    """Rows a second of all files, as the CSV that streams and as the workbook that the worker makes."""
    from django.utils.timezone import now

    from complaints import exporting
    from complaints.list_models import Export
    from mobility.accounts.models import User
    from mobility.law.days import today

    asked = {"query": "state=all", "with_words": False, "by": User.objects.get(email="bench-00@example.org")}
    figures = {}
    for kind, name in ((Export.Format.CSV, "CSV"), (Export.Format.XLSX, "XLSX")):
        export = exporting.begin(format=kind, language="en", at=now(), **asked)
        began = time.monotonic()
        if kind == Export.Format.CSV:
            for _portion in exporting.as_csv(export, today=today()):
                pass
        else:
            exporting.make_workbook(export)
        seconds = time.monotonic() - began
        export.refresh_from_db()
        figures[f"{name} rows a second"] = (export.rows or 0) / seconds
    return figures


# ---- the whole ----------------------------------------------------------------------------------------


def measure(server: Web, cookies: dict[str, dict[str, str]]) -> tuple[list[Figures], float]:
    floor: list[float] = []
    asyncio.run(ask(Page("", FLOOR), server.address, {}, floor))
    found = []
    for page in pages():
        held = cookies.get(page.who, {})
        nearby: list[float] = []
        took, body, status = asyncio.run(ask(page, server.address, held, nearby))
        floor += nearby
        base = quantile(nearby, 0.5)
        p50, p95 = quantile(took, 0.5), quantile(took, 0.95)
        found.append(
            Figures(page.name, ROWS, queries_of(page, held), p50, p95, p50 / base, p95 / base, len(body) / 1024, status)
        )
        if len(found) == 1:
            print(f"\n{'':<34}{'queries':>8}{'p50 ms':>9}{'p95 ms':>9}{'x floor':>9}{'p95 x':>8}{'KB':>7}")
        print(line(found[-1]), flush=True)
    return found, statistics.median(floor) * 1000


def line(row: Figures) -> str:
    odd = f"  answered {row.status}" if row.status != 200 else ""
    return f"{row.page:<34}{row.queries:>8}{row.p50:>9.1f}{row.p95:>9.1f}{row.ratio:>9.1f}{row.ratio95:>8.1f}{row.kilobytes:>7.1f}{odd}"


def main() -> int:
    template, seconds = databases.template(ROWS)
    if seconds:
        print(f"{ROWS:,} files were written in {seconds[0]} s, the annual reports of ten years in {seconds[1]} s.")
    with databases.clone(template) as name, tempfile.TemporaryDirectory() as folder:
        environment = {
            **databases.environment(name),
            "UPLOADS_DIR": f"{folder}/uploads",
            **{"DRAFTS_PER_HOUR": "0", "SAVES_PER_MINUTE": "0", "FORM_SECONDS": "0"},  # one network files them all
        }
        os.environ.update(environment)
        import django

        django.setup()
        from mobility.preparing import collect_static, compile_code
        from tests.bench import stories

        collect_static()
        compile_code()
        cookies = {"coordinator": sign_in(), "worker": hold(stories.tell(ROWS - 2, ROWS, stories.read_book()).code)}
        with web(environment, Path(folder)) as server:
            print(f"The first answer came {server.cold_start:.2f} s after the start.")
            found, floor = measure(server, cookies)
            filed = asyncio.run(filings(server.address, server)) if not ONLY or ONLY in "filing" else {}
            memory = server.peak_memory()
        taken_out = exports() if not ONLY or ONLY in "exports" else {}
        from django.db import connections

        connections.close_all()
    print(f"\n{FLOOR}: {floor:.2f} ms; peak memory of a worker {memory} MB")
    for what, figure in {**filed, **taken_out}.items():
        print(f"{what:<52}{figure:>10.2f}")
    build = BASE_DIR / "build"
    build.mkdir(exist_ok=True)
    said = {
        "rows": ROWS,
        "floor_ms": floor,
        "cold_start_s": server.cold_start,
        "peak_memory_mb": memory,
        "seed_s": seconds[0] if seconds else None,
        "pages": [asdict(row) for row in found],
        "filing": filed,
        "exports": taken_out,
    }
    (build / "bench.json").write_text(json.dumps(said, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    finally:
        databases.cluster().stop()
