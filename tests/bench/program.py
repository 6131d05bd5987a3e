"""The real program as its own process: started, asked, weighed and stopped."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil

LONGEST_START = 120.0
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Program:
    """A running playground: where it is, how long it took to be ready (seconds), and its process."""

    address: str
    seconds_to_ready: float
    process: psutil.Process

    def memory(self) -> float:
        """Megabytes that the program itself keeps in memory; children that draw are not counted."""
        return float(self.process.memory_info().rss) / MEGABYTE


@contextlib.contextmanager
def playground(folder: Path) -> Iterator[Program]:
    """The playground on that folder, from start to stop."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "bot", "playground", "--port", str(port), "--folder", str(folder)]
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=os.environ)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(address, started)
        yield Program(address, time.perf_counter() - started, psutil.Process(process.pid))
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(address: str, started: float) -> None:
    while time.perf_counter() - started < LONGEST_START:
        try:
            with urlopen(f"{address}/readyz", timeout=LONGEST_START):
                return
        except (URLError, TimeoutError):
            time.sleep(0.01)
    raise TimeoutError("the program was not ready in time")
