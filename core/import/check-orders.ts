import { dayMs, inChunks, secondMs } from '../kernel/index.ts';
import {
  type Claim,
  type ClaimKey,
  joinedKeys,
  type OrderRow,
  type Shop,
  type ShopKey,
  type StoredOrder,
} from '../model/index.ts';
import type { Ports } from '../ports/index.ts';
import type { ImportSession } from '../session/index.ts';
import { expectedClaims, strayClaims, wrongClaims } from './audit-finds.ts';
import { hasOldHistory, isWithoutBuyer } from './personal-data.ts';
import { readAndStore } from './read-and-store.ts';

export interface OrderToRepair {
  readonly shop: ShopKey;
  readonly orderNumber: string;
  readonly keys: readonly ClaimKey[];
}

export interface OrdersCheck {
  rows: number;
  claims: number;
  /** Rows whose lines went with personal data. */
  erased: number;
  differing: readonly OrderToRepair[];
  remembered: readonly StoredOrder[];
}

const ordersAtOnce = 100;

/** Restored tables are up to 35 days old; earlier erasures are in them. */
const erasedWithinMs = 36 * dayMs;

const secondLookMs = 2 * secondMs;

const behindAll = '~';

type CheckPorts = Pick<Ports, 'orders' | 'stock' | 'malls' | 'clock'>;
type Found = Map<ShopKey, Map<string, ClaimKey[]>>;

/**
 * Compares rows with claims, both ways, and with history. Reads all rows of the shops and the whole ledger, and changes nothing: for
 * commands. Orders being written get a second look.
 */
export async function checkOrders(
  ports: CheckPorts,
  shops: readonly Shop[],
  onProgress: (progress: Readonly<OrdersCheck>) => void,
): Promise<OrdersCheck> {
  const check: OrdersCheck & { remembered: StoredOrder[] } = {
    rows: 0,
    claims: 0,
    erased: 0,
    differing: [],
    remembered: [],
  };
  const found: Found = new Map();
  for (const shop of shops) {
    let after: string | undefined;
    do {
      const page = await ports.orders.range(shop.key, '', behindAll, after);
      await lookAtRows(ports, shop, page.rows, found, check);
      after = page.after;
      onProgress(check);
    } while (after !== undefined);
  }
  await lookAtLedger(ports, shops, found, check, onProgress);
  check.differing = await stillDiffering(ports, shops, found);
  return check;
}

async function lookAtRows(
  ports: CheckPorts,
  shop: Shop,
  rows: readonly OrderRow[],
  found: Found,
  check: OrdersCheck & { remembered: StoredOrder[] },
): Promise<void> {
  check.rows += rows.length;
  const traits = ports.malls.traits(shop.mall);
  const comparable = rows.flatMap((row) => {
    const expected = expectedClaims(shop, row, traits);
    return expected === null ? [] : [{ row, expected }];
  });
  check.erased += rows.length - comparable.length;
  const keys = comparable.flatMap(({ expected }) => [...expected.values()].map(({ key }) => key));
  const standing = Map.groupBy(await ports.stock.claims(keys), ({ orderNumber }) => orderNumber);
  for (const { row, expected } of comparable) {
    note(found, shop.key, row.orderNumber, wrongClaims(expected, standing.get(row.orderNumber) ?? []));
  }
  for (const row of rows) {
    if (row.kind !== 'stored' || !isWithoutBuyer(row)) continue;
    if ((row.erasedAt ?? row.redacted?.at ?? 0) < ports.clock.now() - erasedWithinMs) continue;
    if (await hasOldHistory(ports.orders, row)) check.remembered.push(row);
  }
}

async function lookAtLedger(
  ports: CheckPorts,
  shops: readonly Shop[],
  found: Found,
  check: OrdersCheck,
  onProgress: (progress: Readonly<OrdersCheck>) => void,
): Promise<void> {
  const byKey = new Map(shops.map((shop) => [shop.key, shop]));
  let place: Parameters<Ports['stock']['page']>[0];
  do {
    const page = await ports.stock.page(place);
    for (const [key, claims] of Map.groupBy(page.claims, ({ shop }) => shop)) {
      const shop = byKey.get(key);
      if (shop === undefined) continue;
      check.claims += claims.length;
      for (const [orderNumber, strays] of await straysOf(ports, shop, claims)) note(found, key, orderNumber, strays);
    }
    place = page.after;
    onProgress(check);
  } while (place !== undefined);
}

