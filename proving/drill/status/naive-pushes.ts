import { TsunagiError } from '../../../core/kernel/errors.ts';
import { minuteMs } from '../../../core/kernel/time.ts';
import type { PushState } from '../../../core/model/push.ts';
import { pushIdOf } from '../../../core/model/push-row.ts';
import type { ShopKey } from '../../../core/model/shop.ts';
import type { RmsShop } from '../../../malls/rms/client.ts';
import type { RmsStatusApi } from '../../../malls/rms/order-status-api.ts';
import { nextPush, type Push } from '../../memory/push.ts';
import { innerMap } from '../../memory/store.ts';
import type { Asked, Day, Wish } from '../day.ts';

/** Sendings of one change, one right after the other, before the naive design leaves it as it is. */
const sendingsMax = 3;

/**
 * The pushes of the design that is built first everywhere: it calls, then marks; what fails is sent again at once, without
 * looking, and left in 変更中 after the third time. Whatever is asked for while everything is stopped is sent when it goes on.
 */
export function naivePushes(day: Day, onAsked: (asked: Asked) => void): void {
  const { ports, cache } = day.startProcess('pusher');
  const { time, store } = day;
  let asked = 0;
  const waiting: { readonly wish: Wish; readonly push: Push }[] = [];
  /** A shop's calls come one after the other. */
  const lines = new Map<ShopKey, Promise<void>>();
  const isStopped = (): boolean => [...store.healthsById.values()].some(({ state }) => state.kind === 'down');

  const keyOf = ({ orderNumber, id }: Push): string => `${orderNumber}#${id}`;
  const keep = (push: Push): void => void innerMap(store.pushesByShop, push.shop).set(keyOf(push), push);

  const send = async (wish: Wish, push: Push): Promise<void> => {
    const shop = await ports.shops.get(wish.shop);
    if (shop === null) return;
    // The day has shops of 楽天市場 alone.
    const { status } = (await ports.malls.shop(shop)) as RmsShop;
    const pushing = nextPush(push, 'naive', { state: { kind: 'pushing', until: time.now(), tries: 0 } });
    keep(pushing);
    for (let sending = 1; sending <= sendingsMax; sending++) {
      await cache.pacer.turn(shop.key, 'push', shop.callsPerSecond);
      try {
        const state = await call(status, wish, time.now);
        keep(nextPush(pushing, 'naive', { state }));
        return;
      } catch (error) {
        if (!(error instanceof TsunagiError)) throw error;
      }
    }
  };
  const startSending = (): void => {
    if (isStopped()) return;
    for (const { wish, push } of waiting.splice(0)) {
      const before = lines.get(wish.shop) ?? Promise.resolve();
      const sent = before.then(() => send(wish, push));
      lines.set(
        wish.shop,
        sent.catch((error: unknown) => void day.unexpected.push(String(error))),
      );
    }
  };
  const ask = (wish: Wish): void => {
    const at = time.now();
    const push = firstRow(wish, at, `naive-${++asked}`);
    const isStanding = store.pushesByShop.get(wish.shop)?.has(keyOf(push)) === true;
    if (!isStanding) keep(push);
    onAsked({ at, shop: wish.shop, orderNumber: wish.orderNumber, push: push.id, change: wish.content.kind });
    if (isStanding) return;
    waiting.push({ wish, push });
    startSending();
  };
  for (const wish of day.wishes) {
    time.at(wish.at, () => ask(wish));
    if (wish.againAt !== undefined) time.at(wish.againAt, () => ask(wish));
  }
  const look = (): void => {
    startSending();
    time.at(time.now() + minuteMs, look);
  };
  look();
}

function firstRow({ shop, orderNumber, content }: Wish, now: number, writer: string): Push {
  const id = pushIdOf(content);
  const common = { shop, orderNumber, id, content, requestedAt: now, by: 'warehouse' };
  return { ...common, version: 1, writer, state: { kind: 'requested' }, trail: [] };
}

/** Makes the one call that a change takes, and believes what is answered. */
async function call(door: RmsStatusApi, wish: Wish, now: () => number): Promise<PushState> {
  const { orderNumber } = wish;
  const { orders } = await answerTo(door, wish);
  const answer = orders.get(orderNumber);
  if (answer?.kind === 'accepted') return { kind: 'confirmed', at: now() };
  return { kind: 'failed', at: now(), reason: 'refused-otherwise', who: 'merchant' };
}

function answerTo(door: RmsStatusApi, { orderNumber, content, parcels }: Wish): ReturnType<RmsStatusApi['confirm']> {
  switch (content.kind) {
    case 'confirm':
      return door.confirm([orderNumber]);
    case 'ship':
      return door.ship(
        orderNumber,
        parcels.map((parcel) => ({ kind: 'add', basketId: parcel.basketId, parcel })),
      );
    case 'cancel':
      return door.cancel(orderNumber, { reason: content.reason, restoresStock: 'no' });
    case 'sub-status':
      return door.setSubStatus([orderNumber], content.subStatusId);
    case 'memo':
      return door.setMemo(orderNumber, content.text);
    case 'pay':
    case 'complete':
      throw new Error(`RMS has no ${content.kind}.`);
  }
}
