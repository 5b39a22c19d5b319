import { type EpochMs, inChunks, isBelievableClock, minuteMs, type TsunagiError } from '../../core/kernel/index.ts';
import { decideByHand, pausesOf, type Shop } from '../../core/model/index.ts';
import type { MallShop, StockPage, StockReading } from '../../core/ports/index.ts';
import { createPacer } from '../../core/session/index.ts';
import { countInstant, readItems } from '../../core/stock/index.ts';
import { refusalLines } from '../../views/pause/index.ts';
import type { OpsContext } from '../frame/command.ts';

interface ItemRead {
  readonly reading: StockReading;
  /** Orders placed up to here are in what it shows; by the mall's clock. */
  readonly at: EpochMs;
}

export interface ItemsReadByHand {
  readonly readings: ReadonlyMap<string, ItemRead>;
  /** Items that the mall did not answer for, and why; null where the reason is unknown. */
  readonly unread: ReadonlyMap<string, TsunagiError | null>;
}

export interface MallReader {
  readonly mall: MallShop;
  /** By how much the mall's clock is ahead of ours, in ms, by the cheapest call that tells it. 0 where it tells what cannot be right. */
  aheadMs(): Promise<number>;
  /** Reads items. Throws when not one of them could be read. `aheadMs` sets the moments of the readings right. */
  read(
    items: readonly string[],
    how: { readonly aheadMs?: number; readonly onRead?: (items: number) => void },
  ): Promise<ItemsReadByHand>;
  /** One page of everything that the shop has; null where the mall has no such call. */
  page(after: string | null): Promise<StockPage | null>;
}

/** Opens a shop's stock for reading, or says why a pause keeps it from being read and gives null. */
export async function openMallReader(
  { ports, terminal }: Pick<OpsContext, 'ports' | 'terminal'>,
  shop: Shop,
): Promise<MallReader | null> {
  const { clock } = ports;
  const decision = decideByHand(pausesOf(await ports.pauses.standing(), clock.now()), shop, clock.now(), 'stock');
  if (decision.kind !== 'allowed') {
    terminal.say(...refusalLines(decision.pause));
    return null;
  }
  const mall = await ports.malls.shop(shop);
  const { stock } = mall.traits;
  const pacer = createPacer(clock);
  const turn = (): Promise<void> => pacer.turn(shop.key, 'stock-read', stock.callsPerSecond.read);
  return {
    mall,
    async aheadMs() {
      const now = clock.now();
      const { mallTime } = await mall.listOrders({ from: now - minuteMs, to: now, page: 1 });
      return isBelievableClock(mallTime, now) ? mallTime - now : 0;
    },
    async read(items, { aheadMs = 0, onRead }) {
      const readings = new Map<string, ItemRead>();
      const unread = new Map<string, TsunagiError | null>();
      let at = 0;
      const door = {
        async read(some: readonly string[]) {
          await turn();
          at = countInstant(clock.now() + aheadMs);
          return mall.stock.read(some);
        },
      };
      for (const some of inChunks([...new Set(items)], stock.readBatch)) {
        const run = { door, traits: stock, noteDefect: (item: string) => void unread.set(item, null) };
        const answer = await readItems(run, some, () => true);
        for (const [item, reading] of answer.readings) readings.set(item, { reading, at });
        for (const [item, error] of answer.errors) unread.set(item, error);
        onRead?.(readings.size + unread.size);
      }
      const [first] = unread.values();
      if (readings.size === 0 && first) throw first;
      return { readings, unread };
    },
    async page(after) {
      if (mall.stock.list === undefined) return null;
      await turn();
      return mall.stock.list(after);
    },
  };
}
