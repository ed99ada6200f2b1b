"""Load the service while its file is swapped: `make load`.

Requests leave on a schedule, whether the ones before have been answered or not, and a latency
counts from the time a request was due: a service that stalls can't hide it by slowing its clients.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import secrets
import shutil
import socket
import sys
import tempfile
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

import duckdb
import numpy as np

from karat.publication import published_path

SLOWEST_P99_MS = 20.0
CONNECTIONS = 16
PATIENCE_SECONDS = 60.0
MIX = {
    "/v1/customers/{customer}/next-purchase": 4,
    "/v1/customers/{customer}/next-items": 4,
    "/v1/items/{item}/similar": 1,
    "/v1/customers?segment={segment}&limit=20&items=3": 1,
}
"""Requests by their weight."""


@dataclass
class Outcome:
    """What came of the load.

    Attributes
    ----------
    milliseconds
        Latencies by route.
    failures
        Requests without an answer, or with another status than 200, by what came instead.
    taken_up
        Publications that the service took up while it was loaded.
    """

    milliseconds: dict[str, list[float]] = field(default_factory=dict)
    failures: Counter[str] = field(default_factory=Counter)
    taken_up: int = 0

    def percentile(self, share: float, route: str | None = None) -> float:
        """Return a percentile of the latencies of a route, or of all, in milliseconds."""
        routes = [route] if route else list(self.milliseconds)
        return float(
            np.percentile(np.concatenate([self.milliseconds[name] for name in routes]), share)
        )

    def held(self, swaps: int) -> bool:
        """Tell whether the service held what it promises."""
        swapped = self.taken_up == swaps
        return not self.failures and swapped and self.percentile(99) < SLOWEST_P99_MS


class Client:
    """Keeps one connection open: HTTP/1.1 in a few lines, so that the client costs little time."""

    def __init__(self, port: int, token: str) -> None:
        self._port = port
        self._token = token
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> tuple[int, bytes]:
        """Return the status and the body of an answer."""
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: localhost\r\n"
            f"Authorization: Bearer {self._token}\r\n\r\n".encode()
        )
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            status, *lines = head.decode("latin-1").split("\r\n")
            headers = dict(line.lower().split(": ", 1) for line in lines if line)
            body = await reader.readexactly(int(headers["content-length"]))
        except (OSError, asyncio.IncompleteReadError):
            self._streams = None
            raise
        return int(status.split()[1]), body


async def load(
    clients: list[Client], requests: list[tuple[str, str]], rate: float, outcome: Outcome
) -> None:
    """Send requests at a rate, each when it is due."""
    free: asyncio.Queue[Client] = asyncio.Queue()
    for client in clients:
        free.put_nowait(client)
    began = perf_counter()

    async def ask(route: str, path: str, due: float) -> None:
        client = await free.get()
        try:
            status, _ = await client.get(path)
            outcome.milliseconds.setdefault(route, []).append((perf_counter() - due) * 1000)
            if status != 200:
                outcome.failures[str(status)] += 1
        except (OSError, asyncio.IncompleteReadError) as error:
            outcome.failures[type(error).__name__] += 1
        finally:
            free.put_nowait(client)

    async with asyncio.TaskGroup() as tasks:
        for number, (route, path) in enumerate(requests):
            due = began + number / rate
            await asyncio.sleep(max(0.0, due - perf_counter()))
            tasks.create_task(ask(route, path, due))


async def swap(published: Path, editions: list[Path], swaps: int, seconds: float) -> None:
    """Put one edition after the other in the place of the published file, as a build does."""
    for number in range(1, swaps + 1):
        await asyncio.sleep(seconds)
        await asyncio.to_thread(place, editions[number % len(editions)], published)


def place(edition: Path, published: Path) -> None:
    """Write the next file beside the published one and rename it."""
    unfinished = published.with_suffix(".next")
    shutil.copyfile(edition, unfinished)
    unfinished.replace(published)


async def wait_until_ready(client: Client) -> None:
    """Wait until the service has something to serve."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            try:
                status, _ = await client.get("/ready")
            except OSError:
                status = 0
            if status == 200:
                return
            await asyncio.sleep(0.1)


