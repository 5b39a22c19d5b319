import { problemOrders } from '../../../core/import/index.ts';
import { type EpochMs, inChunks, mapLimited } from '../../../core/kernel/index.ts';
import type { AuditFigures, Incident, Shop } from '../../../core/model/index.ts';
import type { ListedAt, OrderList } from '../../../core/ports/index.ts';
import type { Instance } from '../../../ops/frame/instance.ts';
import type { Axis } from '../../chart.ts';

export interface CurveFacts {
  /** When those that are known here were placed at the mall; of one that cannot be read, when it was first seen. */
  readonly placed: readonly EpochMs[];
  readonly stored: readonly EpochMs[];
  /** The moment of storing was read of one order in so many: 1 where it was of each. */
  readonly storedOfEvery: number;
  /** Known at the mall, and not stored: they cannot be read. */
  readonly unread: number;
  /** Names of the shops of which the newest orders alone were listed, since there are too many. */
  readonly cutShops: readonly string[];
  /** What the last audit counted at the mall; null before one. */
  readonly audit: AuditFigures | null;
}

/** Keys that are listed of all shops, and rows of which the moment of storing is read: a curve takes at most some 500 read units for keys, 1,000 for rows. */
const keysMax = 50_000;
const rowsMax = 2_000;
const keysAtFirst = 51;
const keysAtOnce = 1_000;
const rowsAtOnce = 100;
const readsAtOnce = 16;

type Needed = Pick<Instance, 'ports' | 'importSettings'> & {
  readonly orderList: Pick<OrderList, 'newest' | 'summaries'>;
};

/** Reads the curve of one incident, again and again. An order is stored once, so its row is read once. */
export function createCurveReader({ ports, orderList, importSettings }: Needed) {
  const storedAt = new Map<string, EpochMs>();
  return async (
    { audit, secondAudit }: Pick<Incident, 'audit' | 'secondAudit'>,
    shops: readonly Shop[],
    axis: Axis,
  ): Promise<CurveFacts> => {
    const { keys, cut } = await listKeys(orderList, shops, axis);
    const every = Math.max(1, Math.ceil(keys.length / rowsMax));
    const sample = keys.filter((_, index) => index % every === 0);
    await readStoredAt(orderList, sample, storedAt);
    const times = sample.flatMap((key) => storedAt.get(idOf(key)) ?? []);
    const meant = new Set(shops.map(({ key }) => key));
    const problems = await problemOrders(ports.orders, importSettings, ports.clock.now());
    const unread = problems.flatMap(({ shop, stored, problem: { since } }) =>
      !stored && meant.has(shop) && since >= axis.from && since <= axis.to ? [since] : [],
    );
    return {
      placed: sorted([...keys.map(({ at }) => at), ...unread]),
      // Each stands for those that were placed after it, up to the next one that was read.
      stored: sorted(times.flatMap((at) => Array.from({ length: every }, () => at))).slice(0, keys.length),
      storedOfEvery: every,
      unread: unread.length,
      cutShops: cut.map(({ name }) => name),
      audit: secondAudit ?? audit ?? null,
    };
  };
}

const sorted = (all: readonly EpochMs[]): EpochMs[] => [...all].sort((one, other) => one - other);
const idOf = ({ shop, orderNumber }: Pick<ListedAt, 'shop' | 'orderNumber'>): string => `${shop} ${orderNumber}`;

/** The orders of these shops, the oldest first. Every shop is asked in turn, so that a busy one takes nothing from the others. */
export async function listKeys(
  orderList: Pick<OrderList, 'newest'>,
  shops: readonly Shop[],
  axis: Axis,
  max: number = keysMax,
): Promise<{ readonly keys: readonly ListedAt[]; readonly cut: readonly Shop[] }> {
  const keys: ListedAt[] = [];
  let open: { readonly shop: Shop; readonly after?: ListedAt }[] = shops.map((shop) => ({ shop }));
  for (let wanted = keysAtFirst; open.length > 0 && keys.length < max; wanted = Math.min(4 * wanted, keysAtOnce)) {
    const limit = Math.min(wanted, Math.max(1, Math.floor((max - keys.length) / open.length)));
    const pages = await mapLimited(open, readsAtOnce, async ({ shop, after }) => {
      const span = { ...axis, ...(after === undefined ? {} : { after }) };
      return { shop, found: await orderList.newest(shop.key, span, limit) };
    });
    keys.push(...pages.flatMap(({ found }) => found));
    open = pages.flatMap(({ shop, found }) => {
      const last = found.at(-1);
      return found.length < limit || last === undefined ? [] : [{ shop, after: last }];
    });
  }
  return { keys: keys.sort((one, other) => one.at - other.at), cut: open.map(({ shop }) => shop) };
}

async function readStoredAt(
  orderList: Pick<OrderList, 'summaries'>,
  keys: readonly ListedAt[],
  storedAt: Map<string, EpochMs>,
): Promise<void> {
  const unknown = keys.filter((key) => !storedAt.has(idOf(key)));
  const rows = await mapLimited([...inChunks(unknown, rowsAtOnce)], readsAtOnce, (chunk) => orderList.summaries(chunk));
  for (const row of rows.flat()) if (row.kind === 'stored') storedAt.set(idOf(row), row.storedAt);
}
