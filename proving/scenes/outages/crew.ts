import { auditAfterIncidents } from '../../../core/import/audit-shops.ts';
import { probeRound } from '../../../core/jobs/health-probe.ts';
import { sendAll } from '../../../core/jobs/notify-merchants.ts';
import { pollShard } from '../../../core/jobs/poll-orders.ts';
import { TsunagiError } from '../../../core/kernel/errors.ts';
import { hourMs, minuteMs, secondMs } from '../../../core/kernel/time.ts';
import { freshNoticeMemory } from '../../../core/mail/sending.ts';
import type { Capability } from '../../../core/model/health.ts';
import { defaultHealthSettings } from '../../../core/model/health-settings.ts';
import { type CanaryMemory, createCanaryMemory } from '../../../core/outage/probe.ts';
import { budgetUntil, type Mailer } from '../../../core/ports/system.ts';
import { freeShops } from '../../../core/session/call-shops.ts';
import { noteKeyAfter } from '../../../core/session/credentials.ts';
import { openWay } from '../../../core/session/each-shop.ts';
import { defaultImportSettings } from '../../../core/session/import-settings.ts';
import { openSession } from '../../../core/session/session.ts';
import type { RunContext } from '../../../core/session/visit-shops.ts';
import { mallMails } from '../../../malls/mall-mails.ts';
import { noFaults } from '../../worlds/fault-kinds.ts';
import { noWriteFaults, ProcessDied, type SimulatedProcess, startProcess } from '../../worlds/process.ts';
import { minuteOf } from '../../worlds/world.ts';
import { sceneMalls } from './mall.ts';
import type { OutageScene, Role, SceneRun } from './scene.ts';

const limitsMs: Readonly<Record<Role, number>> = {
  probe: 58 * secondMs,
  poll: 110 * secondMs,
  status: 110 * secondMs,
  stock: 110 * secondMs,
  audit: 240 * secondMs,
  notify: 240 * secondMs,
};

/** A process that stays warm, with what it keeps in mind. */
export interface Warm {
  readonly process: SimulatedProcess;
  readonly canaries: CanaryMemory;
  readonly mails: {
    readonly keys: ReturnType<typeof freshNoticeMemory>;
    readonly mornings: ReturnType<typeof freshNoticeMemory>;
  };
  isIdle: boolean;
}

/** Starts one run of a function, in a warm process that is free or in a new one. */
export function fire(scene: OutageScene, all: ReadonlyMap<Role, Warm[]>, role: Role): void {
  const { time } = scene;
  const ofRole = all.get(role) ?? [];
  const isFit = ({ isIdle, process }: Warm): boolean =>
    isIdle && process.isAlive() && (scene.isStormy || process.skewMs === 0);
  const one = ofRole.find(isFit) ?? startWarm(scene, role, ofRole);
  one.isIdle = false;
  const { process } = one;
  process.begin(scene.turn(role, minuteOf(scene)));
  const run: SceneRun = { role, process: process.name, at: time.now(), endedAt: null, died: false };
  scene.watch.runs.push(run);
  const limitMs = limitsMs[role];
  time.at(time.now() + limitMs, () => {
    if (run.endedAt === null) process.kill();
  });
  runOf(scene, one, role, limitMs)
    .catch((error: unknown) => {
      if (error instanceof ProcessDied || !process.isAlive()) return;
      const name = error instanceof Error ? (error.stack ?? error.message) : String(error);
      scene.watch.broken.push(`a run of ${role} failed: ${name}`);
    })
    .finally(() => {
      run.endedAt = time.now();
      run.died = !process.isAlive();
      one.isIdle = true;
      if (!run.died) return;
      if (role === 'notify') scene.watch.mailTroubles.push(run.at, time.now());
      if (role === 'probe') scene.watch.disturbed.push({ from: run.at, until: time.now() + 2 * minuteMs });
    });
}

function startWarm(scene: OutageScene, role: Role, ofRole: Warm[]): Warm {
  const { time, store, draws, ways, watch, dies } = scene;
  const name = `${role}-${ofRole.length + 1}`;
  // A mail in hand, and the audits of a day, are measured by the clocks of those who make them, so theirs are right.
  const isWrong = ways.wrongClocks && scene.isStormy && role !== 'notify' && role !== 'audit';
  const skewMs = isWrong ? draws.of('clock', name).pick([0, hourMs, -hourMs, 10 * minuteMs]) : 0;
  const process = startProcess(
    {
      ...{ time, store, draws, counts: noFaults(), faults: () => noWriteFaults, logs: [] },
      malls: (one) => sceneMalls(scene, one),
      note: () => undefined,
      onWarning: () => undefined,
      onCursor: () => undefined,
      diesBefore: () => {
        const left = dies.get(role);
        if (left === undefined) return false;
        if (left > 1) dies.set(role, left - 1);
        else dies.delete(role);
        return left <= 1;
      },
    },
    name,
    skewMs,
  );
  const { health } = process.ports;
  const put: typeof health.put = async (row) => {
    const result = await health.put(row);
    if (result === 'stored') watch.healths.push({ at: time.now(), health: row, by: name });
    return result;
  };
  const ports = { ...process.ports, health: { ...health, put } };
  const mails = { keys: freshNoticeMemory(), mornings: freshNoticeMemory() };
  const one = { process: { ...process, ports }, canaries: createCanaryMemory(), mails, isIdle: true };
  ofRole.push(one);
  return one;
}

