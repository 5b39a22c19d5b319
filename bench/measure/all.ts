import { minuteMs, secondMs } from '../../core/kernel/index.ts';
import { defaultImportSettings, gapBetweenCallsMs } from '../../core/session/index.ts';
import type { Counts } from '../cost/counts.ts';
import { installations } from '../cost/document.ts';
import { allParts } from '../cost/parts.ts';
import { homeRegion } from '../cost/prices.ts';
import { monthOf, shareOf, totalOf } from '../cost/reckon.ts';
import type { Figures } from '../figures.ts';
import type { Bundles, Gathering } from '../function/bundles.ts';
import { measureColdStarts } from './cold-start.ts';
import { allBacklogs, type Counted, measureCounted, type Tell, wholeBurst, wholeMoves } from './counted.ts';
import { measureOrderCpu, type OrderCpu } from './order-cpu.ts';
import { measurePageCost } from './page-cost.ts';
import { measurePollCpu, type PollCpu } from './poll-cpu.ts';
import { measureScheduledRuns, type ScheduledRuns } from './scheduled-runs.ts';
import { rounded } from './statistics.ts';

/** Calls a second that a shop allows, as shops are added (`core/model/shop.ts`). */
const callsPerSecond = 1;

/** All figures, and the counts that a bill is reckoned from. */
export interface Measured {
  readonly figures: Figures;
  readonly counts: Counts;
}

/** Measures everything. Takes some minutes. */
export async function measureAll(bundles: Bundles, tell: Tell): Promise<Measured> {
  // Both count, and one of them waits nearly all of its time. What measures CPU comes after them, alone.
  tell('scheduled functions to which nothing happens, at the same time');
  const [scheduled, counted] = await Promise.all([
    measureScheduledRuns(bundles),
    measureCounted(bundles, { backlogSizes: allBacklogs, burstShops: wholeBurst, burstMoves: wholeMoves }, tell),
  ]);
  tell('an order’s CPU, in a backlog of 15,000');
  const backlog = await measureOrderCpu(bundles);
  tell(`  ${orderRatioOf(backlog).toFixed(2)} times the least, ${backlog.cpuMsAnOrder.toFixed(2)} ms an order`);
  tell('a poll’s CPU, connections kept, in the clear');
  const plain = await measurePollCpu(bundles, { tls: false, mode: 'keep-alive' });
  tell('a poll’s CPU, connections kept, over TLS');
  const kept = await measurePollCpu(bundles, { tls: true, mode: 'keep-alive' });
  tell('a poll’s CPU, connections closed, over TLS');
  const closed = await measurePollCpu(bundles, { tls: true, mode: 'close' }, { shops: 400, rounds: 3 });
  for (const poll of [plain, kept, closed])
    tell(`  ${ratioOf(poll).toFixed(2)} times undici, ${poll.cpuMsAShop.toFixed(2)} ms a shop`);
  tell('reading a page');
  const page = await measurePageCost();
  tell(`  ${page.warm.toFixed(2)} times JSON.parse, ${page.cold.toFixed(2)} the first time`);
  tell('cold starts');
  const starts = await measureColdStarts(bundles);

  const counts = countsOf(bundles, counted, scheduled, { kept, closed, backlog });
  const figures: Figures = {
    import: {
      ...counted.part.import,
      rmsCallsOverFloor: Math.max(counted.part.import.rmsCallsOverFloor, rounded(backlog.rmsCalls / backlog.floor, 3)),
      pageOverParse: rounded(page.warm, 2),
      coldPageOverParse: rounded(page.cold, 2),
      pollCpuOverUndici: rounded(Math.max(ratioOf(plain), ratioOf(kept)), 2),
      orderCpuOverLeast: rounded(orderRatioOf(backlog), 1),
      shopsPerMinute: Math.floor(Math.min(...[kept, closed].map((poll) => shopsAMinute(poll, bundles)))),
      peakMb: rounded(backlog.peakMb, 0),
    },
    status: counted.part.status,
    stock: counted.part.stock,
    coldStartOverEmpty: Object.fromEntries(Object.entries(starts).map(([name, ratio]) => [name, rounded(ratio, 2)])),
    bundleKb: counted.part.bundleKb,
    costPerMonthUsd: Object.fromEntries(
      installations
        .filter(({ profile }) => profile === 'full')
        .map((one) => [String(one.shops), rounded(totalOf(monthOf(counts, one), homeRegion), 2)]),
    ),
  };
  return { figures, counts };
}

function ratioOf({ cpuMsAShop, cpuMsABareCall }: PollCpu): number {
  return cpuMsAShop / cpuMsABareCall;
}

function orderRatioOf({ cpuMsAnOrder, cpuMsABareOrder }: OrderCpu): number {
  return cpuMsAnOrder / cpuMsABareOrder;
}

/** As many as the function's share of a core can poll in a minute, or as many as its lanes can at the mall's distance. */
function shopsAMinute({ cpuMsAShop }: PollCpu, bundles: Bundles): number {
  const byCpu = (minuteMs * shareOf(bundles.named('poll-orders').memoryMiB)) / cpuMsAShop;
  const byDistance = (defaultImportSettings.shopsAtOnce * minuteMs) / 100;
  return Math.min(byCpu, byDistance);
}

function countsOf(
  bundles: Bundles,
  { idle, order, push, move, part }: Counted,
  { runs, scan, nightly }: ScheduledRuns,
  { kept, closed, backlog }: { readonly kept: PollCpu; readonly closed: PollCpu; readonly backlog: OrderCpu },
): Counts {
  const { scanEveryMs, cursorRestMs } = defaultImportSettings;
  return {
    parts: allParts(),
    runs,
    poll: { shops: idle.shops, readUnits: idle.readUnitsARun, writeUnits: idle.writeUnitsARun },
    call: {
      cpuMsKept: rounded(kept.cpuMsAShop, 3),
      cpuMsClosed: rounded(closed.cpuMsAShop, 3),
      bytesOut: rounded(idle.requestBytes, 0),
    },
    // The row and its entry in the index of its shard.
    cursor: { writeUnits: order.cursorMove, everyMinutes: cursorRestMs / minuteMs },
    scan: { ...scan, everyMinutes: scanEveryMs / minuteMs },
    nightly,
    order: {
      writeUnits: part.import.writeUnitsPerNewOrder,
      readUnits: rounded(order.readsAlone, 2),
      events: order.eventsAlone,
      bytesKept: rounded(order.bytesKept, 0),
      cpuMs: rounded(backlog.cpuMsAnOrder, 2),
      lines: rounded(order.lines, 2),
    },
    push: {
      ...push,
      bytesKept: rounded(push.bytesKept, 0),
      cpuMs: rounded(push.cpuMs, 1),
      memoryMiB: bundles.named('push-status').memoryMiB,
      ...gatheringOf(bundles, 'push-status'),
      gapSeconds: gapBetweenCallsMs('push', callsPerSecond) / secondMs,
    },
    move: {
      mallCalls: rounded(move.mallCalls, 2),
      writeUnits: rounded(move.writeUnits, 2),
      readUnits: rounded(move.readUnits, 2),
      messages: move.messages,
      sends: move.sends,
      cpuMs: rounded(move.cpuMs, 1),
      logLines: move.logLines,
      memoryMiB: bundles.named('sync-stock').memoryMiB,
      ...gatheringOf(bundles, 'sync-stock'),
    },
  };
}

function gatheringOf(bundles: Bundles, name: string): Gathering {
  const { gathering } = bundles.named(name);
  if (gathering === null) throw new Error(`No messages are gathered for ${name}.`);
  return gathering;
}
