"""Starts MiniStack for one run of the tests. Its settings are environment variables, see start.ts; two it has none for."""

import os
import signal
import sys
import threading
import time

import ministack.app
from ministack.core.responses import get_account_id, get_region
from ministack.services import cloudwatch, scheduler
from ministack.services.cloudformation import provisioners

if not hasattr(scheduler, "_SCHEDULE_TICK_INTERVAL") or not hasattr(ministack.app, "pin_request_origin"):
    sys.exit("MiniStack has changed: find what launch.py sets in its services/scheduler.py and app.py.")

# Due schedules are looked for every second, not every ten: nothing is gained by waiting for them.
scheduler._SCHEDULE_TICK_INTERVAL = 1

# On AWS every call comes by TLS, and the policies of queues and buckets refuse any other (aws:SecureTransport). Here calls
# never leave the machine, and come without; they are taken for what they would be.
pin_request_origin = ministack.app.pin_request_origin
ministack.app.pin_request_origin = lambda source_ip, secure_transport: pin_request_origin(source_ip, True)


# Its CloudWatch has composite alarms, and its CloudFormation cannot make any.
COMPOSITE_ALARM = "AWS::CloudWatch::CompositeAlarm"
if COMPOSITE_ALARM in provisioners._RESOURCE_HANDLERS:
    sys.exit("MiniStack makes composite alarms by itself now: take them out of launch.py.")


def put_composite_alarm(name, properties):
    """As PutCompositeAlarm keeps one, with what the template says of its suppressor, too."""
    now = int(time.time())
    arn = f"arn:aws:cloudwatch:{get_region()}:{get_account_id()}:alarm:{name}"
    known = cloudwatch._composite_alarms.get(name) or {
        "AlarmArn": arn,
        "StateValue": "INSUFFICIENT_DATA",
        "StateReason": "Unchecked: Initial alarm creation",
        "StateUpdatedTimestamp": now,
    }
    actions = {kind: [] for kind in ("AlarmActions", "OKActions", "InsufficientDataActions")}
    alarm = {"ActionsEnabled": True, "AlarmDescription": "", **actions, **known, **properties, "AlarmName": name}
    alarm["AlarmConfigurationUpdatedTimestamp"] = now
    cloudwatch._composite_alarms[name] = alarm
    return name, {"Arn": arn}


provisioners._RESOURCE_HANDLERS[COMPOSITE_ALARM] = {
    "create": lambda logical_id, properties, stack_name: put_composite_alarm(properties["AlarmName"], properties),
    "update": lambda physical_id, old, new, stack_name: put_composite_alarm(physical_id, new),
    "delete": lambda physical_id, properties: cloudwatch._composite_alarms.pop(physical_id, None),
}


def end_with_parent():
    """Stdin is a pipe from the test. It closes when the test ends, however it ends."""
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


threading.Thread(target=end_with_parent, daemon=True).start()
sys.argv = ["ministack"]
ministack.app.main()
