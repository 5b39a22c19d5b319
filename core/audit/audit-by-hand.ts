import { isMallTrouble, TsunagiError } from '../errors.ts';
import type { Shop } from '../merchants/shop.ts';
import { createRunMemory, startShopRun } from '../orders/run.ts';
import type { Round } from '../orders/visit-shops.ts';
import type { Window } from '../orders/windows.ts';
import { eachLimited } from '../pacing/limited.ts';
import { decideByHand } from '../pause/by-hand.ts';
import { pausesOf } from '../pause/standing.ts';
import { jstText } from '../units.ts';
import { auditShop } from './audit-shop.ts';
import type { ShopAudit } from './shop-audit.ts';

/** Shops audited at once: each may make a call every few seconds only. */
const shopsAtOnce = 50;

/** What an audit that a person asked for is given. */
export interface AuditByHand extends Pick<Round, 'ports' | 'settings' | 'budget' | 'writer'> {
  readonly shops: readonly Shop[];
  readonly span: Window;
  /** Finds and counts; changes nothing, and keeps no result. */
  readonly dryRun: boolean;
  /** Under which the results are kept. */
  readonly name: string;
  readonly onShop: (result: ShopAudit['result']) => void;
}

/** `by-hand-20261124-154500`: the audit that somebody began at this moment. */
export function auditByHandName(at: number): string {
  return `by-hand-${jstText(at).replaceAll(/[-:]/g, '').replace(' ', '-')}`;
}

/**
 * Audits shops because a person asked for it, many at once and each within its rate; under a `manual` pause, too. A shop that
 * could not be audited has that as its result, with the reason: a pause, a failure of the mall, or that the mall had failed
 * shop after shop before it. Throws failures of our own making.
 */
export async function auditByHand(work: AuditByHand): Promise<ShopAudit[]> {
  const { ports, settings, shops, span, name } = work;
  const memory = createRunMemory(ports.clock);
  const results: ShopAudit[] = [];
  let failuresInARow = 0;
  await eachLimited(shops, shopsAtOnce, async (shop) => {
    const isDown = failuresInARow >= settings.failuresInARowMax;
    const outcome = isDown ? unaudited('the mall failed shop after shop') : await auditOne(work, memory, shop);
    if (!isDown) failuresInARow = outcome.mallFailed ? failuresInARow + 1 : 0;
    const audit = { audit: name, shop: shop.key, ...span, at: ports.clock.now(), result: outcome.result };
    if (!work.dryRun) await ports.audits.put(audit);
    results.push(audit);
    work.onShop(outcome.result);
  });
  return results;
}

interface Outcome {
  readonly result: ShopAudit['result'];
  readonly mallFailed: boolean;
}

function unaudited(reason: string, mallFailed = false): Outcome {
  return { result: { kind: 'unaudited', reason }, mallFailed };
}

async function auditOne(
  { ports, settings, budget, writer, span, dryRun }: AuditByHand,
  memory: Round['memory'],
  shop: Shop,
): Promise<Outcome> {
  const now = ports.clock.now();
  const decision = decideByHand(pausesOf(await memory.standing.read(ports.pauses), now), shop, now);
  if (decision.kind !== 'allowed') return unaudited(`paused: ${decision.pause.cause}`);
  try {
    const mall = await ports.malls.shop(shop);
    const calls = Number.POSITIVE_INFINITY;
    const run = startShopRun({ ports, settings, memory, budget, writer, share: 'scan', shop, mall, calls });
    return { result: await auditShop(run, span, { dryRun }), mallFailed: false };
  } catch (error) {
    if (!(error instanceof TsunagiError) || error.code === 'store.failing') throw error;
    return unaudited(error.code, isMallTrouble(error));
  }
}
