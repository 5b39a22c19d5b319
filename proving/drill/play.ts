import { probeRound } from '../../core/jobs/health-probe.ts';
import { pollShard } from '../../core/jobs/poll-orders.ts';
import { reconcileShard } from '../../core/jobs/reconcile.ts';
import { dayMs, hourMs, minuteMs, secondMs } from '../../core/kernel/time.ts';
import { defaultDigestSettings, sendDigests } from '../../core/mail/send-digests.ts';
import { sendNotices } from '../../core/mail/send-notices.ts';
import { noRefusals } from '../../core/mail/sending.ts';
import type { HealthSettings } from '../../core/model/health-settings.ts';
import { createCanaryMemory } from '../../core/outage/probe.ts';
import { budgetUntil, type MailOutcome, type OutgoingMail } from '../../core/ports/system.ts';
import { defaultImportSettings } from '../../core/session/import-settings.ts';
import type { RateShare } from '../../core/session/pacer.ts';
import type { RunContext } from '../../core/session/visit-shops.ts';
import { oversoldIn } from '../../core/stock/oversold.ts';
import { mallMails } from '../../malls/mall-mails.ts';
import { ProcessDied, type SimulatedProcess } from '../worlds/process.ts';
import type { Asked, Day } from './day.ts';
import { workOnHints, workOnMessages, workOnStockMessages } from './message-workers.ts';
import { type DrillMail, naiveWatch } from './naive.ts';
import { letPeopleAct, type Press } from './people.ts';
import { letMerchantsAsk } from './status/ask.ts';
import { naivePushes } from './status/naive-pushes.ts';
import { naiveStock } from './stock/naive-stock.ts';
import { letPeopleReport } from './stock/report.ts';
import { letBuyersCome } from './stock/sell.ts';

/** A run of a scheduled function, once it has ended. */
export interface ScheduledRun {
  readonly name: 'poll-orders' | 'reconcile' | 'health-probe' | 'notify-merchants';
  readonly startedAt: number;
  readonly endedAt: number;
}

export const shards = 2;
/** After so long from the end only the second audit is left to come: more than the all-clear waits at most. */
export const calmAfter = 2 * hourMs;
/** Plays the day: everything runs on its schedule, and no person acts except merchants in their shops. */
export async function playDay(
  day: Day,
  options: {
    readonly design: 'tsunagi' | 'naive';
    readonly health: HealthSettings;
    readonly onMail: (mail: DrillMail) => void;
    readonly onAsked: (asked: Asked) => void;
    readonly onFailedMessage: (failed: { readonly at: number; readonly shop: string }) => void;
    readonly onProgress?: (now: number) => void;
    readonly onRun?: (run: ScheduledRun) => void;
  },
): Promise<readonly Press[]> {
  const { time, script, start } = day;
  const { design, onMail, onProgress } = options;
  const busyUntil = script.to + calmAfter;
  const end = script.to + dayMs + 2 * hourMs;
  // After the day only the second audit is left to come: fewer runs show the same. All of them share one grid, so that the state scan
  // finds a cursor as near as it is where polls run each minute: over a far one it leaves new orders to the import.
  const every = (
    busyMs: number,
    fire: () => void,
    { calmMs = 30 * minuteMs, calmLagMs = 0, offsetMs = day.chance.int(0, 20) * secondMs } = {},
  ): void => {
    const next = (): void => {
      fire();
      const busyAt = time.now() + busyMs;
      const calmTurn = Math.floor((busyAt - busyUntil - calmLagMs - offsetMs) / calmMs) + 1;
      const at = busyAt < busyUntil ? busyAt : busyUntil + calmTurn * calmMs + calmLagMs + offsetMs;
      if (at < end) time.at(at, next);
    };
    time.at(start + offsetMs, next);
  };
  const begin: Begin = (name, work, done) => {
    const startedAt = time.now();
    launch(day, work, () => {
      options.onRun?.({ name, startedAt, endedAt: time.now() });
      done?.();
    });
  };
  const poll = worker(day, 'poll-orders', begin);
  const reconcile = worker(day, 'reconcile', begin);
  for (let shard = 0; shard < shards; shard++) {
    every(minuteMs, () =>
      poll(110 * secondMs, 'import', async (round) => void (await pollShard(round, shard, shards))),
    );
    every(
      5 * minuteMs,
      () => reconcile(240 * secondMs, 'scan', async (round) => void (await reconcileShard(round, shard, shards))),
      { calmLagMs: 2 * minuteMs },
    );
  }
  if (design === 'naive') {
    const watch = naiveWatch(day, onMail);
    every(minuteMs, () => launch(day, watch()));
    naivePushes(day, options.onAsked);
    naiveStock(day);
  } else {
    every(minuteMs, probes(day, options.health, begin));
    every(minuteMs, notices(day, onMail, begin));
    workOnMessages(day, options.onFailedMessage);
    workOnStockMessages(day);
    workOnHints(day);
    letMerchantsAsk(day, options.onAsked);
  }
  planMaintenance(day);
  letPeopleReport(day);
  letBuyersCome(day);
  if (onProgress) every(15 * minuteMs, () => onProgress(time.now()), { calmMs: 15 * minuteMs, offsetMs: 0 });
  const presses = letPeopleAct(day);
  await time.runUntil(end);
  return presses;
}

