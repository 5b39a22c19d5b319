import { eachLimited, mapLimited } from '../kernel/index.ts';
import type { Capability, ShopKey } from '../model/index.ts';
import { collectEvidence, openGate, type WorkerEvidence } from '../session/index.ts';
import { nameOf, type StockRound } from './stock-run.ts';
import { type SyncContext, type SyncShopResult, syncShop } from './sync-shop.ts';
import { noStockWork, type StockWork } from './work-through.ts';

/** What a run over the shops of some messages did. */
export interface SyncReport extends Omit<StockWork, 'nextAt'> {
  shops: number;
  busy: number;
  /** Due listings of shops that are not ours any more. */
  rested: number;
  /** Listings that the nightly comparison found to differ. */
  drifted: number;
  /** Shops whose messages have to come back: something of ours failed. By shop, and what it was. */
  readonly ours: Map<ShopKey, unknown>;
}

/**
 * Works on the listings of shops, several at once, each once. Failures of one shop never reach another. Those of our own making
 * are in the report by shop, so that only its messages come back; what cannot be kept of the evidence is thrown at the end.
 */
export async function syncShops(round: StockRound, keys: readonly ShopKey[]): Promise<SyncReport> {
  const { ports, settings } = round;
  const { nextAt: _, ...none } = noStockWork();
  const report: SyncReport = { ...none, shops: 0, busy: 0, rested: 0, drifted: 0, ours: new Map() };
  const distinct = [...new Set(keys)];
  const shops = await mapLimited(distinct, settings.shopsAtOnce, (key) => ports.shops.get(key));
  // A push passes by its shop's place on the ramp; the import before it waits until everybody may be imported.
  const stock = openWay(round, 'stock', 'by-key');
  const importing = openWay(round, 'import', null);
  const context: SyncContext = { gate: stock.gate, evidence: stock.evidence, importing };
  await eachLimited([...distinct.entries()], settings.shopsAtOnce, async ([index, key]) => {
    report.shops++;
    try {
      const result = await syncShop(round, shops[index] ?? null, key, context);
      addUp(report, result);
      // The others of the shop went on; the message comes again all the same, so that a defect of ours is heard of.
      const [defect] = result.kind === 'worked' ? result.defects : [];
      if (defect !== undefined) report.ours.set(key, defect[1]);
    } catch (error) {
      report.ours.set(key, error);
      ports.log.error('stock.broke', { shop: key, error: nameOf(error) });
    }
  });
  await Promise.all([stock.evidence.flush(), importing.evidence.flush()]);
  for (const { lost } of [stock, importing]) if (lost() !== null) throw lost();
  return report;
}

/** The gate of a kind of work, and what its calls say of the malls. Evidence that cannot be kept fails the run, but no call. */
function openWay(round: StockRound, capability: Capability, ramp: 'by-key' | null) {
  const { ports, memory, writer } = round;
  const { clock, health, pauses } = ports;
  const gate = openGate({ pauses, cache: memory.standing, clock, capability, shops: [], ramp });
  const collected = collectEvidence({ health, clock, gate, capability, writer });
  let lost: unknown = null;
  const keep = (kept: Promise<void>): Promise<void> =>
    kept.catch((error: unknown) => {
      lost ??= error;
    });
  const evidence: WorkerEvidence = {
    add: (mall, tally) => keep(collected.add(mall, tally)),
    flush: () => keep(collected.flush()),
  };
  return { gate, evidence, lost: () => lost };
}

function addUp(report: SyncReport, result: SyncShopResult): void {
  switch (result.kind) {
    case 'busy':
      report.busy++;
      return;
    case 'not-ours':
      report.rested += result.rested;
      return;
    case 'held':
      report.held += result.held;
      return;
    case 'worked': {
      const { nextAt: _, ...counts } = result.work;
      for (const name of Object.keys(counts) as (keyof typeof counts)[]) report[name] += counts[name];
      report.drifted += result.drifted;
    }
  }
}
