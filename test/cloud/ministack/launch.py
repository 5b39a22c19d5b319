"""Starts MiniStack for one run of the tests. Its settings are environment variables, see start.ts; two it has none for."""

import json
import os
import signal
import sys
import threading
import time

import ministack.app
from ministack.core import iam_actions
from ministack.core.responses import get_account_id, get_region
from ministack.services import backup, budgets, cloudwatch, eventbridge, lambda_svc, scheduler
from ministack.services.cloudformation import provisioners

if not hasattr(scheduler, "_SCHEDULE_TICK_INTERVAL") or not hasattr(ministack.app, "pin_request_origin"):
    sys.exit("MiniStack has changed: find what launch.py sets in its services/scheduler.py and app.py.")

# Due schedules are looked for every second, not every ten: nothing is gained by waiting for them.
scheduler._SCHEDULE_TICK_INTERVAL = 1

# On AWS every call comes by TLS, and the policies of queues and buckets refuse any other (aws:SecureTransport). Here calls
# never leave the machine, and come without; they are taken for what they would be.
pin_request_origin = ministack.app.pin_request_origin
ministack.app.pin_request_origin = lambda source_ip, secure_transport: pin_request_origin(source_ip, True)


# It knows no condition on the encryption context of a call to KMS, so it would refuse every call that such a condition allows.
request_tag_context = iam_actions.request_tag_context


def request_context(service, iam_action, body, params):
    context = request_tag_context(service, iam_action, body, params)
    if service == "kms" and body[:1] == b"{":
        given = json.loads(body).get("EncryptionContext") or {}
        context = {**context, **{f"kms:EncryptionContext:{key}": value for key, value in given.items()}}
    return context


iam_actions.request_tag_context = request_context


# Its Backup has selections, and its CloudFormation cannot make any.
BACKUP_SELECTION = "AWS::Backup::BackupSelection"
if BACKUP_SELECTION in provisioners._RESOURCE_HANDLERS:
    sys.exit("MiniStack makes selections of backups by itself now: take them out of launch.py.")


def put_backup_selection(logical_id, properties, stack_name):
    body = {"BackupSelection": properties["BackupSelection"]}
    status, _, answer = backup._create_selection(properties["BackupPlanId"], body)
    if status >= 400:
        raise ValueError(f"{logical_id}: {answer!r}")
    selection = json.loads(answer)["SelectionId"]
    return selection, {"SelectionId": selection, "BackupPlanId": properties["BackupPlanId"], "Id": selection}


provisioners._RESOURCE_HANDLERS[BACKUP_SELECTION] = {
    "create": put_backup_selection,
    "delete": lambda physical_id, properties: backup._selections.pop(physical_id, None),
}


# Its Budgets has budgets, and its CloudFormation cannot make any.
BUDGET = "AWS::Budgets::Budget"
if BUDGET in provisioners._RESOURCE_HANDLERS:
    sys.exit("MiniStack makes budgets by itself now: take them out of launch.py.")


def put_budget(logical_id, properties):
    # As CloudFormation names what has no name.
    name = f"Tsunagi-cloud-{logical_id}"
    properties = {**properties, "Budget": {**properties["Budget"], "BudgetName": name}}
    budgets._delete_budget({"BudgetName": name})
    status, _, answer = budgets._create_budget(properties)
    if status >= 400:
        raise ValueError(f"{logical_id}: {answer!r}")
    return name, {}


provisioners._RESOURCE_HANDLERS[BUDGET] = {
    "create": lambda logical_id, properties, stack_name: put_budget(logical_id, properties),
    "update": lambda physical_id, old, new, stack_name: put_budget(physical_id, new),
    "delete": lambda physical_id, properties: budgets._delete_budget({"BudgetName": physical_id}),
}


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


# A schedule starts an alias by its first version, whatever share of the runs the alias gives to another one. Here every run that
# fills up that share goes to the other version: with a half, each second one of each shard. AWS draws by chance.
dispatch_to_lambda = eventbridge._dispatch_to_lambda
share_so_far = {}


def version_of_this_run(arn, payload):
    name, qualifier = lambda_svc._lambda_function_name_and_qualifier_from_arn(arn)
    alias = (lambda_svc._functions.get(name) or {}).get("aliases", {}).get(qualifier) or {}
    for version, share in ((alias.get("RoutingConfig") or {}).get("AdditionalVersionWeights") or {}).items():
        so_far = share_so_far.get((arn, version, payload), 0) + share
        share_so_far[arn, version, payload] = so_far % 1
        if so_far >= 1:
            return f"{arn.rsplit(':', 1)[0]}:{version}"
    return arn


eventbridge._dispatch_to_lambda = lambda arn, payload: dispatch_to_lambda(
    version_of_this_run(arn, payload), payload
)

# The rules for failed runs of an alias are kept, and not followed: only those of $LATEST are.
invoke_async_with_retry = lambda_svc.invoke_async_with_retry


def invoke_async_by_its_rules(func, event):
    name, qualifier = lambda_svc._resolve_name_and_qualifier((func.get("config") or func).get("FunctionArn", ""))
    rules = lambda_svc._event_invoke_config(lambda_svc._functions.get(name) or {}, qualifier)
    return invoke_async_with_retry({**func, "event_invoke_config": rules} if rules else func, event)


lambda_svc.invoke_async_with_retry = invoke_async_by_its_rules


# It has alarms on one metric. One on an expression is kept as the template has it; like those of queues and tables it never goes off here.
if not hasattr(provisioners, "_cw_metric_alarm_record"):
    sys.exit("MiniStack has changed: find what launch.py wraps in its services/cloudformation/provisioners.py.")

metric_alarm_record = provisioners._cw_metric_alarm_record
EXPRESSION = {"Namespace": "Expression", "MetricName": "Expression"}


def alarm_record(name, properties):
    if not properties.get("Metrics"):
        return metric_alarm_record(name, properties)
    plain = {key: value for key, value in properties.items() if key != "Metrics"}
    return {**metric_alarm_record(name, {**plain, **EXPRESSION}), "Metrics": properties["Metrics"]}


try:
    metric_alarm_record("", {**EXPRESSION, "ComparisonOperator": "", "Threshold": 0, "Metrics": [{}]})
    sys.exit("MiniStack takes alarms on expressions by itself now: take them out of launch.py.")
except ValueError:
    provisioners._cw_metric_alarm_record = alarm_record


def end_with_parent():
    """Stdin is a pipe from the test. It closes when the test ends, however it ends."""
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


threading.Thread(target=end_with_parent, daemon=True).start()
sys.argv = ["ministack"]
ministack.app.main()