/** Begins a run of a scheduled function. */
type Begin = (name: ScheduledRun['name'], work: Promise<unknown>, done?: () => void) => void;

/** Runs of one function: a free warm process takes the next one, as Lambda does. */
function worker(day: Day, name: ScheduledRun['name'], begin: Begin) {
  const idle: SimulatedProcess[] = [];
  return (limitMs: number, share: RateShare, work: (context: RunContext) => Promise<void>): void => {
    const process = idle.pop() ?? day.startProcess('worker');
    const context: RunContext = {
      ports: process.ports,
      settings: { ...defaultImportSettings, warmPercent: day.warmPercent },
      cache: process.cache,
      budget: budgetUntil(process.clock, process.clock.now() + limitMs - 2 * secondMs),
      runId: process.ports.random.id(),
      share,
    };
    begin(name, work(context), () => idle.push(process));
  };
}

function probes(day: Day, health: HealthSettings, begin: Begin): () => void {
  const process = day.startProcess('probe');
  const memory = createCanaryMemory();
  return () => {
    const budget = budgetUntil(process.clock, process.clock.now() + 57 * secondMs);
    begin('health-probe', probeRound({ ports: process.ports, settings: health, memory, budget, reference: null }));
  };
}

function notices(day: Day, onMail: (mail: DrillMail) => void, begin: Begin): () => void {
  const process = day.startProcess('worker');
  let sent = 0;
  const work = () => ({
    ports: { ...process.ports, mails: mallMails },
    oversoldOrders: oversoldIn(process.ports.stock),
    mailer: {
      async send(mail: OutgoingMail): Promise<MailOutcome> {
        onMail({ ...mail, at: day.time.now() });
        return { kind: 'accepted', messageId: `mail-${++sent}` };
      },
    },
    refusals: noRefusals(),
    identity: { fromName: '繋ぎシステム サポート', signature: [] },
    runId: process.ports.random.id(),
    budget: budgetUntil(process.clock, process.clock.now() + 57 * secondMs),
    mailsPerSecond: 14,
  });
  const send = async (): Promise<void> => {
    for (const mall of mallMails.names) await sendNotices(work(), mall);
    await sendDigests(work(), defaultDigestSettings);
  };
  return () => begin('notify-merchants', send());
}

/** An operator has read the mall's announcement and planned the maintenance some days ahead. */
function planMaintenance({ script, store }: Day): void {
  if (script.planned === undefined) return;
  const id = `drill-${script.id}`;
  store.maintenancesById.set(`rms#${id}`, {
    id,
    mall: 'rms',
    capabilities: script.planned.capabilities,
    from: script.from,
    to: script.to,
    note: '定期メンテナンス',
    by: 'ops',
  });
}

function launch(day: Day, work: Promise<unknown>, done: () => void = () => {}): void {
  work.then(done, (error: unknown) => {
    if (!(error instanceof ProcessDied))
      day.unexpected.push(error instanceof Error ? String(error.stack) : String(error));
    done();
  });
}
