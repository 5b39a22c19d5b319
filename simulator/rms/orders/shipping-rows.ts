import { jstDate, parseJstDate } from '../../jst.ts';
import { noteReport, touch } from '../flow/progress.ts';
import type { Message, Messages } from '../reply.ts';
import type { Order, Package, ShippingRow } from '../state.ts';
import type { World } from '../world.ts';
import { isDeliveryCompany } from './delivery-companies.ts';
import { type Fields, readFields } from './read-fields.ts';

const NUMBER_LENGTH_MAX = 120;
/** 機種依存文字, as far as 伝票番号 may meet them. */
const MACHINE_DEPENDENT = /[\u2160-\u217f\u2460-\u24ff\u3220-\u32ff\u3300-\u33ff№℡]/u;

/** What one entry of a ShippingModelList asks for. A field that is absent here stays as it is. */
interface RowChange {
  basketId: number;
  shippingDetailId: number | null;
  deletes: boolean;
  fields: Partial<Omit<ShippingRow, 'shippingDetailId'>>;
  /** 1-based over the whole request. */
  dataNumber: number;
}

export type ShippingPlan = { changes: RowChange[]; problems: Message[] };

/** Reads a BasketidModelList and says everything that is wrong with its form. `more` goes into every message. */
export function readShipping(
  world: World,
  body: Fields,
  messages: Messages,
  more: Partial<Message> = {},
): ShippingPlan {
  const reader = readFields(body, messages, more);
  const plan: ShippingPlan = { changes: [], problems: reader.problems };
  for (const basket of reader.objects('BasketidModelList', { required: true }) ?? []) {
    const basketReader = readFields(basket, messages, more);
    const basketId = basketReader.number('basketId', { required: true });
    const rows = basketReader.objects('ShippingModelList', { required: true }) ?? [];
    if (rows.length > world.settings.shipping.rowsPerBasketMax) {
      basketReader.wrong(world.settings.assumed.tooManyEntries, 'ShippingModelList');
    }
    plan.problems.push(...basketReader.problems);
    for (const row of rows) {
      const dataNumber = plan.changes.length + 1;
      plan.changes.push(readRow(world, row, basketId ?? 0, dataNumber, messages, more, plan.problems));
    }
  }
  return plan;
}

function readRow(
  world: World,
  row: Fields,
  basketId: number,
  dataNumber: number,
  messages: Messages,
  more: Partial<Message>,
  problems: Message[],
): RowChange {
  const id = typeof row.shippingDetailId === 'number' ? row.shippingDetailId : null;
  const reader = readFields(row, messages, { ...more, dataNumber, shippingDetailId: id });
  const shippingDetailId = reader.number('shippingDetailId');
  const fields: RowChange['fields'] = {};
  if (row.deliveryCompany !== undefined) {
    const code = reader.text('deliveryCompany', { required: true });
    if (code !== null && !isDeliveryCompany(code)) reader.wrong('011', 'deliveryCompany');
    else fields.deliveryCompany = code ?? '';
  }
  if (row.shippingNumber !== undefined) {
    const number = reader.text('shippingNumber', { lengthMax: NUMBER_LENGTH_MAX });
    if (number !== null && MACHINE_DEPENDENT.test(number)) reader.wrong('011', 'shippingNumber');
    fields.shippingNumber = number;
  }
  if (row.shippingDate !== undefined) {
    const given = reader.text('shippingDate');
    const date = given === null ? null : readDate(world, given);
    if (given !== null && date === null) reader.wrong('011', 'shippingDate');
    fields.shippingDate = date;
  }
  const deletes = reader.number('shippingDeleteFlag', { oneOf: [0, 1] }) === 1;
  if (deletes && shippingDetailId === null) reader.wrong('009', 'shippingDetailId');
  problems.push(...reader.problems);
  return { basketId, shippingDetailId, deletes, fields, dataNumber };
}

/** `yyyy-MM-dd`; `yyyyMMdd` was reported to work once, so whether it does is a setting. */
function readDate(world: World, text: string): string | null {
  const joined = /^(\d{4})(\d\d)(\d\d)$/.exec(text);
  if (joined && world.settings.shipping.datesWithoutHyphens === 'accept') {
    return readDate(world, `${joined[1]}-${joined[2]}-${joined[3]}`);
  }
  const ms = parseJstDate(text);
  return ms === null ? null : jstDate(ms);
}

export interface ShippingAnswer {
  messages: Message[];
  /** Absent when the order refuses: then nothing at all is changed. */
  apply?: () => void;
}

/**
 * What the changes do to an order: a row without an id is added, whatever is there already; one message for
 * each, in the order of the request. One wrong entry refuses them all.
 */
export function planShipping(
  world: World,
  order: Order,
  changes: readonly RowChange[],
  messages: Messages,
): ShippingAnswer {
  if (order.progress === 800 || order.progress === 900) {
    const text = '指定された注文番号は既にキャンセルされているため、発送完了報告が出来る状態ではありませんでした。';
    return { messages: [messages.error('102', text, { dataNumber: null, shippingDetailId: null })] };
  }
  const problems: Message[] = [];
  const answers: Message[] = [];
  const effects: (() => void)[] = [];
  for (const change of changes) {
    const { dataNumber, shippingDetailId } = change;
    const pack = order.packages.find((one) => one.basketId === change.basketId && !one.deleted);
    const row = pack?.rows.find((one) => one.shippingDetailId === shippingDetailId);
    if (!pack || (shippingDetailId !== null && !row)) {
      const suffix = pack ? world.settings.assumed.unknownShippingRow : world.settings.assumed.unknownBasket;
      const name = pack ? 'shippingDetailId' : 'basketId';
      problems.push(messages.error(suffix, `${name}の書式が不正です。`, { dataNumber, shippingDetailId }));
    } else if (!row) {
      const added = newRow(world, change);
      effects.push(() => pack.rows.push(added));
      const more = { dataNumber, shippingDetailId: added.shippingDetailId };
      answers.push(messages.info('101', '発送情報の追加設定が完了しました。', more));
    } else if (change.deletes) {
      effects.push(() => removeRow(pack, row));
      answers.push(messages.info('103', '発送情報の削除設定が完了しました。', { dataNumber, shippingDetailId }));
    } else {
      effects.push(() => Object.assign(row, change.fields));
      answers.push(messages.info('102', '発送情報の更新設定が完了しました。', { dataNumber, shippingDetailId }));
    }
  }
  if (problems.length > 0) return { messages: problems };
  return {
    messages: answers,
    apply: () => {
      for (const effect of effects) effect();
      touch(order);
      noteReport(world, order);
    },
  };
}

function newRow(world: World, { fields }: RowChange): ShippingRow {
  return {
    shippingDetailId: world.nextId.shippingDetail++,
    deliveryCompany: fields.deliveryCompany ?? '',
    shippingNumber: fields.shippingNumber ?? null,
    shippingDate: fields.shippingDate ?? null,
  };
}

function removeRow(pack: Package, row: ShippingRow): void {
  const index = pack.rows.indexOf(row);
  if (index >= 0) pack.rows.splice(index, 1);
}
