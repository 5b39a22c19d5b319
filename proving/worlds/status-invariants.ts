import { isDone } from '../../core/model/push-row.ts';
import { newsOf } from '../../core/status/tell.ts';
import type { Push } from '../memory/push.ts';
import { correctedParcelsAreThereOnce } from './corrected-numbers.ts';
import { bookRows, isOverridden, isRowOf, isSo } from './status-books.ts';
import { brokenStatusCalls } from './status-call-invariants.ts';
import type { StatusWatch } from './status-watch.ts';
import type { World } from './world.ts';

/**
 * What must hold at the end of a world in which changes were wanted, counted from rows, calls and the mall's books: every change
 * has ended and was announced, what is confirmed is so, no parcel is there twice, and nothing of others was touched.
 */
export function brokenStatuses(world: World): string[] {
  const { statusWatch: watch } = world;
  if (watch === null) return [];
  return [
    ...watch.broken,
    ...leftUndone(world),
    ...confirmedIsSo(world),
    ...parcelsAreThereOnce(world),
    ...correctedParcelsAreThereOnce(world),
    ...handParcelsStand(world, watch),
    ...endsAreTold(world, watch),
    ...failuresAreInDigests(world, watch),
    ...digestsGoOnce(world),
    ...brokenStatusCalls(world, watch),
  ];
}

function pushes({ store }: World): Push[] {
  return [...store.pushesByShop.values()].flatMap((rows) => [...rows.values()]);
}

function nameOf({ shop, orderNumber, id }: Pick<Push, 'shop' | 'orderNumber' | 'id'>): string {
  return `${shop}#${orderNumber}#${id}`;
}

/** What has not ended though nothing breaks any more, and the mall is no reason. */
export function leftUndone(world: World): string[] {
  const broken: string[] = [];
  const all = pushes(world);
  for (const push of all) {
    const { state, untold, lookAgainAt } = push;
    if (untold !== undefined) broken.push(`how ${nameOf(push)} ended was not told`);
    if (lookAgainAt !== undefined) broken.push(`${nameOf(push)} is still to be looked at again`);
    if (isDone(push)) continue;
    const order = world.rms.control.order(push.orderNumber);
    // A worker may have it in hand for another look at this very moment.
    const isInHand = state.kind === 'pushing' && state.until > world.time.now();
    const waits =
      isInHand || (state.kind === 'retrying' && state.reason === 'mall-processing')
        ? order?.orderProgress === 200
        : state.kind === 'retrying' && state.reason === 'mall-changing' && order?.orderProgress === 400;
    if (!waits) {
      const why = state.kind === 'retrying' ? ` (${state.reason})` : '';
      broken.push(`${nameOf(push)} is still ${state.kind}${why}, the order is at ${order?.orderProgress}`);
    }
  }
  return broken;
}

function confirmedIsSo(world: World): string[] {
  return pushes(world).flatMap((push) => {
    const order = world.rms.control.order(push.orderNumber);
    // The mall refuses changes of a cancelled order, so a push that failed for that reason may have undone this one.
    const byThoseThatStand = !isSo(order, { kind: 'cancel', reason: 'shop-other' });
    if (push.state.kind !== 'confirmed' || isOverridden(world, push, { byThoseThatStand })) return [];
    if (isSo(order, push.content)) return [];
    return [`${nameOf(push)} is confirmed, and the mall has it not`];
  });
}

/** No row of a parcel, and no tracking number, is there more often than it was wanted. */
function parcelsAreThereOnce(world: World): string[] {
  const broken: string[] = [];
  const ships = pushes(world).flatMap(({ orderNumber, content }) =>
    content.kind === 'ship' ? [{ orderNumber, parcels: content.parcels }] : [],
  );
  for (const [orderNumber, wanted] of Map.groupBy(ships, (ship) => ship.orderNumber)) {
    const order = world.rms.control.order(orderNumber);
    // The mall refuses changes of a cancelled order.
    if (order === null || isSo(order, { kind: 'cancel', reason: 'shop-other' })) continue;
    const rows = bookRows(order);
    for (const row of rows) {
      const alike = rows.filter(
        (other) =>
          other.basketId === row.basketId &&
          other.number === row.number &&
          (row.number !== null || (other.carrier === row.carrier && other.date === row.date)),
      ).length;
      const ofNumber = row.number !== null;
      const most = wanted.map(
        ({ parcels }) =>
          parcels.filter((parcel) =>
            ofNumber
              ? parcel.trackingNumber === row.number && (parcel.basketId ?? row.basketId) === row.basketId
              : isRowOf(row, parcel),
          ).length,
      );
      const isOurs = most.some((count) => count > 0);
      if (isOurs && alike > Math.max(...most)) {
        broken.push(
          `${orderNumber} has ${alike} rows of ${row.number ?? 'a parcel without a number'}, wanted ${Math.max(...most)}`,
        );
      }
    }
  }
  return [...new Set(broken)];
}

