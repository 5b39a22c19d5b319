import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { expect } from 'vitest';
import { minuteMs } from '../../../../core/kernel/time.ts';
import type { StoredOrder } from '../../../../core/model/order.ts';
import { pack } from '../../../../core/model/packing.ts';
import { type PushOpsWorld, usePushWorld } from '../push-world.ts';
import type { Said } from '../world.ts';

/** Who sends, and what B2クラウド wants besides. */
export const sender = {
  name: '株式会社角田商店',
  zip: '100-0001',
  address: '東京都千代田区千代田1-1',
  building: '角田ビル3F',
  phone: '03-0000-0000',
};
export const settings = { sender, contents: 'お茶' };
export const b2Settings = { ...settings, columns: { 請求先顧客コード: '0300000000', 運賃管理番号: '01' } };

/** Where a label goes, unless a test says otherwise. */
const receiver = {
  ...{
    zipCode1: '064',
    zipCode2: '0809',
    prefecture: '北海道',
    city: '札幌市中央区',
    subAddress: '南九条西1-2-3 青空ハイツ101',
  },
  ...{ familyName: '佐々木', firstName: '花子', phoneNumber1: '090', phoneNumber2: '0123', phoneNumber3: '4567' },
};
type Patch = Readonly<Record<string, unknown>> & {
  readonly receiver?: object;
  /** Of its first destinations. */
  readonly basketIds?: readonly number[];
};

/** A world with a shop whose orders get labels. */
export interface LabelWorld {
  of(): PushOpsWorld;
  /** An order of the shop that is to be shipped, as RMS would give it; `patch` changes what it has. */
  ready(patch?: Patch, progress?: string): Promise<string>;
  /** Writes the labels. */
  exported(format: string, given?: object, more?: string): Promise<Said & { readonly file: string }>;
}

/** Gives each test of a file a world of its own. */
export function useLabelWorld(): LabelWorld {
  const of = usePushWorld(0);
  return { of, ready, exported };

  async function ready(patch: Patch = {}, progress = '300'): Promise<string> {
    const { rms, shop, now, poll, ports, store } = of();
    const kind = patch.PackageModelList === undefined ? 'plain' : 'several-destinations';
    const [orderNumber = ''] = rms.control.addOrders(shop.code, { count: 1, at: now() - 10 * minuteMs, kind });
    of().pass(1_000);
    await poll(shop);
    const { receiver: to, PackageModelList, basketIds = [], ...whole } = patch;
    const model = structuredClone(rms.control.order(orderNumber)?.model) as unknown as Record<string, unknown>;
    const parcels = model.PackageModelList as Record<string, unknown>[];
    for (const [index, parcel] of parcels.entries()) {
      parcel.basketId = basketIds[index] ?? parcel.basketId;
      const own = parcels.length > 1 ? { subAddress: `南九条西1-2-3 ${houseOf(parcel.basketId)}` } : {};
      parcel.SenderModel = { ...(parcel.SenderModel as object), ...receiver, ...own, ...to };
    }
    Object.assign(model, { deliveryDate: null, shippingTerm: 0, ...whole });
    const row = store.rowsByShop.get(shop.key)?.get(orderNumber) as StoredOrder;
    const original = pack(JSON.stringify(model));
    await ports.orders.put({ ...row, version: row.version + 1, progress, original }, row.version);
    return orderNumber;
  }

  async function exported(format: string, given: object = settings, more = ''): Promise<Said & { file: string }> {
    const { ops, write, folder, shop } = of();
    const path = write('labels.json', JSON.stringify(given));
    const file = join(folder, 'labels.csv');
    const words = `orders export --shop ${shop.code} --format ${format} --settings ${path} --output ${file}${more}`;
    return { ...(await ops(words)), file };
  }
}

/** The house at one of several destinations. */
export function houseOf(basketId: unknown): string {
  return `青空ハイツ${String(basketId)}号棟`;
}

/** The lines of a file of labels, by column. */
export function labelsIn(file: string, columns: readonly string[], hasHeadings: boolean): Record<string, string>[] {
  const lines = iconv
    .decode(readFileSync(file), 'cp932')
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));
  if (hasHeadings) expect(lines.shift()).toEqual(columns);
  return lines.map((cells) => {
    expect(cells).toHaveLength(columns.length);
    return Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? '']));
  });
}
