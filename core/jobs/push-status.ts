import { eachLimited, mapLimited } from '../kernel/index.ts';
import type { ShopKey } from '../model/index.ts';
import { collectEvidence, openGate } from '../session/index.ts';
import {
  nameOf,
  noPushCounts,
  type PushCounts,
  type PushRound,
  pushShop,
  type TriedInVain,
  tellTriedPushes,
} from '../status/index.ts';

/** What a run over the shops of some messages did. */
export interface PushShopsReport extends PushCounts {
  shops: number;
  busy: number;
  /** Messages that have to come back: something of ours failed. By shop, and what it was. */
  readonly ours: Map<ShopKey, unknown>;
}

/**
 * Works on the pushes of the shops that messages name, several at once; a shop that several of them name, once. Failures of one
 * shop never reach another. Those of our own making are in the report by shop, so that only its messages come back; what
 * cannot be kept of the evidence is thrown at the end.
 */
export async function pushShops(round: PushRound, keys: readonly ShopKey[]): Promise<PushShopsReport> {
  const { ports, settings, memory, writer } = round;
  const report: PushShopsReport = { ...noPushCounts(), shops: 0, busy: 0, ours: new Map() };
  const inVain: TriedInVain[] = [];
  const distinct = [...new Set(keys)];
  const shops = await mapLimited(distinct, settings.shopsAtOnce, (key) => ports.shops.get(key));
  const { clock, health } = ports;
  const gate = openGate({
    pauses: ports.pauses,
    cache: memory.standing,
    clock,
    capability: 'status',
    shops: shops.filter((shop) => shop !== null),
    ramp: 'by-key',
  });
  const collected = collectEvidence({ health, clock, gate, capability: 'status', writer });
  let lost: { readonly error: unknown } | undefined;
  /** Evidence that cannot be kept fails the run, but no call. */
  const keep = (kept: Promise<void>): Promise<void> =>
    kept.catch((error: unknown) => {
      lost ??= { error };
    });
  const evidence: typeof collected = {
    add: (mall, tally) => keep(collected.add(mall, tally)),
    flush: () => keep(collected.flush()),
  };
  await eachLimited([...distinct.entries()], settings.shopsAtOnce, async ([index, key]) => {
    report.shops++;
    try {
      const result = await pushShop(round, shops[index] ?? null, key, { gate, evidence });
      addUp(report, result);
      const since = result.kind === 'worked' ? result.work.inVainSince : null;
      if (since !== null) inVain.push({ shop: key, since });
      // The others of the shop went on; the message comes again all the same, so that a defect of ours is heard of.
      const [defect] = result.kind === 'worked' ? result.defects : [];
      if (defect !== undefined) report.ours.set(key, defect[1]);
    } catch (error) {
      report.ours.set(key, error);
      ports.log.error('push.broke', { shop: key, error: nameOf(error) });
    }
  });
  tellTriedPushes(ports.log, inVain, clock.now());
  await evidence.flush();
  if (lost) throw lost.error;
  return report;
}

/** False for a run that found nothing to do, of which there are many. */
export function hasPushed({ shops: _, busy: __, ours: ___, ...work }: PushShopsReport): boolean {
  return Object.values(work).some((count) => count > 0);
}

function addUp(report: PushShopsReport, result: Awaited<ReturnType<typeof pushShop>>): void {
  switch (result.kind) {
    case 'busy':
      report.busy++;
      return;
    case 'gone':
      return;
    case 'held':
      report.held += result.held;
      return;
    case 'worked': {
      const { nextAts: _, inVainSince: __, ...counts } = result.work;
      for (const name of Object.keys(counts) as (keyof typeof counts)[]) report[name] += counts[name];
    }
  }
}
