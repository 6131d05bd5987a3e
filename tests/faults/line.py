"""The only way from the coach to PostgreSQL: it can be cut, and it can be away."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

from tests.faults.fleet import free_port


class Line:
    """A port that leads to the socket of a PostgreSQL; `url` is the same database by that way."""

    def __init__(self, url: str) -> None:
        there = urlsplit(url)
        (folder,) = parse_qs(there.query)["host"]
        self._socket, self._port = f"{folder}/.s.PGSQL.5432", free_port()
        self.url = f"{there.scheme}://postgres@127.0.0.1:{self._port}{there.path}"
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    async def comes_back(self) -> None:
        """Lead there again."""
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self._port)

    async def goes_away(self) -> None:
        """Lead nowhere."""
        if self._server is not None:
            self._server.close()
        self.cut()

    def cut(self) -> None:
        """Break every connection, in whatever it is doing."""
        for writer in self._open:
            writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_server, to_server = await asyncio.open_unix_connection(self._socket)
        ends = {writer, to_server}
        self._open |= ends
        try:
            await asyncio.gather(_pass_on(reader, to_server), _pass_on(from_server, writer))
        finally:
            self._open -= ends
            for end in ends:
                end.transport.abort()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    writer.transport.abort()


@contextlib.asynccontextmanager
async def line_to(url: str) -> AsyncIterator[Line]:
    """A way to that database, open until it is left."""
    line = Line(url)
    await line.comes_back()
    try:
        yield line
    finally:
        await line.goes_away()
