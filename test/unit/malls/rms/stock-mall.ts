import type { StockApi, StockPage } from '../../../../core/ports/stock-api.ts';
import type { HttpAnswer, HttpRequest } from '../../../../malls/http.ts';
import { openRmsShop } from '../../../../malls/rms/client.ts';
import { listRmsItems } from '../../../../malls/rms/item-list.ts';
import { createRms, type RmsSettingsChange, type RmsSimulator } from '../../../../simulator/rms/index.ts';
import { inProcess } from './in-process.ts';

export const start = Date.parse('2026-11-24T06:00:00Z');
export const shopUrl = 'tsunagi-shop';

/** A simulated shop with a door to its stock, and what went through it. */
export interface StockMall {
  readonly rms: RmsSimulator;
  readonly door: Required<Omit<StockApi, 'batches'>>;
  readonly requests: HttpRequest[];
  /** The actual level at the mall; undefined where the mall has no such row. */
  level(item: string): number | undefined;
}

/** A mall whose clock stands. `answer` stands for what RMS would answer. */
export function stockMall(settings?: RmsSettingsChange, answer?: Partial<HttpAnswer>): StockMall {
  const rms = createRms({ now: () => start, seed: 7, ...(settings ? { settings } : {}) });
  const { serviceSecret, licenseKey } = rms.control.addShop({ shopUrl });
  const requests: HttpRequest[] = [];
  const carry = inProcess(rms);
  const { stock } = openRmsShop({
    shop: { key: `rms#${shopUrl}` },
    credential: { serviceSecret, licenseKey },
    baseUrl: 'https://rms.example',
    transport: async (request) => {
      requests.push(request);
      return answer ? { status: 200, headers: {}, body: '', ...answer } : carry(request);
    },
    now: () => rms.control.nowMs(),
    lister: { listItems: listRmsItems },
  });
  const { list } = stock;
  if (!list) throw new Error('RMS lists its stock');
  return {
    rms,
    door: { ...stock, list },
    requests,
    level: (item) =>
      rms.control
        .books()
        .shops[0]?.inventory.find(({ manageNumber, variantId }) => `${manageNumber}/${variantId}` === item)?.quantity,
  };
}

/** Every page of a listing. */
export async function pagesOf({ door }: Pick<StockMall, 'door'>): Promise<StockPage[]> {
  const pages: StockPage[] = [];
  for (let after: string | null = null; pages.length === 0 || after !== null; ) {
    const page: StockPage = await door.list(after);
    pages.push(page);
    after = page.after;
    if (pages.length > 300) throw new Error('the listing does not end');
  }
  return pages;
}

/** Sets levels of items without a product, which RMS takes for a day; 400 a call. */
export async function fill({ door }: Pick<StockMall, 'door'>, levels: readonly (readonly [string, number])[]) {
  for (let from = 0; from < levels.length; from += 400) {
    await door.set(levels.slice(from, from + 400).map(([item, level]) => ({ item, level })));
  }
}