async function runOf(scene: OutageScene, one: Warm, role: Role, limitMs: number): Promise<unknown> {
  const { process, canaries, mails } = one;
  const { ports, clock, cache } = process;
  const budget = budgetUntil(clock, clock.now() + limitMs - 2 * secondMs);
  const runId = ports.random.id();
  const context: RunContext = { ports, cache, budget, runId, settings: defaultImportSettings, share: 'import' };
  switch (role) {
    case 'probe': {
      return probeRound({
        ports,
        settings: defaultHealthSettings,
        memory: canaries,
        budget,
        reference: { answers: async () => !scene.isCutOff },
      });
    }
    case 'poll':
      return pollShard(context, 0, 1);
    case 'status':
    case 'stock':
      return workAt(context, role);
    case 'audit':
      return auditAfterIncidents({ ...context, share: 'scan' }, await ports.shops.all(), defaultHealthSettings);
    case 'notify':
      return sendAll(
        {
          ports: { ...ports, mails: mallMails },
          ...{ mailer: mailer(scene, process), runId, budget, mailsPerSecond: 14 },
          identity: { fromName: '繋ぎシステム サポート', signature: [] },
        },
        mails,
      );
  }
}

/** Work of a kind that every shop always has, as the workers of statuses and stock do theirs: through the gate, with evidence. */
async function workAt(context: RunContext, capability: Capability): Promise<void> {
  const { ports, cache } = context;
  const keys = (await ports.shops.all()).map(({ key }) => key);
  const { free } = await freeShops(ports, cache, capability, keys);
  const shops = (await Promise.all(free.map((key) => ports.shops.get(key)))).flatMap((shop) => shop ?? []);
  const onLost = (error: unknown): void => {
    throw error;
  };
  const { gate, evidence } = openWay(context, { capability, ramp: 'by-key', onLost });
  await Promise.all(
    shops.map(async (shop) => {
      const session = openSession(context, shop, { gate, evidence });
      const mall = await ports.malls.shop(shop);
      const lane = capability === 'stock' ? 'stock-read' : 'push';
      await session
        .call({ lane, callsPerSecond: shop.callsPerSecond, reads: true }, () => mall.probe(capability))
        .catch((error: unknown) => {
          if (!(error instanceof TsunagiError)) throw error;
        });
      await noteKeyAfter(ports, session, gate, capability);
    }),
  );
  await evidence.flush();
}

function mailer(scene: OutageScene, process: SimulatedProcess): Mailer {
  const { watch, mail, time } = scene;
  return {
    async send({ merchant = '', id = '', subject, text }) {
      await process.clock.sleep(process.turn('mail', merchant).lasts(50, 600));
      if (mail.failing) {
        watch.mailTroubles.push(time.now());
        throw new TsunagiError('mail.failing', 'later', 'The mail service of the scene fails.');
      }
      if (mail.refused === merchant) {
        watch.mailTroubles.push(time.now());
        watch.refused.add(merchant);
        return { kind: 'refused', reason: 'MessageRejected' };
      }
      const kind = id.split('-').slice(3).join('-');
      const occasion = occasionInHand(scene.store, merchant, kind);
      watch.mails.push({
        at: time.now(),
        merchant,
        kind,
        occasion,
        subject,
        text,
        answerLost: mail.losing,
        by: process.name,
      });
      if (!mail.losing) return { kind: 'accepted', messageId: `mail-${watch.mails.length}` };
      watch.mailTroubles.push(time.now());
      throw new TsunagiError('mail.failing', 'later', 'The answer of the mail service was lost.');
    },
  };
}

/** The row under which a mail is handed over is the one that was claimed last. */
function occasionInHand({ noticesById }: OutageScene['store'], merchant: string, kind: string): string {
  const rows = [...noticesById.values()].flatMap(({ state, ...notice }) =>
    state.kind === 'sending' && notice.merchant === merchant && notice.kind === kind
      ? [{ occasion: notice.occasion, until: state.until }]
      : [],
  );
  return rows.sort((one, other) => other.until - one.until)[0]?.occasion ?? 'nothing';
}