/** Rows that people entered by themselves are as they were. */
function handParcelsStand(world: World, { handParcels }: StatusWatch): string[] {
  return [...handParcels].flatMap(([orderNumber, numbers]) => {
    const order = world.rms.control.order(orderNumber);
    const rows = order === null ? [] : bookRows(order);
    return numbers
      .filter((number) => !rows.some((row) => row.number === number && row.carrier === '1003'))
      .map((number) => `the parcel ${number} of ${orderNumber}, which no request concerned, is gone`);
  });
}

/** Each end was announced, under one id for each time the change was requested. */
export function endsAreTold(world: World, watch: StatusWatch): string[] {
  const told = new Set(watch.news.map(({ news }) => news.id));
  const unpublished = pushes(world).flatMap((push) => {
    const { state } = push;
    if (!('at' in state)) return [];
    const { id } = newsOf({ ...push, state });
    return told.has(id) ? [] : [`${id} was never told`];
  });
  const times = new Map<string, Set<number>>();
  for (const { push } of watch.rows) {
    const name = nameOf(push);
    times.set(name, (times.get(name) ?? new Set()).add(push.requestedAt));
  }
  const byEnd = Map.groupBy(watch.news, ({ news }) => `${news.shop}#${news.orderNumber}#${news.pushId}\n${news.kind}`);
  const tooMany = [...byEnd].flatMap(([name, all]) => {
    const [push = '', kind = ''] = name.split('\n');
    const ids = new Set(all.map(({ news }) => news.id)).size;
    return ids > (times.get(push)?.size ?? 0) ? [`${kind} of ${push} was told under ${ids} ids`] : [];
  });
  return [...unpublished, ...tooMany];
}

/** Each failure on which the merchant must act is reported once: in a mail that was sent, or in one that is due. */
export function failuresAreInDigests({ store, ...world }: World, { digests }: StatusWatch): string[] {
  const counts = new Map<string, number>();
  const count = (word: string): void => void counts.set(word, (counts.get(word) ?? 0) + 1);
  for (const failures of digests.values()) for (const word of failures) count(word);
  for (const digest of store.digestsByMerchant.values()) {
    for (const { shop, orderNumber, push, at } of digest.failures) count(`${shop}#${orderNumber}#${push}@${at}`);
  }
  const missing = pushes({ store, ...world }).flatMap((push) => {
    const { state } = push;
    if (state.kind !== 'failed' || state.who !== 'merchant') return [];
    return counts.has(`${nameOf(push)}@${state.at}`)
      ? []
      : [`${nameOf(push)} failed, and no digest tells its merchant`];
  });
  const twice = [...counts].filter(([, times]) => times > 1).map(([word]) => `${word} is in several digests`);
  return [...missing, ...twice];
}

/** A mail of what failed goes once, but for one that was cut off. */
function digestsGoOnce({ store, watch }: World): string[] {
  const mails = Map.groupBy(
    watch.mails.filter(({ kind, cutOff }) => kind === 'status-digest' && !cutOff),
    ({ to }) => to,
  );
  return [...mails].flatMap(([to, sent]) => {
    const merchant = [...store.merchantsById.values()].find(({ contacts }) => contacts.join() === to)?.id;
    const occasions = [...store.noticesById.values()].filter(
      (notice) => notice.kind === 'status-digest' && notice.merchant === merchant,
    ).length;
    return sent.length > occasions ? [`${sent.length} mails of ${occasions} digests went to ${to}`] : [];
  });
}