def editions_of(published: Path, folder: Path) -> list[Path]:
    """Make two editions of a published file that differ in what is served."""
    editions = [folder / f"edition_{number}.duckdb" for number in range(2)]
    for number, edition in enumerate(editions):
        shutil.copyfile(published, edition)
        with duckdb.connect(str(edition)) as connection:
            connection.execute(
                "update marts.customer_next_purchase set reason = reason || ?", [f" ({number})"]
            )
    return editions


def draw_requests(published: Path, count: int) -> list[tuple[str, str]]:
    """Draw routes and their paths, for the customers, items and segments of a published file."""
    with duckdb.connect(str(published), read_only=True) as connection:
        known = {
            "customer": "select customer_id from marts.dim_customers order by 1",
            "item": "select item_id from marts.dim_items order by 1",
            "segment": "select distinct rfm_segment from marts.dim_customers order by 1",
        }
        ids = {
            name: [row[0] for row in connection.execute(query).fetchall()]
            for name, query in known.items()
        }
    draw = random.Random(0)
    return [
        (route, route.format(**{name: draw.choice(values) for name, values in ids.items()}))
        for route in draw.choices(list(MIX), list(MIX.values()), k=count)
    ]


async def taken_up(client: Client) -> int:
    """Ask the service how many publications it has taken up."""
    _, body = await client.get("/metrics")
    found = re.search(rb"^karat_publications_taken_up_total (.+)$", body, re.MULTILINE)
    return int(float(found[1])) if found else 0


async def measure(published: Path, rate: float, seconds: float, swaps: int) -> Outcome:
    """Serve a copy of a published file, load it, and swap it meanwhile."""
    outcome = Outcome()
    token = secrets.token_urlsafe()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        editions = editions_of(published, folder)
        served = folder / "published.duckdb"
        place(editions[0], served)
        service = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "karat.api"),
            env={
                **os.environ,
                "KARAT_PUBLISHED": str(served),
                "KARAT_API_TOKEN": token,
                "KARAT_API_PORT": str(port),
                "KARAT_API_SHOWN_LOG": str(folder / "shown.jsonl"),
            },
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            clients = [Client(port, token) for _ in range(CONNECTIONS)]
            await wait_until_ready(clients[0])
            drawn = draw_requests(published, int(rate * seconds))
            before = await taken_up(clients[0])
            await asyncio.gather(
                load(clients, drawn, rate, outcome),
                swap(served, editions, swaps, seconds / (swaps + 1)),
            )
            # The last swap may still be on its way in.
            with suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE_SECONDS):
                    while outcome.taken_up < swaps:
                        await asyncio.sleep(0.1)
                        outcome.taken_up = await taken_up(clients[0]) - before
        finally:
            service.terminate()
            await service.wait()
    return outcome


def main() -> None:
    """Measure, tell, and fail where the service did not hold what it promises."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.api_load", description=__doc__)
    parser.add_argument(
        "--published",
        type=Path,
        default=published_path(),
    )
    parser.add_argument("--rate", type=float, default=200.0, help="requests a second")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--swaps", type=int, default=10)
    arguments = parser.parse_args()
    outcome = asyncio.run(
        measure(arguments.published, arguments.rate, arguments.seconds, arguments.swaps)
    )
    for route in outcome.milliseconds:
        print(f"{outcome.percentile(99, route):6.1f} ms p99  {route}")
    longest = outcome.percentile(100)
    print(
        f"{sum(map(len, outcome.milliseconds.values()))} requests, {arguments.rate:g} a second; "
        f"failed: {outcome.failures.total()} {dict(outcome.failures) or ''}\n"
        f"latency in ms: median {outcome.percentile(50):.1f}, p95 {outcome.percentile(95):.1f},"
        f" p99 {outcome.percentile(99):.1f}, longest {longest:.1f}\n"
        f"swaps: {arguments.swaps}, taken up: {outcome.taken_up}"
    )
    sys.exit(not outcome.held(arguments.swaps))


if __name__ == "__main__":
    main()
