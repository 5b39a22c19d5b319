import { hourMs, minuteMs } from '../../core/kernel/time.ts';
import type { MorningReport } from '../../core/model/notice.ts';
import type { ShopKey } from '../../core/model/shop.ts';
import type { WatchedMorning } from './morning-watch.ts';
import type { World } from './world.ts';

/**
 * What must hold of digests: in calm weather a shop's row has what is due by its stored orders and nothing else; a merchant has one mail on
 * a morning on which something is due or could not be verified, none on any other, and it names the orders of the rows.
 */
export function brokenMornings(world: World): string[] {
  if (world.mornings === null) return [];
  return [...world.mornings.flatMap(brokenRow), ...brokenDigests(world, world.mornings)];
}

function brokenRow({ at, calm, report, expected, uncertain, cursor }: WatchedMorning): string[] {
  const { shop, day, groups, behindSince } = report;
  const broken: string[] = [];
  // A cursor only goes on, so one that is old now was old when it was read. The row is written by one clock.
  if (report.at - cursor >= 35 * minuteMs && behindSince === undefined)
    broken.push(
      `${shop} was ${Math.round((report.at - cursor) / minuteMs)} min behind on ${day}, and its row says it was not`,
    );
  if (!calm || Math.abs(at - report.at) > minuteMs) return broken;
  const said = new Set(
    Object.entries(groups).flatMap(([group, { orders }]) => orders.map((order) => `${group} ${order.orderNumber}`)),
  );
  const differs = [...new Set([...said, ...expected])]
    .filter((one) => said.has(one) !== expected.has(one))
    .filter((one) => !uncertain.has(one.split(' ')[1] ?? ''));
  // Of a group with many orders a row keeps the first ones, and counts the others.
  const cut = new Map(Object.entries(groups).filter(([, { count, orders }]) => orders.length < count));
  for (const one of differs) {
    if (said.has(one)) broken.push(`${one} is not due at ${shop} on ${day}`);
    else if (!cut.has(one.split(' ')[0] ?? '')) broken.push(`${one} is due at ${shop} on ${day}`);
  }
  for (const [group, { count }] of cut) {
    const due = [...expected].filter((one) => one.startsWith(`${group} `)).length;
    if (Math.abs(due - count) > uncertain.size)
      broken.push(`${due} orders are ${group} at ${shop} on ${day}, and its row counts ${count}`);
  }
  return broken;
}

function brokenDigests({ watch, store, calmSince, time, start }: World, rows: readonly WatchedMorning[]): string[] {
  const broken: string[] = [];
  const mails = watch.mails.filter(({ kind }) => kind === 'morning-digest');
  for (const merchant of store.merchantsById.values()) {
    const own = mails.filter(({ to }) => to === merchant.contacts.join());
    for (let day = start - (start % (24 * hourMs)) - 9 * hourMs; day < time.now(); day += 24 * hourMs) {
      const due = day + 8 * hourMs;
      const ofDay = own.filter(({ at }) => at >= day && at < day + 24 * hourMs);
      const name = `${merchant.id} on ${new Date(day + 9 * hourMs).toISOString().slice(0, 10)}`;
      if (ofDay.filter(({ cutOff }) => !cutOff).length > 1) broken.push(`${ofDay.length} digests to ${name}`);
      if (ofDay.some(({ at }) => at < due)) broken.push(`a digest to ${name} went before its time`);
      const shops = [...store.shopsByKey.values()].filter((shop) => shop.merchant === merchant.id);
      const isCalm = calmSince !== null && due - hourMs > calmSince && due + 2 * hourMs < time.now();
      for (const mail of ofDay) broken.push(...brokenText(mail, rowsAt(rows, shops, due, mail.at), name));
      if (!isCalm) continue;
      const known = rowsAt(rows, shops, due, due + 20 * minuteMs);
      const isDue = shops.some(({ key }) => hasSomething(known.get(key)));
      if (isDue && ofDay.length === 0) broken.push(`no digest to ${name}, and something is due`);
      if (!isDue && ofDay.length > 0) broken.push(`a digest to ${name}, and nothing is due`);
    }
  }
  return broken;
}

/** A shop without a row could not be verified. */
function hasSomething(row: MorningReport | undefined): boolean {
  return row === undefined || row.behindSince !== undefined || Object.keys(row.groups).length > 0;
}

function rowsAt(
  rows: readonly WatchedMorning[],
  shops: readonly { readonly key: ShopKey }[],
  due: number,
  until: number,
): Map<ShopKey, MorningReport> {
  const keys = new Set(shops.map(({ key }) => key));
  const before = rows.filter(({ at, report }) => at > due - 3 * hourMs && at <= until && keys.has(report.shop));
  return new Map(before.map(({ report }) => [report.shop, report]));
}

/** Every order of the rows is named, as far as fifty are, and no other. */
function brokenText(
  mail: { readonly text: string },
  rows: ReadonlyMap<ShopKey, MorningReport>,
  name: string,
): string[] {
  const orders = [...rows.values()].flatMap(({ groups }) => Object.values(groups).flatMap((group) => group.orders));
  const due = new Set(orders.map(({ orderNumber }) => orderNumber));
  const said = new Set(mail.text.match(/\d+-\d{8}-\d{8,}/g));
  const tooMuch = [...said].filter((orderNumber) => !due.has(orderNumber));
  const missing = orders.length > 50 ? [] : [...due].filter((orderNumber) => !said.has(orderNumber));
  return [
    ...tooMuch.map((orderNumber) => `the digest to ${name} names ${orderNumber}, which is in no row`),
    ...missing.map((orderNumber) => `the digest to ${name} does not name ${orderNumber}`),
  ];
}
