import { type EpochMs, valueOrNull } from '../../core/kernel/index.ts';
import { t } from '../../language/index.ts';
import type { ExaminedTable, StageFacts } from '../../wiring/deployment.ts';
import type { MallReach } from '../../wiring/examination.ts';
import type { LocalInstance } from '../frame/installation.ts';
import { checkAlarms, checkDeployedAlarms } from './checks/alarms.ts';
import { checkFailedRuns, checkFunctions, checkSchedules } from './checks/functions.ts';
import { checkDisk, checkFailedLocalRuns, checkFolder, checkLocalClock, checkLocalSchedules } from './checks/local.ts';
import { checkClock, checkIncidents, checkMallStates, checkMalls, checkReference } from './checks/malls.ts';
import { checkQueues } from './checks/queues.ts';
import { checkAlarmMails, checkSender } from './checks/sender.ts';
import { checkChats, checkLicenceKeys, checkMerchants, checkShops, type Polling } from './checks/shops.ts';
import { checkConcurrency, checkRelease, checkStacks } from './checks/stacks.ts';
import { checkDataKey, checkTables } from './checks/tables.ts';
import type { LocalFacts } from './local-facts.ts';
import { type CheckName, checkNames, type Outcome, type Remedies, reporterFor } from './outcome.ts';
import type { Stored } from './read-stored.ts';

export interface Surroundings {
  readonly now: EpochMs;
  readonly malls: readonly MallReach[];
  /** The independent address in the settings of the probes; empty for none, absent where the function was not seen. */
  readonly referenceUrl?: string | undefined;
  readonly stored: Stored | null;
  readonly shards: number;
  readonly release: string;
}

export function diagnoseStage(facts: StageFacts, around: Surroundings, remedies: Remedies): Outcome[] {
  const schedules = valueOrNull(facts.schedules);
  return inOrder([
    ...notHere(['folder', 'disk'], t`on this machine only`),
    ...checkStacks(facts, remedies),
    ...checkRelease(facts, remedies, around.release),
    ...checkFunctions(facts, remedies),
    ...checkConcurrency(facts, remedies),
    ...checkSchedules(facts, remedies),
    ...checkQueues(facts, remedies),
    ...checkTables(facts.tables, remedies),
    ...checkDataKey(facts, remedies),
    ...checkFailedRuns(facts, remedies),
    ...alarmsOf(facts, remedies),
    ...checkAlarmMails(facts, remedies),
    ...checkSender(facts, remedies),
    ...checkClock(facts.serverTime),
    ...checkMalls(around.malls),
    ...checkReference(around.referenceUrl, remedies),
    ...checkStored(around, { shards: around.shards, schedules }, remedies.ops),
  ]);
}

/** That none stands is well only where there are alarms that can. */
function alarmsOf(facts: StageFacts, remedies: Remedies): Outcome[] {
  const standing = checkAlarms(facts.alarms, facts.stage);
  const deployed = checkDeployedAlarms(facts.deployedAlarms, remedies);
  return deployed.length === 0 ? standing : [...deployed, ...standing.filter(({ kind }) => kind !== 'fine')];
}

const onAwsOnly: readonly CheckName[] = [
  'stacks',
  'release',
  'functions',
  'concurrency',
  'queues',
  'data key',
  'alarm mails',
  'sender',
];

export function diagnoseLocal(
  local: { readonly facts: LocalFacts; readonly instance: LocalInstance; readonly tables: readonly ExaminedTable[] },
  around: Surroundings,
  remedies: Remedies,
): Outcome[] {
  const { facts, instance, tables } = local;
  return inOrder([
    ...checkFolder(facts, instance.kind),
    ...checkDisk(facts),
    ...checkLocalClock(facts),
    ...notHere(onAwsOnly, t`on AWS only`),
    ...checkLocalSchedules(facts),
    ...checkFailedLocalRuns(facts),
    ...(facts.work === null
      ? notHere(['alarms'], t`of a running instance only`)
      : checkAlarms({ ok: true, value: facts.work.alarms }, 'local')),
    ...checkTables(tables, remedies),
    ...checkMalls(around.malls),
    ...checkStored(around, { shards: around.shards, schedules: facts.schedules }, remedies.ops),
  ]);
}

function checkStored({ stored, now }: Surroundings, polling: Polling, ops: Remedies['ops']): Outcome[] {
  if (stored === null) return [];
  const { shops, merchants, chats, outages } = stored;
  const ofMalls = outages.ok
    ? [...checkMallStates(outages.value.malls, now, ops), ...checkIncidents(outages.value, now, ops)]
    : reporterFor('incidents').unchecked(t`How the malls stand`, outages.error);
  if (!shops.ok) return [...ofMalls, ...reporterFor('shops').unchecked(t`The shops`, shops.error)];
  return [
    ...ofMalls,
    ...checkShops(shops.value, polling, ops),
    ...checkLicenceKeys(shops.value, now, ops),
    ...(merchants.ok
      ? checkMerchants(shops.value, { merchants: merchants.value, chats: valueOrNull(chats) ?? [] }, ops)
      : reporterFor('merchants').unchecked(t`The merchants`, merchants.error)),
    ...(chats.ok ? checkChats(chats.value, ops) : reporterFor('merchants').unchecked(t`The chats`, chats.error)),
  ];
}

function notHere(checks: readonly CheckName[], what: string): Outcome[] {
  return checks.flatMap((check) => reporterFor(check).notHere(what));
}

/** What has to be done first comes first within a check. */
const rank = { wrong: 0, watch: 1, unchecked: 2, fine: 3, 'not-here': 4 } as const;

function inOrder(outcomes: readonly Outcome[]): Outcome[] {
  const place = ({ check }: Outcome): number => checkNames.indexOf(check);
  return [...outcomes].sort((one, other) => place(one) - place(other) || rank[one.kind] - rank[other.kind]);
}
