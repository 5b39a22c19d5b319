import type { Claim } from '../../../../core/model/claim.ts';
import type { ShopKey } from '../../../../core/model/shop.ts';
import {
  defaultStockSettings,
  type Movement,
  type MovementKind,
  mayBeFolded,
  type StockSettings,
} from '../../../../core/model/sku.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import { readLevels } from '../../../../core/stock/ledger.ts';
import { writeMovement } from '../../../../core/stock/move.ts';
import { fakeLedger, type LevelLedger } from './fake-ledger.ts';

export const merchant = 'hanamori';
export const rakuten: ShopKey = 'rms#hanamori';
export const yahoo = 'yahoo#hanamori' as ShopKey;

/** An order line as a test describes it. */
export interface Ordered {
  readonly sku: string;
  readonly quantity: number;
  readonly shop?: ShopKey;
  readonly order: string;
  readonly orderedAt: number;
  /** When the mall was read; absent: at once. */
  readonly readAt?: number;
}

/** What people and importers do to a ledger: an entry, then its mark. */
export function shelfOn(ledger: LevelLedger, settings: StockSettings = defaultStockSettings) {
  const portsAt = (now: number) =>
    ({ stock: ledger, clock: { now: () => now, sleep: async () => {} } }) as unknown as Pick<Ports, 'stock' | 'clock'>;
  const move = async (
    kind: MovementKind,
    sku: string,
    quantity: number,
    at: number,
    { id = `${kind} at ${at}`, writtenAt = at } = {},
  ) => {
    const movement: Movement = { merchant, sku, at, id, kind, quantity, by: 'ops:tanaka', note: '', writtenAt };
    return writeMovement(portsAt(writtenAt), movement, settings);
  };
  return {
    ledger,
    move,
    counted: (sku: string, quantity: number, at: number, more = {}) => move('counted', sku, quantity, at, more),
    received: (sku: string, quantity: number, at: number, more = {}) => move('received', sku, quantity, at, more),
    adjusted: (sku: string, quantity: number, at: number, more = {}) => move('adjusted', sku, quantity, at, more),
    /** `now` is the importer's clock at the mark. */
    async ordered(line: Ordered, now = line.readAt ?? line.orderedAt): Promise<void> {
      await ledger.putClaim(claimOf(line));
      const deep = mayBeFolded(line.orderedAt, now, settings.foldAfterMs) ? 'deep' : undefined;
      await ledger.markDirty(merchant, line.sku, now, deep);
    },
    buffer: (sku: string, buffer: number, at: number) => ledger.changeSku(merchant, sku, { buffer }, at),
    /** As sets are made: the parts know of it first. */
    async set(sku: string, parts: Readonly<Record<string, number>>, from: number): Promise<void> {
      for (const part of Object.keys(parts)) await ledger.changeSku(merchant, part, { inSets: [sku] }, from);
      const [row] = await ledger.skuRows(merchant, [sku]);
      const recipe = { from, parts: Object.entries(parts).map(([part, needed]) => ({ sku: part, needed })) };
      await ledger.changeSku(merchant, sku, { recipes: [...(row?.recipes ?? []), recipe] }, from);
    },
    async free(...skus: string[]): Promise<(number | null)[]> {
      const levels = await readLevels(ledger, merchant, skus);
      return skus.map((sku) => levels.get(sku)?.free ?? null);
    },
  };
}

export type Shelf = ReturnType<typeof shelfOn>;

export function shelf(settings?: StockSettings) {
  const ledger = fakeLedger();
  return { ...shelfOn(ledger, settings), ledger };
}

export function claimOf({ sku, quantity, shop = rakuten, order, orderedAt, readAt = orderedAt }: Ordered): Claim {
  const lineId = '1-1';
  return { merchant, sku, shop, orderNumber: order, lineId, orderedAt, quantity, version: readAt, writer: 'run' };
}
