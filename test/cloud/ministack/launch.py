"""Starts MiniStack for one run of the tests. Its settings are environment variables, see start.ts; two it has none for."""

import os
import signal
import sys
import threading

import ministack.app
from ministack.services import scheduler

if not hasattr(scheduler, "_SCHEDULE_TICK_INTERVAL") or not hasattr(ministack.app, "pin_request_origin"):
    sys.exit("MiniStack has changed: find what launch.py sets in its services/scheduler.py and app.py.")

# Due schedules are looked for every second, not every ten: nothing is gained by waiting for them.
scheduler._SCHEDULE_TICK_INTERVAL = 1

# On AWS every call comes by TLS, and the policies of queues and buckets refuse any other (aws:SecureTransport). Here calls
# never leave the machine, and come without; they are taken for what they would be.
pin_request_origin = ministack.app.pin_request_origin
ministack.app.pin_request_origin = lambda source_ip, secure_transport: pin_request_origin(source_ip, True)


def end_with_parent():
    """Stdin is a pipe from the test. It closes when the test ends, however it ends."""
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


threading.Thread(target=end_with_parent, daemon=True).start()
sys.argv = ["ministack"]
ministack.app.main()
