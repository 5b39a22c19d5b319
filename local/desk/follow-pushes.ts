import { bucketOf, type Change, type ShopKey } from '../../core/model/index.ts';
import type { Changes } from '../../core/ports/index.ts';
import type { Cloud } from '../cloud.ts';
import type { PushCounts } from '../view/state.ts';
import type { Happenings } from './happenings.ts';
import { type PushStanding, pushStanding, standingsIn } from './push-standing.ts';
import { type PushTally, tellPushes } from './tell-pushes.ts';

/** Requested changes of each shop as they are known. */
export interface WatchedPushes {
  of(shop: string): PushCounts;
  /** Reads the whole table, once, at the start. */
  load(): Promise<void>;
  /** Reads the open requests again, and reports what has become of them since. Costs a few small reads if there are none. */
  read(): Promise<void>;
}

/** Rows of one shop that are read each time. A shop with more has the rest counted as it was seen last. */
const undoneMax = 1_000;
/** Rows that left the index and of whose end this has heard nothing, such as withdrawn ones; read one by one each time. */
const endedMax = 50;

/**
 * Follows the requested changes of the shops that are imported: what ended is on the bus, and what is undone stands in an
 * index, so that nothing of this scans after the start.
 */
export function followPushes(
  cloud: Pick<Cloud, 'onEvent' | 'readTable'>,
  changes: Pick<Changes, 'dueShops' | 'undone' | 'one'>,
  happenings: Pick<Happenings, 'add'>,
  shops: { keys(): readonly ShopKey[]; nameOf(shop: string): string },
): WatchedPushes {
  const known = new Map<string, Map<string, PushStanding>>();
  const tallies = new Map<string, PushTally>();
  const ofShop = (shop: string): Map<string, PushStanding> => {
    const rows = known.get(shop) ?? new Map<string, PushStanding>();
    known.set(shop, rows);
    return rows;
  };
  /** Notes how a change stands now, and counts what is new about it. */
  const note = (shop: string, name: string, standing: PushStanding, cause?: string): void => {
    const rows = ofShop(shop);
    const before = rows.get(name);
    if (before === standing) return;
    rows.set(name, standing);
    const tally = tallies.get(shop) ?? { requested: 0, held: 0, released: 0, confirmed: 0, failed: 0, withdrawn: 0 };
    tallies.set(shop, tally);
    if (before === undefined) tally.requested += 1;
    if (standing === 'waiting') tally.released += before === 'held' ? 1 : 0;
    else tally[standing] += 1;
    if (cause !== undefined) tally.cause = cause;
  };
  const take = (change: Change): void => {
    const { state } = change;
    note(change.shop, nameOf(change), pushStanding(state.kind), state.kind === 'held' ? state.cause : undefined);
  };

  cloud.onEvent(({ 'detail-type': kind, source, detail }) => {
    if (source !== 'tsunagi' || (kind !== 'StatusPushConfirmed' && kind !== 'StatusPushFailed')) return;
    const { shop, orderNumber, pushId } = detail as Record<'shop' | 'orderNumber' | 'pushId', string>;
    note(shop, nameOf({ orderNumber, id: pushId }), kind === 'StatusPushConfirmed' ? 'confirmed' : 'failed');
  });

  /** Undone rows of a shop, and what became of those that were undone and are not any more. */
  const readShop = async (shop: ShopKey, isOpen: boolean): Promise<void> => {
    const undone = isOpen ? await changes.undone(shop, undoneMax) : [];
    const names = new Set(undone.map(nameOf));
    for (const change of undone) take(change);
    if (undone.length === undoneMax) return;
    const gone = [...ofShop(shop)].filter(([name, standing]) => isUndone(standing) && !names.has(name));
    for (const [name] of gone.slice(0, endedMax)) {
      const at = name.lastIndexOf('#');
      const [orderNumber, id] = [name.slice(0, at), name.slice(at + 1)];
      const change = await changes.one({ shop, orderNumber, id });
      if (change === null) ofShop(shop).delete(name);
      else take(change);
    }
  };

  return {
    of(shop) {
      const counts = { waiting: 0, held: 0, confirmed: 0, failed: 0, withdrawn: 0 };
      for (const standing of known.get(shop)?.values() ?? []) counts[standing] += 1;
      return counts;
    },
    async load() {
      for await (const item of cloud.readTable('Pushes', ['shop', 'orderNumber', 'packed']))
        for (const [id, standing] of standingsIn(item))
          ofShop(String(item.shop?.S)).set(nameOf({ orderNumber: String(item.orderNumber?.S), id }), standing);
    },
    async read() {
      const keys = shops.keys();
      const open = new Set<ShopKey>();
      for (const bucket of new Set(keys.map(bucketOf)))
        for (const shop of await changes.dueShops(bucket)) open.add(shop);
      for (const shop of keys) {
        if (open.has(shop) || [...ofShop(shop).values()].some(isUndone)) await readShop(shop, open.has(shop));
      }
      for (const [shop, tally] of tallies) tellPushes(happenings, shops.nameOf(shop), tally);
      tallies.clear();
    },
  };
}

const nameOf = ({ orderNumber, id }: Pick<Change, 'orderNumber' | 'id'>): string => `${orderNumber}#${id}`;
const isUndone = (standing: PushStanding): boolean => standing === 'waiting' || standing === 'held';
