import { columnsOf } from '../../../core/kernel/index.ts';
import type { DeliveryTime, Destination } from '../../../malls/labels.ts';
import { broken, type LabelCells, type Measure } from './cells.ts';

/** The names in a text, a bar between two. */
const namesIn = (text: string): string[] => text.replaceAll(/\s*\n\s*/g, '').split('|');

/** The 基本レイアウト of B2クラウド up to its 42nd column: what follows (クロネコwebコレクト, mails, search keys) may be left out. */
export const b2Columns: readonly string[] = namesIn(`
  お客様管理番号|送り状種類|クール区分|伝票番号|出荷予定日|お届け予定日|配達時間帯|お届け先コード|お届け先電話番号|
  お届け先電話番号枝番|お届け先郵便番号|お届け先住所|お届け先アパートマンション名|お届け先会社・部門１|お届け先会社・部門２|
  お届け先名|お届け先名(ｶﾅ)|敬称|ご依頼主コード|ご依頼主電話番号|ご依頼主電話番号枝番|ご依頼主郵便番号|ご依頼主住所|
  ご依頼主アパートマンション|ご依頼主名|ご依頼主名(ｶﾅ)|品名コード１|品名１|品名コード２|品名２|荷扱い１|荷扱い２|記事|
  ｺﾚｸﾄ代金引換額（税込)|内消費税額等|止置き|営業所コード|発行枚数|個数口表示フラグ|請求先顧客コード|請求先分類コード|
  運賃管理番号
`);

/** The template 標準_飛脚宅配便_CSV_ヘッダ有り of e飛伝Ⅲ. */
export const ehidenColumns: readonly string[] = namesIn(`
  お届け先コード取得区分|お届け先コード|お届け先電話番号|お届け先郵便番号|お届け先住所１|お届け先住所２|お届け先住所３|
  お届け先名称１|お届け先名称２|お客様管理番号|お客様コード|部署ご担当者コード取得区分|部署ご担当者コード|部署ご担当者名称|
  荷送人電話番号|ご依頼主コード取得区分|ご依頼主コード|ご依頼主電話番号|ご依頼主郵便番号|ご依頼主住所１|ご依頼主住所２|
  ご依頼主名称１|ご依頼主名称２|荷姿|品名１|品名２|品名３|品名４|品名５|荷札荷姿|荷札品名１|荷札品名２|荷札品名３|荷札品名４|
  荷札品名５|荷札品名６|荷札品名７|荷札品名８|荷札品名９|荷札品名１０|荷札品名１１|出荷個数|スピード指定|クール便指定|配達日|
  配達指定時間帯|配達指定時間（時分）|代引金額|消費税|決済種別|保険金額|指定シール１|指定シール２|指定シール３|営業所受取|
  SRC区分|営業所受取営業所コード|元着区分|メールアドレス|ご不在時連絡先|出荷日|お問い合せ送り状No.|出荷場印字区分|
  集約解除指定|編集０１|編集０２|編集０３|編集０４|編集０５|編集０６|編集０７|編集０８|編集０９|編集１０
`);

export const yupriColumns: readonly string[] = namesIn(`
  お客様側管理番号|発送予定日|発送予定時間区分|出荷期限日|到着期限日|郵便種別|保冷種別|元／着払／代引|
  書留／セキュリティ／特定記録種別|配達時間帯指定郵便種別|送り状種別|お届け先 コード|お届け先 郵便番号|お届け先 住所１|
  お届け先 住所２|お届け先 住所３|お届け先 名称１|お届け先 名称２|お届け先 敬称区分|お届け先 電話番号|
  お届け先 メールアドレス１|お届け先 局留め区分|お届け先 局留め郵便局名|お届け先 局留めメール使用区分|お届け先 局留め郵便番号|
  お届け先 配達予告メール使用区分|お届け先 再配達予告メール使用区分|ご依頼主 コード|ご依頼主 集荷先と同一区分|ご依頼主 郵便番号|
  ご依頼主 住所１|ご依頼主 住所２|ご依頼主 住所３|ご依頼主 名称１|ご依頼主 名称２|ご依頼主 敬称|ご依頼主 電話番号|
  ご依頼主 メールアドレス１|ご依頼主 荷送人指図区分|ご依頼主 お届け通知メール使用区分|ご依頼主 お届け通知はがき使用区分|
  集荷先 コード|集荷先 連携可否区分|集荷先 会社コード|集荷先 依頼先店所コード|集荷先 郵便番号|集荷先 住所１|集荷先 住所２|
  集荷先 住所３|集荷先 名称１|集荷先 名称２|集荷先 敬称|集荷先 電話番号|受注番号|こわれもの区分|なまもの区分|ビン類区分|
  逆さま厳禁区分|下積み厳禁区分|商品サイズ区分|重量合計（ｇ）|25kg超重量物区分|損害要償額|速達・配達日指定種別|
  配達指定日／希望日|配達時間帯区分|差出方法区分|ゆうパック複数個割引|ゆうパック同一割引|セット商品コード|セット品名ラベル印字区分|倉庫数|
  複数個口数|記事名１|記事名２|フリー項目０１|フリー項目０２|フリー項目０３|フリー項目０４|フリー項目０５|フリー項目０６|
  フリー項目０７|フリー項目０８|フリー項目０９|フリー項目１０|空港利用区分|空港・局／支店名|航空会社名|利用便名|レジャー区分|
  プレー・搭乗日|プレー・搭乗時間|クラブ本数|復路集貨日|出荷先登録名|集荷希望区分|集荷日付|集荷時間帯区分|支店連携先選択用名称|
  代引金額|代引消費税金額|送り状発行年月日|商品番号|品名|個数|重量（ｇ）|単価|金額|商品備考０１|商品備考０２|商品備考０３|
  商品備考０４|商品備考０５|商品備考０６|商品備考０７|商品備考０８|商品備考０９|商品備考１０
`);

