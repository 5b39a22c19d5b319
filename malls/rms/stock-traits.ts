import { sentence } from '../../core/kernel/index.ts';
import type { StockTraits } from '../../core/ports/index.ts';

/** The highest quantity that the inventory API takes. */
export const highestQuantity = 99_999;

/** The limits of the inventory API 2.0. How each is known stands in `docs/malls/rms.md#stock`. */
export const rmsStock: StockTraits = {
  setBatch: 400,
  readBatch: 1_000,
  callsPerSecond: { set: 1, read: 5 },
  highest: highestQuantity,
  // A level is all that 2.0 writes: lead times and the like stay as they are.
  readFirst: false,
  item: {
    form: /^[a-z0-9_-]{1,32}\/[A-Za-z0-9_-]{1,32}$/,
    wanted: sentence`${'商品管理番号/SKU管理番号'} of ${'楽天'} such as t-shirt/red-m, or the ${'商品管理番号'} alone where it has no variants`,
  },
  normalItem,
};

/** 商品管理番号 is the same in any case, SKU管理番号 is not; an item without variants repeats the one as the other. */
function normalItem(written: string): string {
  const [manageNumber = '', ...variantId] = written.trim().split('/');
  const folded = manageNumber.toLowerCase();
  return `${folded}/${variantId.length === 0 ? folded : variantId.join('/')}`;
}

/** The two names that RMS knows an item by. */
export interface ItemNames {
  readonly manageNumber: string;
  readonly variantId: string;
}

/** An item's two names; it has the form of `rmsStock.item`. */
export function namesOf(item: string): ItemNames {
  const [manageNumber = '', variantId = ''] = item.split('/');
  return { manageNumber, variantId };
}

/** The item that RMS's two names mean. */
export const itemOf = ({ manageNumber, variantId }: ItemNames): string => `${manageNumber.toLowerCase()}/${variantId}`;
