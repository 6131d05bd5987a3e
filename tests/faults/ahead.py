"""`python -m tests.faults.ahead SECONDS DUTY`: the program on a machine whose clock is so many seconds ahead."""

import sys
from datetime import UTC, datetime, timedelta

import time_machine

if __name__ == "__main__":
    seconds = float(sys.argv.pop(1))
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=seconds), tick=True):
        from bot.__main__ import main

        main()
