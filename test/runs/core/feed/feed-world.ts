import { redactOrder } from '../../../../core/import/personal-data.ts';
import { type FeedArrival, feedEvents } from '../../../../core/jobs/feed-events.ts';
import { dayMs, hourMs, minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import type { ChangeEvent, FeedEvent } from '../../../../core/model/feed.ts';
import type { StoredOrder } from '../../../../core/model/order.ts';
import { pack } from '../../../../core/model/packing.ts';
import { type AnnouncementKind, announcementOf } from '../../../../core/model/revision.ts';
import type { MallTraits } from '../../../../core/ports/mall.ts';
import { type MemoryPorts, memoryPorts } from '../../../../proving/memory/index.ts';
import { createVirtualTime } from '../../../../proving/worlds/virtual-time.ts';
import { type Prng, prng, seedOf } from '../../../../simulator/prng.ts';
import { noon } from '../../../contract/fixtures.ts';

/** An event on its way, as a queue has it. */
interface Message extends FeedArrival {
  visibleAt: number;
}

class Died extends Error {}

const traits = {
  isCancelled: (progress: string) => progress === '900',
  redactOriginal: (original: string) => original,
} as unknown as MallTraits;
const merchants = ['kado', 'hanamori', 'sakura'];

/** How long the bus and its queue take with an event: seconds, and some of them hours. */
const delayOf = (chance: Prng): number => (chance.chance(0.1) ? chance.gap(3 * hourMs) : chance.gap(10 * secondMs));

/** A bus whose events come late, doubled and out of order, runs that die at any call of a store, and two days of orders. */
export function createFeedWorld(seed: number) {
  const time = createVirtualTime(noon);
  const ports = memoryPorts();
  const messages: Message[] = [];
  const sent: FeedArrival[] = [];
  const chance = prng(seedOf(seed, 'bus'));

  const send = (merchant: string, event: FeedEvent): void => {
    sent.push({ merchant, event });
    const copies = chance.chance(0.3) ? 2 : 1;
    for (let copy = 0; copy < copies; copy++)
      messages.push({ merchant, event, visibleAt: time.now() + delayOf(chance) + copy * chance.int(0, 5 * hourMs) });
  };

  const context = { time, ports, send };
  for (const merchant of merchants)
    for (let order = 0; order < 40; order++)
      void liveOrder(context, merchant, order, prng(seedOf(seed, merchant, order)));
  for (const worker of [1, 2, 3]) void consume(context, messages, prng(seedOf(seed, 'worker', worker)));
  return { time, ports, sent, messages, merchants };
}

type Context = {
  readonly time: ReturnType<typeof createVirtualTime>;
  readonly ports: MemoryPorts;
  send(merchant: string, event: FeedEvent): void;
};

/** Revisions of an order, ends of its changes, and now and then the removal of its buyer, each as a row before it is an event. */
async function liveOrder({ time, ports, send }: Context, merchant: string, order: number, chance: Prng): Promise<void> {
  const [shop, orderNumber] = [`rms#${merchant}-${order % 3}`, `${order}`] as const;
  await time.sleep(chance.int(0, dayMs));
  let row = null as StoredOrder | null;
  const announce = (revision: number, kind: AnnouncementKind): void =>
    send(merchant, { ...announcementOf(shop, orderNumber, { revision, kind }), kind, at: time.now() });
  const revisions = chance.int(1, 6);
  const removedAt = chance.chance(0.15) ? chance.int(1, revisions) : 0;
  for (let revision = 1; revision <= revisions; revision++) {
    const before: StoredOrder | null = row;
    const now = time.now();
    const progress = chance.chance(0.2) ? '900' : '300';
    row = {
      ...{ kind: 'stored', shop, orderNumber, version: (before?.version ?? now) + 2, writer: 'w', revision, progress },
      ...{ orderedAt: now, storedAt: before?.storedAt ?? now, readAt: now, fingerprint: `${revision}` },
      ...{ original: pack(JSON.stringify({ revision })), unannounced: [], final: false },
    };
    if (before !== null) await ports.orders.keepRevision({ ...before, supersededAt: now });
    await ports.orders.put(row, before?.version ?? null);
    const wasCancelled = before?.progress === '900';
    announce(
      revision,
      before === null ? 'OrderImported' : progress === '900' && !wasCancelled ? 'OrderCancelled' : 'OrderChanged',
    );
    if (revision === removedAt) {
      await redactOrder({ orders: ports.orders, traits, now: time.now }, { shop, orderNumber }, 'eraser');
      row = (await ports.orders.rows(shop, [orderNumber])).get(orderNumber) as StoredOrder;
      announce(revision, 'OrderBuyerRemoved');
    }
    await time.sleep(chance.chance(0.5) ? chance.gap(minuteMs) : chance.gap(4 * hourMs));
    if (chance.chance(0.4)) endChange(send, { merchant, shop, orderNumber }, time.now(), chance);
  }
}

function endChange(
  send: Context['send'],
  { merchant, shop, orderNumber }: { merchant: string; shop: `${string}#${string}`; orderNumber: string },
  at: number,
  chance: Prng,
): void {
  const kind: ChangeEvent['kind'] = chance.pick(['StatusPushConfirmed', 'StatusPushFailed', 'StatusPushWithdrawn']);
  const pushId = `ship-${chance.int(1, 2)}`;
  send(merchant, {
    id: `${shop}#${orderNumber}#${pushId}#${at}`,
    kind,
    shop,
    orderNumber,
    pushId,
    pushKind: 'ship',
    at,
  });
}

/** Runs of the function, which is away for hours at times. What a run did not end with comes again. */
async function consume({ time, ports }: Context, messages: Message[], chance: Prng): Promise<void> {
  for (;;) {
    await time.sleep(chance.chance(0.002) ? chance.int(0, 10 * hourMs) : chance.gap(20 * secondMs));
    const visible = messages.filter(({ visibleAt }) => visibleAt <= time.now());
    const taken = visible.sort(() => chance.next() - 0.5).slice(0, chance.int(1, 20));
    for (const message of taken) message.visibleAt = time.now() + chance.int(5, 90) * secondMs;
    const mortal = mortalPorts(ports, time, chance);
    const arrivals = new Map(taken.map((message, index) => [String(index), message]));
    let failures: ReadonlyMap<string, unknown>;
    try {
      failures = await feedEvents(mortal, arrivals);
    } catch {
      continue;
    }
    if (mortal.isDead()) continue;
    for (const [id, message] of arrivals) {
      const place = messages.indexOf(message as Message);
      if (!failures.has(id) && place >= 0) messages.splice(place, 1);
    }
  }
}

/** The ports of a run that may die before or after any call: every later one fails, too. Some runs stand still for minutes. */
function mortalPorts(ports: MemoryPorts, time: Context['time'], chance: Prng) {
  const dying = chance.chance(0.3) ? chance.int(1, 12) : Number.POSITIVE_INFINITY;
  let calls = 0;
  const mortal = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get(target, name) {
        const call = Reflect.get(target, name) as (...given: unknown[]) => Promise<unknown>;
        return async (...given: unknown[]) => {
          await time.sleep(chance.chance(0.01) ? chance.int(1, 200) * secondMs : chance.int(2, 400));
          if (++calls > dying || (calls === dying && chance.chance(0.5))) throw new Died();
          const answer = await call(...given);
          if (calls === dying) throw new Died();
          await time.sleep(chance.int(2, 400));
          return answer;
        };
      },
    });
  return {
    ...{ log: ports.log, clock: time, malls: { traits: () => traits } },
    ...{ random: { next: () => chance.next(), id: () => chance.hex(13) } },
    ...{ feed: mortal(ports.feed), orders: mortal(ports.orders) },
    ...{ shops: mortal(ports.shops), removedShops: mortal(ports.removedShops) },
    isDead: () => calls >= dying,
  };
}
