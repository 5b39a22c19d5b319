import { minuteMs } from '../../core/kernel/index.ts';
import { waresOf } from './goods.ts';
import type { Happenings } from './happenings.ts';
import { mallWords } from './log-sentences.ts';
import type { SetCall } from './set-calls.ts';
import { bookedOrders, type Malls, shelvesOf } from './shelves.ts';

type MallWord = keyof typeof mallWords;
const other = { rms: 'yahoo', yahoo: 'rms' } as const;

/** A SKU that was sold, and that the other mall does not show yet. */
interface Sale {
  readonly name: string;
  readonly sku: string;
  readonly seenAt: number;
  /** What each mall showed when the sale was first seen. */
  readonly before: Readonly<Record<MallWord, number | null>>;
  readonly units: Record<MallWord, number>;
}

/** By the mall's time: of one merchant there is one line a minute, and a sale that no other mall has followed until then is let go. */
const tellEveryMs = minuteMs;
const patienceMs = 60 * minuteMs;
/** Calls that set fewer levels are reported with the sales that they follow. */
const manyLevels = 5;

/** Follows what is sold where at the simulated malls, and tells what the other mall shows once it has followed. */
export function followSales(
  malls: Malls,
  happenings: Happenings,
  nameOf: (shop: string) => string,
): { look(): void; set(shop: string, call: SetCall): void } {
  const { mall, yahoo } = malls;
  const wares = mall === null || yahoo === null ? [] : waresOf(mall, yahoo);
  const skuAt = new Map(wares.map((ware) => [`${ware.shop} ${ware.item}`, ware]));
  const placeOf = new Map(
    wares.map(({ merchant, sku, shop, item }) => [`${merchant} ${sku} ${shop}`, `${shop} ${item}`]),
  );
  const known = new Set(bookedOrders(malls).map(({ shop, orderNumber }) => `${shop} ${orderNumber}`));
  const sales = new Map<string, Sale>();
  const toldAt = new Map<string, number>();
  const readLevels = () => new Map(shelvesOf(malls).map(({ shop, item, level }) => [`${shop} ${item}`, level]));
  let levels = readLevels();

  const levelAt = (merchant: string, sku: string, word: MallWord): number | null =>
    levels.get(placeOf.get(`${merchant} ${sku} ${word}#${merchant}`) ?? '') ?? null;

  const noteNew = (now: number): void => {
    for (const { shop, orderNumber, lines } of bookedOrders(malls)) {
      const id = `${shop} ${orderNumber}`;
      if (known.has(id)) continue;
      known.add(id);
      for (const { item, units } of lines) {
        const ware = skuAt.get(`${shop} ${item}`);
        if (ware === undefined || units === 0) continue;
        const { merchant, sku } = ware;
        const sale = sales.get(`${merchant} ${sku}`) ?? {
          name: nameOf(shop),
          sku,
          seenAt: now,
          before: { rms: levelAt(merchant, sku, 'rms'), yahoo: levelAt(merchant, sku, 'yahoo') },
          units: { rms: 0, yahoo: 0 },
        };
        sale.units[wordOf(shop)] += units;
        sales.set(`${merchant} ${sku}`, sale);
      }
    }
  };

  return {
    look() {
      if (mall === null || wares.length === 0) return;
      const now = mall.control.nowMs();
      noteNew(now);
      levels = readLevels();
      const followed = new Map<string, Sale[]>();
      for (const [id, sale] of sales) {
        const merchant = id.slice(0, id.indexOf(' '));
        if (now - sale.seenAt > patienceMs) sales.delete(id);
        else if (isFollowed(sale, (word) => levelAt(merchant, sale.sku, word)))
          followed.set(merchant, [...(followed.get(merchant) ?? []), sale]);
      }
      for (const [merchant, those] of followed) {
        if (now - (toldAt.get(merchant) ?? 0) < tellEveryMs) continue;
        toldAt.set(merchant, now);
        for (const { sku } of those) sales.delete(`${merchant} ${sku}`);
        const sentence = followedText(those, (sku, word) => levelAt(merchant, sku, word));
        if (sentence !== null) happenings.add('order', sentence);
      }
    },
    set(shop, { levels: told }) {
      if (told.length >= manyLevels)
        happenings.add(
          'good',
          `${nameOf(shop)}: ${mallWords[wordOf(shop)]} took the levels of ${told.length} items in one call`,
        );
    },
  };
}

const wordOf = (shop: string): MallWord => (shop.startsWith('rms#') ? 'rms' : 'yahoo');

/** A mall shows another level than its own sales have left: it has received what the other one sold. */
function isFollowed({ units, before }: Sale, level: (word: MallWord) => number | null): boolean {
  return (['rms', 'yahoo'] as const).some(
    (word) => units[other[word]] > 0 && level(word) !== left(before[word], units[word]),
  );
}

/** What is left at a mall that received no update. */
const left = (before: number | null, sold: number): number | null =>
  before === null ? null : Math.max(0, before - sold);

function followedText(sales: readonly Sale[], level: (sku: string, word: MallWord) => number | null): string | null {
  const [sale] = [...sales].sort((one, two) => total(two) - total(one));
  if (sale === undefined) return null;
  const { name, sku, units, before } = sale;
  const seller: MallWord = units.rms > 0 ? 'rms' : 'yahoo';
  const sold = (['rms', 'yahoo'] as const)
    .filter((word) => units[word] > 0)
    .map((word) => `${units[word]} at ${mallWords[word]}`);
  const there = other[seller];
  const shown = `${mallWords[there]} shows ${level(sku, there)} now, ${before[there]} before`;
  const more = sales.length > 1 ? ` (and ${sales.length - 1} more SKUs)` : '';
  return `${name} sold ${sold.join(' and ')} of ${sku}: ${shown}${more}`;
}

const total = ({ units }: Sale): number => units.rms + units.yahoo;
