import { pushShops } from '../../../core/jobs/push-status.ts';
import { hourMs, minuteMs, secondMs } from '../../../core/kernel/time.ts';
import { newMerchant } from '../../../core/model/merchant.ts';
import type { ShopKey } from '../../../core/model/shop.ts';
import type { PushPorts } from '../../../core/ports/ports.ts';
import { budgetUntil } from '../../../core/ports/system.ts';
import { createProcessCache, type ProcessCache } from '../../../core/session/import-session.ts';
import { gapBetweenCallsMs } from '../../../core/session/pacer.ts';
import { requestPushes } from '../../../core/status/request.ts';
import { defaultStatusSettings } from '../../../core/status/settings.ts';
import { settings as pushStatus } from '../../../functions/push-status/settings.ts';
import { prng, seedOf } from '../../../simulator/index.ts';
import { createMemoryStore, memoryPorts } from '../../memory/index.ts';
import { memoryVault } from '../../memory/vault.ts';
import { feedRuns } from '../feed-runs.ts';
import { createVirtualTime } from '../virtual-time.ts';
import { coreOf, createStubMall } from './stub-mall.ts';
import { onboarded } from './world.ts';

/** An evening on which every shop reports its day. */
export interface Evening {
  readonly shops: number;
  /** Shards of the stage: by them its queue feeds runs. */
  readonly shards: number;
  /** Shipments that each shop reports, all in one moment; 20 without it, as in docs/reference/cost.md. */
  readonly parcels?: number;
  /** Within which these moments lie; 3 without it. */
  readonly hours?: number;
}

/** How long the reports of an evening took. */
export interface ReportFigures extends Required<Evening> {
  /** Runs of push-status at once. */
  readonly runsMax: number;
  readonly confirmed: number;
  readonly mallCalls: number;
  readonly mallCallsPerSecondMax: number;
  /** From the end of the hours until the last change was confirmed; 0 where none was left by then. */
  readonly lateMinutes: number;
  /** The greatest age of a message that was not dealt with. */
  readonly oldestMinutesMax: number;
  /** Minutes for which a message was older than the alarm not-worked-on allows. */
  readonly overdueMinutes: number;
  /** From the formula of docs/concepts/scale.md: the time that all these calls take, beyond the hours. */
  readonly lateMinutesByFormula: number;
}

/** When the alarm not-worked-on goes off: `lib/alarms/queue-alarms.ts`. */
const notWorkedOn = { ageMinutes: 30, forMinutes: 15 };

/** True for an evening on which the alarm not-worked-on would have called somebody. */
export function isOverdue({ overdueMinutes }: Pick<ReportFigures, 'overdueMinutes'>): boolean {
  return overdueMinutes >= notWorkedOn.forMinutes;
}

/** The figures for people. */
export function reportLine(figures: ReportFigures): string {
  const { shops, shards, runsMax, parcels, hours, confirmed, mallCalls, lateMinutes, oldestMinutesMax } = figures;
  return (
    `${shops} shops report ${parcels} shipments each within ${hours} hours, ${runsMax} runs at once as with a shard count of ${shards}: ${confirmed} confirmed ` +
    `by ${mallCalls} calls, the last ${lateMinutes} minutes after the ${hours} hours (by the formula ${figures.lateMinutesByFormula}); the oldest message ` +
    `waited ${oldestMinutesMax} minutes, ${isOverdue(figures) ? 'and not-worked-on pages' : 'and no alarm pages'}`
  );
}

const start = Date.UTC(2026, 10, 24, 8);

interface Message {
  readonly shop: ShopKey;
  readonly sentAt: number;
}