export const labelFormats = ['b2', 'ehiden', 'yupri'] as const;
export type LabelFormatName = (typeof labelFormats)[number];

export interface Sender {
  readonly name: string;
  readonly zip: string;
  readonly address: string;
  readonly building: string;
  readonly phone: string;
}

export interface Label {
  /** As the program brings it back: `labelNumber`. */
  readonly number: string;
  readonly to: Destination;
  readonly from: Sender;
  /** What the parcel holds, in the merchant's words (品名). */
  readonly contents: string;
  /** `2026-11-24` */
  readonly shipsOn: string;
  readonly deliveryDay: string | null;
  readonly deliveryTime: DeliveryTime;
  /** 代引: null where nothing is collected. */
  readonly collected: { readonly amount: number; readonly tax: number | null } | null;
}

/** How one program's file looks. `docs/how-to/labels.md` says where each of this is from, and how sure it is. */
export interface LabelFormat {
  readonly program: string;
  readonly columns: readonly string[];
  readonly hasHeadings: boolean;
  readonly measure: Measure;
  /** What its column for the order number takes. */
  readonly numberMax: number;
  /** Columns that a contract fills: only the merchant knows them. */
  readonly needed: readonly string[];
  /** True where 代引 takes columns that only the merchant knows. */
  readonly collectsBySettings: boolean;
  /** True where the tax within a collected amount must be known. */
  readonly needsTax: boolean;
  /** Its code for wished hours; null where it has none. */
  timeCode(time: DeliveryTime): string | null;
  /** How it writes a day. */
  readonly days: DayForm;
  /** @param time `timeCode` @param day writes a day as it is wanted */
  fill(cells: LabelCells, label: Label, how: { readonly time: string; day(day: string): string }): void;
}

export const dayForms = ['YYYY/MM/DD', 'YYYYMMDD'] as const;
export type DayForm = (typeof dayForms)[number];

export function dayIn(form: DayForm, day: string): string {
  return day.replaceAll('-', form === 'YYYYMMDD' ? '' : '/');
}

/** The code of two hours by `from-to`, and of the morning. */
function timesBy(codes: Readonly<Record<string, string>>): LabelFormat['timeCode'] {
  return (time) => {
    if (time.kind === 'none') return '';
    if (time.kind === 'other') return null;
    return codes[time.kind === 'morning' ? 'morning' : `${time.from}-${time.to}`] ?? null;
  };
}

/** The columns of B2クラウド are of its 基本レイアウト. Its sample names the limits in full-width and half-width characters. */
const b2: LabelFormat = {
  program: 'ヤマト B2クラウド',
  columns: b2Columns,
  hasHeadings: true,
  measure: 'columns',
  numberMax: 50,
  days: 'YYYY/MM/DD',
  needed: ['請求先顧客コード', '運賃管理番号'],
  collectsBySettings: false,
  needsTax: true,
  timeCode: timesBy({
    ...{ morning: '0812', '8-12': '0812', '9-12': '0812' },
    ...{ '14-16': '1416', '16-18': '1618', '18-20': '1820', '19-21': '1921' },
  }),
  fill(cells, { number, to, from, contents, shipsOn, deliveryDay, collected }, { time, day }) {
    cells.put('お客様管理番号', number, 50, 'needed');
    cells.put('送り状種類', collected === null ? '0' : '2', 1);
    cells.put('出荷予定日', day(shipsOn), 10);
    cells.put('お届け予定日', day(deliveryDay ?? ''), 10);
    cells.put('配達時間帯', time, 4);
    cells.put('お届け先電話番号', to.phone, 15, 'needed');
    cells.put('お届け先郵便番号', to.zip, 8, 'needed');
    // 都道府県 4, 市区郡町村 12 and 町・番地 16 full-width characters stand in one cell. What is too much of the last goes to the building.
    const [street = '', ...more] = broken(to.street, 32, columnsOf);
    cells.put('お届け先住所', `${to.prefecture}${to.city}${street}`, 64, 'needed');
    cells.put('お届け先アパートマンション名', [...more, to.building].filter((part) => part !== '').join(' '), 32);
    cells.put('お届け先名', to.name, 32, 'needed');
    cells.put('ご依頼主電話番号', from.phone, 15, 'needed');
    cells.put('ご依頼主郵便番号', from.zip, 8, 'needed');
    cells.put('ご依頼主住所', from.address, 64, 'needed');
    cells.put('ご依頼主アパートマンション', from.building, 32);
    cells.put('ご依頼主名', from.name, 32, 'needed');
    cells.put('品名１', contents, 50, 'needed');
    if (collected === null) return;
    cells.put('ｺﾚｸﾄ代金引換額（税込)', String(collected.amount), 7);
    cells.put('内消費税額等', String(collected.tax ?? ''), 7);
  },
};

