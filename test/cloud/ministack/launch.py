"""Starts MiniStack for one run of the tests. Its settings are environment variables; see start.ts."""

import os
import signal
import sys
import threading

from ministack.app import main
from ministack.services import scheduler

# How often due schedules are looked for, in seconds. MiniStack's 10 makes `rate(1 minute)` up to 10 s late at first and then
# every 60 s sharp; with this it is every 65 s, so that a break of two minutes, begun after one run, ends before the next but one.
sweep = float(os.environ["SCHEDULE_SWEEP_SECONDS"])
if not hasattr(scheduler, "_SCHEDULE_TICK_INTERVAL"):
    sys.exit("MiniStack's scheduler has no _SCHEDULE_TICK_INTERVAL any more. Look for its successor in services/scheduler.py.")
scheduler._SCHEDULE_TICK_INTERVAL = sweep


def end_with_parent():
    """Stdin is a pipe from the test. It closes when the test ends, however it ends."""
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


threading.Thread(target=end_with_parent, daemon=True).start()
sys.argv = ["ministack"]
main()
