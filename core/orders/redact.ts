import type { MallTraits } from '../ports/mall.ts';
import type { OrderKey, OrderStore } from '../ports/orders.ts';
import type { EpochMs } from '../units.ts';
import { fingerprintOf } from './fingerprint.ts';
import { pack, unpack } from './packing.ts';
import type { OrderRow } from './row.ts';

/**
 * What came of removing a buyer from one order. `redacted`: now. `already`: earlier, and what history was left has gone now.
 * `unknown`: nothing is stored of this number. `changing`: others kept writing it; try again.
 */
export type Redaction = 'redacted' | 'already' | 'unknown' | 'changing';

/** Writes by others in between before somebody wins. */
const looksMax = 5;

type RedactPorts = {
  readonly orders: Pick<OrderStore, 'rows' | 'put' | 'revisions' | 'dropRevisions'>;
  readonly traits: Pick<MallTraits, 'redactOriginal'>;
  readonly now: () => EpochMs;
};

/**
 * Removes who the buyer is from one order, because they asked: from its row first, which is marked so that every later reading is
 * stored without them, too; then its history. Number, lines, amounts and progress stay, and so do its claims: the order goes on.
 * May be interrupted anywhere and repeated.
 */
export async function redactOrder(ports: RedactPorts, key: OrderKey, writer: string): Promise<Redaction> {
  for (let look = 1; look <= looksMax; look++) {
    const row = (await ports.orders.rows(key.shop, [key.orderNumber])).get(key.orderNumber);
    if (row === undefined) return 'unknown';
    if (isWithoutBuyer(row)) {
      if (await hasOldHistory(ports.orders, row)) await ports.orders.dropRevisions(key);
      return 'already';
    }
    if ((await ports.orders.put(withoutBuyer(row, ports, writer), row.version)) === 'changed') continue;
    await ports.orders.dropRevisions(key);
    return 'redacted';
  }
  return 'changing';
}

/** Whether nothing of the buyer stands in a row: removed because they asked, or because it was time. */
export function isWithoutBuyer(row: OrderRow): boolean {
  return row.redacted !== undefined || (row.kind === 'stored' && row.erasedAt !== undefined);
}

/**
 * Whether history is kept from before the buyer was removed. A run that had looked at the order before may keep a revision after it
 * was dropped; later revisions hold nobody.
 */
export async function hasOldHistory(orders: Pick<OrderStore, 'revisions'>, row: OrderRow): Promise<boolean> {
  const revisions = await orders.revisions(row);
  if (row.kind === 'stored' && row.erasedAt !== undefined) return revisions.length > 0;
  // Versions of an order's readings are in one order: what came before the mark has a lower one.
  const { redacted } = row;
  return redacted !== undefined && revisions.some(({ version }) => version < redacted.version);
}

function withoutBuyer(row: OrderRow, { traits, now }: Pick<RedactPorts, 'traits' | 'now'>, writer: string): OrderRow {
  const version = row.version + 1;
  const mark = { version, writer, redacted: { at: now(), version } };
  switch (row.kind) {
    case 'stored': {
      const original = traits.redactOriginal(unpack(row.original));
      return { ...row, ...mark, fingerprint: fingerprintOf(original), original: pack(original) };
    }
    case 'missing':
      return { ...row, ...mark };
    case 'quarantined':
      return { ...row, ...mark, raw: new Uint8Array() };
  }
}
