import { minuteMs } from '../../core/kernel/time.ts';
import type { Claim } from '../../core/model/claim.ts';
import type { OrderRow } from '../../core/model/order.ts';
import { unpack } from '../../core/model/packing.ts';
import type { Shop } from '../../core/model/shop.ts';
import { skuOf } from '../../core/model/sku.ts';
import type { Ports } from '../../core/ports/ports.ts';
import type { BookOrder } from '../../simulator/rms/index.ts';
import { announcementsAreTrue, type Judged } from './announcements.ts';
import type { Deployed } from './deployed.ts';
import type { Trial } from './trial.ts';

/**
 * What does not hold at the end of a trial, in words: every order of the mall's books is stored once as the mall shows it now,
 * each line claims its quantity once and nothing else claims any, each revision was announced under one id for one content, and
 * nothing is left undone.
 *
 * @param deployments the releases that ran
 */
export async function brokenPromises(trial: Trial, deployments: readonly Deployed[]): Promise<string[]> {
  const { ports } = trial.open();
  const shops = await ports.shops.all();
  const rows = (await Promise.all(shops.map((shop) => rowsOf(ports, shop)))).flat();
  const judged: Judged = { trial, ports, shops, rows, claims: await allClaims(ports), deployments };
  return [
    ...ordersAreTrue(judged),
    ...claimsAreTrue(judged),
    ...(await skusAreDirty(judged)),
    ...announcementsAreTrue(judged),
    ...(await nothingIsLeftUndone(judged)),
  ];
}

async function rowsOf(ports: Ports, shop: Shop): Promise<OrderRow[]> {
  const rows: OrderRow[] = [];
  let after: string | undefined;
  do {
    const page = await ports.orders.range(shop.key, '', '~', after);
    rows.push(...page.rows);
    after = page.after;
  } while (after !== undefined);
  return rows;
}

async function allClaims(ports: Ports): Promise<Claim[]> {
  const claims: Claim[] = [];
  let place: Parameters<Ports['stock']['page']>[0];
  do {
    const page = await ports.stock.page(place);
    claims.push(...page.claims);
    place = page.after;
  } while (place !== undefined);
  return claims;
}

function booked({ trial, shops }: Judged): { readonly shop: Shop; readonly order: BookOrder }[] {
  const books = trial.rms.books().shops;
  return shops.flatMap((shop) => {
    const orders = books.find(({ shopUrl }) => shopUrl === shop.code)?.orders ?? [];
    return orders.filter((order) => order.orderDatetimeMs >= shop.importFrom).map((order) => ({ shop, order }));
  });
}

function ordersAreTrue(judged: Judged): string[] {
  const rows = new Map(judged.rows.map((row) => [`${row.shop} ${row.orderNumber}`, row]));
  const broken: string[] = [];
  for (const { shop, order } of booked(judged)) {
    const name = `${shop.key} ${order.orderNumber}`;
    const row = rows.get(name);
    rows.delete(name);
    if (row === undefined) broken.push(`${name} is at the mall and not stored`);
    else if (row.kind !== 'stored') broken.push(`${name} is ${row.kind}`);
    else if (row.problem) broken.push(`${name} is stored and its problem stands`);
    else if (row.erasedAt === undefined && unpack(row.original) !== JSON.stringify(order.model)) {
      broken.push(`${name} is stored (revision ${row.revision}) otherwise than the mall shows it`);
    }
  }
  return [...broken, ...[...rows.keys()].map((name) => `${name} is stored and not at the mall`)];
}

function claimsAreTrue(judged: Judged): string[] {
  const expected = new Map<string, number>();
  for (const { shop, order } of booked(judged)) {
    for (const line of order.lines) {
      const quantity = order.orderProgress === 900 || line.deleted ? 0 : line.units;
      expected.set(`${shop.merchant} ${skuOf(line)} ${shop.key} ${order.orderNumber} ${line.itemDetailId}`, quantity);
    }
  }
  const broken: string[] = [];
  for (const { merchant, sku, shop, orderNumber, lineId, quantity } of judged.claims) {
    const name = `${merchant} ${sku} ${shop} ${orderNumber} ${lineId}`;
    const right = expected.get(name) ?? 0;
    if (quantity !== right) broken.push(`claim ${name} holds ${quantity}, the mall's line says ${right}`);
    expected.delete(name);
  }
  const lost = [...expected].filter(([, quantity]) => quantity > 0);
  return [...broken, ...lost.map(([name, quantity]) => `line ${name} claims nothing, should be ${quantity}`)];
}

async function skusAreDirty({ trial, claims }: Judged): Promise<string[]> {
  const items = await trial.items('Stock');
  const dirty = new Set(items.filter(({ dirtySince }) => dirtySince !== undefined).map(({ sku }) => sku?.S));
  const claimed = new Set(claims.map(({ merchant, sku }) => `${merchant}#${sku}`));
  return [...claimed].filter((sku) => !dirty.has(sku)).map((sku) => `${sku} was claimed and never marked dirty`);
}

async function nothingIsLeftUndone({ trial, ports, shops, rows }: Judged): Promise<string[]> {
  const now = trial.clock.now();
  const broken: string[] = [];
  for (const row of rows) {
    if (row.kind === 'stored' && row.unannounced.length > 0)
      broken.push(`${row.orderNumber} has unannounced revisions`);
  }
  for (const shop of shops) {
    if (now - shop.cursor > 45 * minuteMs) broken.push(`the cursor of ${shop.key} lags`);
  }
  const control = await trial.items('Control');
  for (const { scope } of control) {
    if (String(scope?.S).startsWith('intents#')) broken.push('an intent was left behind');
  }
  for (const { cause, scope } of await ports.pauses.list()) broken.push(`a ${cause} pause holds ${scope}`);
  return broken;
}
