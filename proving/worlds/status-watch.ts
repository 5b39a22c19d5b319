import type { PushNews } from '../../core/model/push-row.ts';
import type { ShopKey } from '../../core/model/shop.ts';
import type { MemoryStore } from '../memory/index.ts';
import type { Push } from '../memory/push.ts';
import { type Struck, watchLosses } from './change-calls.ts';
import type { Draws } from './draws.ts';
import type { Exchange } from './mall-transport.ts';
import { onSet } from './outage-watch.ts';
import { changes } from './statuses.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { WorldMall } from './world-mall.ts';

/** A call to the mall by a process that makes changes. */
export interface WatchedCall {
  /** When it began, and when it reached the mall. */
  readonly startedAt: number;
  readonly at: number;
  readonly by: string;
  readonly shop: ShopKey;
  readonly operation: string;
  readonly body: string;
  /** False when the caller cannot know whether the mall applies it. */
  readonly isAnswered: boolean;
}

/** Every written row of a change, in true time, who called for it, and what was announced: the data of its invariants. */
export interface StatusWatch {
  /** What is wanted is drawn from here, so that worlds without it stay as they were. */
  readonly draws: Draws;
  readonly rows: { readonly at: number; readonly push: Push; readonly before: Push | undefined }[];
  readonly calls: WatchedCall[];
  readonly news: { readonly at: number; readonly news: PushNews }[];
  /** By merchant and moment: the failures of one mail. */
  readonly digests: Map<string, readonly string[]>;
  /** The processes that make changes, and how wrong their clocks are, in ms. */
  readonly workers: Map<string, number>;
  /** Pauses by hand. */
  readonly holds: { readonly shop: ShopKey; readonly from: number; until: number }[];
  /** `<shop>#<order number>` of orders that a person edited at the mall; the edit may have changed what was pushed. */
  readonly edited: Set<string>;
  /** Calls that were accepted and lost, by mall. */
  readonly losses: Map<string, ReturnType<typeof watchLosses>>;
  /** Parcels that people entered at the mall, by order. */
  readonly handParcels: Map<string, string[]>;
  /** What must never be, seen while it happened. */
  readonly broken: string[];
}

/** A watch over these tables. `onRow` looks at a row as it is written and says what is wrong with it. */
export function createStatusWatch(
  draws: Draws,
  {
    store,
    time,
    malls,
  }: {
    readonly store: MemoryStore;
    readonly time: VirtualTime;
    readonly malls: readonly Pick<WorldMall, 'mall' | 'control'>[];
  },
  onRow: (push: Push, before: Push | undefined) => readonly string[],
): StatusWatch {
  const watch: StatusWatch = {
    draws,
    rows: [],
    calls: [],
    news: [],
    digests: new Map(),
    workers: new Map(),
    losses: new Map(),
    holds: [],
    edited: new Set(),
    handParcels: new Map(),
    broken: [],
  };
  onSet(store.pushesByShop, (rows) =>
    onSet(rows, (push, before) => {
      watch.rows.push({ at: time.now(), push, before });
      watch.broken.push(...onRow(push, before));
    }),
  );
  onSet(store.digestsByMerchant, ({ merchant, inHand }) => {
    if (inHand === undefined) return;
    const failures = inHand.failures.map(({ shop, orderNumber, push, at }) => `${shop}#${orderNumber}#${push}@${at}`);
    watch.digests.set(`${merchant}@${inHand.at}`, failures);
  });
  for (const { mall, control } of malls) {
    const { editOrder } = control;
    control.editOrder = (code, orderNumber, edit) => {
      watch.edited.add(`${mall}#${code}#${orderNumber}`);
      editOrder(code, orderNumber, edit);
    };
  }
  store.pushNews.push = (...all) => {
    for (const news of all) {
      watch.news.push({ at: time.now(), news });
      if (!isTrue(store, news)) watch.broken.push(`${news.id} was told, and no row says so`);
    }
    return watch.news.length;
  };
  return watch;
}

/** News may say what the row says now, or what it said under the same request. */
function isTrue({ pushesByShop }: MemoryStore, { shop, orderNumber, pushId, kind }: PushNews): boolean {
  const push = pushesByShop.get(shop)?.get(`${orderNumber}#${pushId}`);
  const what = { StatusPushConfirmed: 'confirmed', StatusPushFailed: 'failed', StatusPushWithdrawn: 'withdrawn' }[kind];
  return push?.trail.some((step) => step.what === what) ?? false;
}

/** Reports every news item that no row bears out at the moment it is published. */
export function onFalseNews(store: MemoryStore, hear: (news: PushNews) => void): void {
  const { pushNews } = store;
  const tell = pushNews.push.bind(pushNews);
  pushNews.push = (...all) => {
    for (const news of all) if (!isTrue(store, news)) hear(news);
    return tell(...all);
  };
}

/** What a mall accepted and lost. */
export function lossesAt({ losses }: Pick<StatusWatch, 'losses'>, mall: string): ReturnType<typeof watchLosses> {
  const known = losses.get(mall) ?? watchLosses();
  losses.set(mall, known);
  return known;
}

/** Notes a call, where it is one of those who make changes. */
export function watchCall(
  watch: StatusWatch,
  by: string,
  shop: ShopKey,
  exchange: Exchange,
  faults: readonly Struck[],
): void {
  lossesAt(watch, 'rms').ended(shop, exchange.request.body, changes, faults);
  if (!watch.workers.has(by)) return;
  const { startedAt, at, request, outcome } = exchange;
  // A connection that was refused carried nothing.
  const isAnswered =
    outcome.ending === 'refuse' ||
    (outcome.ending === 'answer' && outcome.status < 500 && !outcome.body.startsWith('<'));
  const operation = request.path.split('/').at(-2) ?? '';
  watch.calls.push({ startedAt, at, by, shop, operation, body: request.body, isAnswered });
}

/** Whether a person who edited an order at its mall may have written something else over a change of it. */
export function mayBeOverwritten(
  { edited }: Pick<StatusWatch, 'edited'>,
  { shop, orderNumber, content }: Pick<Push, 'shop' | 'orderNumber' | 'content'>,
): boolean {
  return content.kind === 'memo' && edited.has(`${shop}#${orderNumber}`);
}