/** Lets every shop ask for its shipments at a random moment of the evening, and push-status work on them as its queue feeds it. */
export async function measureReports(evening: Evening): Promise<ReportFigures> {
  const { shops, shards, parcels = 20, hours = 3 } = evening;
  const runsMax = pushStatus.concurrencyAShard.work * shards;
  const time = createVirtualTime(start);
  const chance = prng(seedOf(1, 'reports'));
  const mall = createStubMall(time, chance, [100, 400]);
  const store = createMemoryStore();
  const waiting = new Set<Message>();
  const spans: (readonly [from: number, to: number])[] = [];
  let confirmed = 0;
  let lastAt = start;

  const startProcess = (): { readonly ports: PushPorts; readonly cache: ProcessCache } => {
    const memory = memoryPorts(store);
    const malls = mall.malls(memory.vault, coreOf(time, pushStatus));
    const bus = { ...memory.bus, tellPushes: async (news: readonly { readonly id: string }[]) => idsOf(news) };
    const statusQueue = { look: async (keys: readonly ShopKey[], afterMs = 0) => send(keys, afterMs) };
    const random = { next: () => chance.next(), id: () => String(chance.int(0, 1e12)) };
    return { ports: { ...memory, malls, bus, statusQueue, random, clock: time }, cache: createProcessCache(time) };
  };
  const comes = feedRuns<Message, ReturnType<typeof startProcess>>(
    { time, chance },
    { ...pushStatus, runsMax },
    startProcess,
    async ({ ports, cache }, messages) => {
      const budget = budgetUntil(time, time.now() + (pushStatus.timeoutSeconds - 3) * secondMs);
      const context = { ports, cache, budget, settings: defaultStatusSettings, runId: ports.random.id() };
      const keys = messages.map(({ shop }) => shop);
      const report = await pushShops(context, keys);
      const [defect] = report.internalErrors.values();
      if (defect !== undefined) throw defect;
      confirmed += report.confirmed;
      lastAt = time.now();
      for (const message of messages) {
        waiting.delete(message);
        spans.push([message.sentAt, time.now()]);
        // Millions of rows of which nothing is due any more.
        if ((await ports.targets.undone(message.shop, 1)).length === 0) {
          store.targetsByShop.delete(message.shop);
          store.pushesByShop.delete(message.shop);
        }
      }
      return [];
    },
  );
  const send = (keys: readonly ShopKey[], afterMs: number): void => {
    for (const shop of keys) {
      const message = { shop, sentAt: time.now() + afterMs };
      waiting.add(message);
      comes(message, afterMs);
    }
  };

  const asked = { ...startProcess().ports, vault: memoryVault() };
  for (let index = 0; index < shops; index++) {
    const shop = await onboarded(index, 0, asked.vault);
    store.shopsByKey.set(shop.key, shop);
    const facts = { name: shop.name, contacts: [], features: ['import', 'status'] } as const;
    store.merchantsById.set(shop.merchant, newMerchant(shop.merchant, facts, start));
    time.at(start + chance.int(0, hours * hourMs), () => {
      const requests = Array.from({ length: parcels }, (_, order) => shipment(shop.key, order));
      void requestPushes(asked, requests, { by: 'evening', now: time.now() });
    });
  }
  const end = start + hours * hourMs;
  do await time.runUntil(time.now() + 5 * minuteMs);
  while (time.now() < end || waiting.size > 0);
  const { calls, perSecondMax } = mall.takeLoad();
  return {
    ...{ shops, shards, parcels, hours, runsMax, confirmed },
    mallCalls: calls,
    mallCallsPerSecondMax: perSecondMax,
    lateMinutes: minutes(Math.max(0, lastAt - end)),
    ...agesOf(spans),
    lateMinutesByFormula: minutes(Math.max(0, secondsByFormula(shops, parcels, runsMax) * secondMs - hours * hourMs)),
  };
}

/** A shop's parcels are a call each, and read before and after. Each run works on as many shops side by side as it takes messages. */
function secondsByFormula(shops: number, parcels: number, runsMax: number): number {
  const secondsOfAShop = ((parcels + 1) * gapBetweenCallsMs('push', 1)) / secondMs;
  return (shops * secondsOfAShop) / (runsMax * pushStatus.batchMax.work);
}

/** By minute, the age of the oldest message that was there. */
function agesOf(
  spans: readonly (readonly [from: number, to: number])[],
): Pick<ReportFigures, 'oldestMinutesMax' | 'overdueMinutes'> {
  const oldestOf = new Map<number, number>();
  for (const [from, to] of spans) {
    for (let minute = Math.ceil(from / minuteMs); minute * minuteMs <= to; minute++) {
      oldestOf.set(minute, Math.max(oldestOf.get(minute) ?? 0, minute * minuteMs - from));
    }
  }
  const ages = [...oldestOf.values()];
  return {
    oldestMinutesMax: minutes(ages.reduce((max, age) => Math.max(max, age), 0)),
    overdueMinutes: ages.filter((age) => age >= notWorkedOn.ageMinutes * minuteMs).length,
  };
}

const minutes = (ms: number): number => Math.round(ms / minuteMs);

const idsOf = (news: readonly { readonly id: string }[]): Set<string> => new Set(news.map(({ id }) => id));

function shipment(shop: ShopKey, order: number) {
  const number = String(order + 1);
  const parcel = { carrier: '1001', trackingNumber: `4${number.padStart(11, '0')}`, shippedOn: '2026-11-24' };
  const content = { kind: 'ship', parcels: [parcel] } as const;
  return { shop, orderNumber: `365123-20261124-${number.padStart(10, '0')}`, content };
}