const ehiden: LabelFormat = {
  program: '佐川急便 e飛伝Ⅲ',
  columns: ehidenColumns,
  hasHeadings: true,
  measure: 'characters',
  numberMax: 16,
  days: 'YYYYMMDD',
  needed: [],
  collectsBySettings: true,
  needsTax: false,
  timeCode: timesBy({
    ...{ morning: '01', '8-12': '01', '9-12': '01', '12-14': '12', '14-16': '14', '16-18': '16' },
    ...{ '18-20': '18', '18-21': '04', '19-21': '19' },
  }),
  fill(cells, { number, to, from, contents, shipsOn, deliveryDay, collected }, { time, day }) {
    cells.put('お届け先電話番号', to.phone, 14, 'needed');
    cells.put('お届け先郵便番号', to.zip, 8, 'needed');
    const address = [`${to.prefecture}${to.city}`, to.street, to.building];
    cells.spread(['お届け先住所１', 'お届け先住所２', 'お届け先住所３'], address, 16);
    cells.spread(['お届け先名称１', 'お届け先名称２'], [to.name], 16);
    cells.put('お客様管理番号', number, 16, 'needed');
    cells.put('ご依頼主電話番号', from.phone, 14, 'needed');
    cells.put('ご依頼主郵便番号', from.zip, 8, 'needed');
    cells.spread(['ご依頼主住所１', 'ご依頼主住所２'], [from.address, from.building], 16);
    cells.spread(['ご依頼主名称１', 'ご依頼主名称２'], [from.name], 16);
    cells.put('品名１', contents, 16, 'needed');
    cells.put('出荷個数', '1', 1);
    cells.put('配達日', day(deliveryDay ?? ''), 10);
    cells.put('配達指定時間帯', time, 2);
    cells.put('出荷日', day(shipsOn), 10);
    if (collected === null) return;
    cells.put('代引金額', String(collected.amount), 7);
    cells.put('消費税', String(collected.tax ?? ''), 7);
  },
};

const yupri: LabelFormat = {
  program: '日本郵便 ゆうパックプリントR',
  columns: yupriColumns,
  hasHeadings: false,
  measure: 'columns',
  numberMax: 15,
  days: 'YYYYMMDD',
  needed: [],
  collectsBySettings: true,
  needsTax: false,
  timeCode: timesBy({
    ...{ morning: '51', '8-12': '51', '9-12': '51' },
    ...{ '12-14': '52', '14-16': '53', '16-18': '54', '18-20': '55' },
  }),
  fill(cells, { number, to, from, contents, shipsOn, deliveryDay, collected }, { time, day }) {
    cells.put('お客様側管理番号', number, 15, 'needed');
    cells.put('発送予定日', day(shipsOn), 10);
    cells.put('郵便種別', '0', 1);
    cells.put('保冷種別', '0', 1);
    cells.put('元／着払／代引', collected === null ? '0' : '2', 1);
    cells.put('お届け先 郵便番号', to.zip, 8, 'needed');
    const address = [`${to.prefecture}${to.city}`, to.street, to.building];
    cells.spread(['お届け先 住所１', 'お届け先 住所２', 'お届け先 住所３'], address, 50);
    cells.spread(['お届け先 名称１', 'お届け先 名称２'], [to.name], 50);
    cells.put('お届け先 敬称区分', '0', 1);
    cells.put('お届け先 電話番号', to.phone, 20, 'needed');
    cells.put('ご依頼主 郵便番号', from.zip, 8, 'needed');
    cells.spread(['ご依頼主 住所１', 'ご依頼主 住所２', 'ご依頼主 住所３'], [from.address, from.building], 50);
    cells.spread(['ご依頼主 名称１', 'ご依頼主 名称２'], [from.name], 50);
    cells.put('ご依頼主 電話番号', from.phone, 20, 'needed');
    cells.put('配達指定日／希望日', day(deliveryDay ?? ''), 10);
    cells.put('配達時間帯区分', time === '' ? '00' : time, 2);
    cells.put('複数個口数', '1', 2);
    cells.put('品名', contents, 50, 'needed');
    if (collected === null) return;
    cells.put('代引金額', String(collected.amount), 7);
    cells.put('代引消費税金額', String(collected.tax ?? ''), 7);
  },
};

export const labelFormatOf: Readonly<Record<LabelFormatName, LabelFormat>> = { b2, ehiden, yupri };
