import { type EpochMs, eachLimited, jstText, sentence } from '../../core/kernel/index.ts';
import { pausesOf, type Shop } from '../../core/model/index.ts';
import { callWorkers, writeMovement } from '../../core/stock/index.ts';
import { t } from '../../language/index.ts';
import { shopState } from '../../views/shop/index.ts';
import type { LineNote } from '../files/line-note.ts';
import type { OpsContext } from '../frame/command.ts';
import type { CountField, JudgedLine } from './judge-report.ts';
import type { StockMerchant } from './merchant-of-stock.ts';

const writesAtOnce = 16;
const namedMax = 5;

/** Warns of shops whose orders are imported late, so that a count would take them in. */
export async function warnBehind(
  context: Pick<OpsContext, 'ports' | 'importSettings' | 'terminal'>,
  { shops }: StockMerchant,
  lines: readonly JudgedLine[],
): Promise<void> {
  const counts = lines.filter(({ kind, movement }) => kind === 'new' && movement.kind === 'counted');
  if (counts.length === 0) return;
  const latest = counts.reduce((latest, { movement }) => Math.max(latest, movement.at), 0);
  const behind = await shopsBehind(context, shops, latest);
  context.terminal.say(...behind.slice(0, namedMax).map((shop) => behindText(shop, latest)));
  if (behind.length > namedMax) context.terminal.say(t`and ${behind.length - namedMax} more shops (ops status)`);
}

/** Writes movements into the ledger, and names their SKUs to the workers. Gives back what stands in the way of some, by line. */
export async function writeReport(
  { ports, terminal }: Pick<OpsContext, 'ports' | 'terminal'>,
  merchant: string,
  lines: readonly JudgedLine[],
  onDone: (done: number) => void = () => undefined,
): Promise<readonly LineNote<CountField>[]> {
  const left: LineNote<CountField>[] = [];
  const moved = new Set<string>();
  let done = 0;
  try {
    await eachLimited(lines, writesAtOnce, async ({ line, movement }) => {
      // A stored movement is written again all the same: the run that reported it may have died before its mark.
      const outcome = await writeMovement(ports, movement);
      if (outcome === 'written') moved.add(movement.sku);
      else left.push({ line, field: 'id', text: sentence`a different report with its id was stored concurrently.` });
      onDone(++done);
    });
  } finally {
    await nameMoved({ ports, terminal }, merchant, [...moved]);
  }
  return left;
}

/** Notifies the workers of SKUs. Where that fails, nothing is lost, and the operator sees how long it takes then. */
export async function nameMoved(
  { ports, terminal }: Pick<OpsContext, 'ports' | 'terminal'>,
  merchant: string,
  skus: readonly string[],
): Promise<void> {
  if (skus.length === 0 || (await callWorkers(ports, { merchant, skus }))) return;
  terminal.say(t`The workers could not be told at once: the malls follow within a few minutes.`);
}

/** The shops among these whose import has not come to a moment yet, and does not within minutes. */
async function shopsBehind(
  { ports, importSettings }: Pick<OpsContext, 'ports' | 'importSettings'>,
  shops: readonly Shop[],
  at: EpochMs,
): Promise<Shop[]> {
  const now = ports.clock.now();
  const pauses = pausesOf(await ports.pauses.standing(), now);
  return shops.filter((shop) => {
    const { kind } = shopState(shop, pauses, importSettings, now);
    return (kind === 'behind' || kind === 'paused') && shop.cursor < at;
  });
}

/** What a count means for orders that are yet to be imported (`docs/decisions/0020-stock.md`). */
function behindText({ key, cursor }: Shop, at: EpochMs): string {
  return t`warning: ${key} is imported up to ${jstText(cursor)}. Its orders placed from then to the count (${jstText(at)}) are taken as counted: the count must not include their goods.`;
}
