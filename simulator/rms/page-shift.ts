import { parseJstDatetime } from '../jst.ts';
import { placeOrder } from './flow/place-order.ts';
import { enter } from './flow/progress.ts';
import type { OrderProgress, Shop } from './state.ts';
import type { World } from './world.ts';

const HIDDEN_MS = 60_000;
/** How late the order that appears is at the most; nothing says that RMS shows any later than this. */
const LATE_MS = 86_400_000;

const NEXT: Partial<Record<OrderProgress, OrderProgress>> = {
  100: 200,
  200: 300,
  300: 500,
  500: 600,
  600: 700,
  800: 900,
};

/**
 * Shifts the rows of a search between two of its pages: called when a page after the first is asked for.
 * `appear`: an order becomes visible that is older than the first row, but at most a day old. `vanish`: a row leaves the
 * status filter, or, where there is none, one at most a day old is out of sight for a minute; the rows behind it move
 * forward by one. Tells whether anything was shifted.
 */
export function shiftPages(
  world: World,
  shop: Shop | null,
  operation: string,
  body: string,
  shift: 'appear' | 'vanish',
): boolean {
  if (shop === null || operation !== 'searchOrder') return false;
  const asked = askedOf(body);
  if (asked === null || asked.page < 2) return false;
  const listed = shop.orders.filter(
    (order) =>
      order.placedAt >= asked.start &&
      order.placedAt <= asked.end &&
      order.visibleAt <= world.timeMs &&
      (asked.progresses === null || asked.progresses.includes(order.progress)),
  );
  const first = listed[0];
  if (!first) return false;
  if (shift === 'appear') {
    const placedAt = Math.max(asked.start, first.placedAt - 1000, world.timeMs - LATE_MS);
    placeOrder(world, shop, { placedAt, visibleAfterMs: world.timeMs - placedAt });
    return true;
  }
  if (asked.progresses === null) {
    const read = listed.slice(0, (asked.page - 1) * asked.rows);
    const recent = read.findLast((order) => order.placedAt >= world.timeMs - LATE_MS);
    if (!recent) return false;
    recent.visibleAt = world.timeMs + HIDDEN_MS;
    return true;
  }
  const next = NEXT[first.progress];
  if (next === undefined) return false;
  enter(world, first, next);
  return true;
}

function askedOf(
  body: string,
): { page: number; rows: number; start: number; end: number; progresses: number[] | null } | null {
  try {
    const asked = JSON.parse(body) as {
      startDatetime?: string;
      endDatetime?: string;
      orderProgressList?: number[] | null;
      PaginationRequestModel?: { requestPage?: number; requestRecordsAmount?: number } | null;
    };
    const start = parseJstDatetime(asked.startDatetime ?? '');
    const end = parseJstDatetime(asked.endDatetime ?? '');
    if (start === null || end === null) return null;
    const page = Number(asked.PaginationRequestModel?.requestPage ?? 1);
    const rows = Number(asked.PaginationRequestModel?.requestRecordsAmount ?? 30);
    return { page, rows, start, end, progresses: asked.orderProgressList ?? null };
  } catch {
    return null;
  }
}