async function straysOf(ports: CheckPorts, shop: Shop, claims: readonly Claim[]): Promise<[string, ClaimKey[]][]> {
  const byOrder = [...Map.groupBy(claims, ({ orderNumber }) => orderNumber)];
  const strays: [string, ClaimKey[]][] = [];
  for (const chunk of inChunks(byOrder, ordersAtOnce)) {
    const numbers = chunk.map(([orderNumber]) => orderNumber);
    const rows = await ports.orders.rows(shop.key, numbers);
    for (const [orderNumber, standing] of chunk) {
      const expected = expectedClaims(shop, rows.get(orderNumber), ports.malls.traits(shop.mall));
      if (expected !== null) strays.push([orderNumber, strayClaims(expected, standing)]);
    }
  }
  return strays;
}

function note(found: Found, shop: ShopKey, orderNumber: string, keys: readonly ClaimKey[]): void {
  if (keys.length === 0) return;
  const ofShop = found.get(shop) ?? new Map<string, ClaimKey[]>();
  found.set(shop, ofShop.set(orderNumber, joinedKeys(ofShop.get(orderNumber) ?? [], keys)));
}

/** Orders that differ at a second, strongly consistent look: claims precede rows. */
async function stillDiffering(ports: CheckPorts, shops: readonly Shop[], found: Found): Promise<OrderToRepair[]> {
  const differing: OrderToRepair[] = [];
  for (const shop of shops) {
    for (const chunk of inChunks([...(found.get(shop.key) ?? [])], ordersAtOnce)) {
      const rows = await ports.orders.rows(
        shop.key,
        chunk.map(([orderNumber]) => orderNumber),
      );
      for (const [orderNumber, noted] of chunk) {
        const expected = expectedClaims(shop, rows.get(orderNumber), ports.malls.traits(shop.mall));
        if (expected === null) continue;
        const all = joinedKeys(
          [...expected.values()].map(({ key }) => key),
          noted,
        );
        const standing = await ports.stock.claims(all);
        const keys = joinedKeys(wrongClaims(expected, standing), strayClaims(expected, standing));
        if (keys.length > 0) differing.push({ shop: shop.key, orderNumber, keys });
      }
    }
  }
  return differing;
}

interface OrdersRepair {
  repaired: number;
  /** Orders twice not returned by the mall; their claims stay. */
  readonly left: string[];
}

/**
 * Rereads orders and rewrites all claims, zeros for lost lines. The mall decides, so concurrent imports agree. Equal content makes no
 * revision.
 */
export async function repairOrders(
  run: ImportSession,
  differing: readonly OrderToRepair[],
  onProgress: (progress: Readonly<OrdersRepair>) => void,
): Promise<OrdersRepair> {
  const repair: OrdersRepair = { repaired: 0, left: [] };
  const look = async (orders: readonly OrderToRepair[]): Promise<OrderToRepair[]> => {
    const left: OrderToRepair[] = [];
    for (const chunk of inChunks(orders, run.traits.readBatch)) {
      const unsettled = new Set(run.mayCall() ? await repairChunk(run, chunk) : chunk.map(numberOf));
      left.push(...chunk.filter((order) => unsettled.has(order.orderNumber)));
      repair.repaired += chunk.length - unsettled.size;
      onProgress(repair);
    }
    return left;
  };
  let left = await look(differing);
  if (left.length > 0 && run.mayCall()) {
    await run.ports.clock.sleep(secondLookMs);
    left = await look(left);
  }
  repair.left.push(...left.map(numberOf));
  return repair;
}

const numberOf = ({ orderNumber }: OrderToRepair): string => orderNumber;

async function repairChunk(run: ImportSession, chunk: readonly OrderToRepair[]): Promise<readonly string[]> {
  const wanted = chunk.map(({ orderNumber, keys }) => ({ orderNumber, carried: keys }));
  return (await readAndStore(run, wanted)).unsettled;
}
