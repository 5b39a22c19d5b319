import { comparable, InputError } from '../../../core/kernel/index.ts';
import { t } from '../../../language/index.ts';
import { optional, type Parameter, required } from '../../arguments/parameter.ts';
import type { LineNote as NoteOf } from '../../files/line-note.ts';
import type { ColumnPlace, NamedRow, TableShape } from '../../files/named-table.ts';

const shipmentFields = [
  ...(['orderNumber', 'carrier', 'trackingNumber', 'shippedOn', 'basketId', 'corrects'] as const),
  // What is in the parcel, a line of the order each; only for malls that keep it.
  ...(['lineId', 'quantity'] as const),
] as const;
export type ShipmentField = (typeof shipmentFields)[number];

export const shipmentFormats = ['tsunagi', 'yamato-b2', 'sagawa-ehiden3', 'yupri'] as const;
export type ShipmentFormat = (typeof shipmentFormats)[number];

interface FormatColumns {
  /** Names a field's column may have; messages use the first one. Empty where the format has none. */
  readonly names: Readonly<Record<ShipmentField, readonly string[]>>;
  /** The carrier of every line, by its name, where no column tells it. */
  readonly carrier: string | null;
}

/** The columns of each format. Ours has those of `ops orders export`, too; of carriers only headings that were seen in public material. */
export const formatColumns: Readonly<Record<ShipmentFormat, FormatColumns>> = {
  tsunagi: {
    names: {
      orderNumber: ['order_number', '受注番号', '注文番号'],
      carrier: ['carrier', '配送会社'],
      trackingNumber: ['tracking_number', 'お荷物伝票番号'],
      shippedOn: ['shipped_on', '発送日'],
      basketId: ['basket_id', '送付先ID'],
      corrects: ['corrects', '訂正前お荷物伝票番号', '訂正前伝票番号'],
      lineId: ['order_item_id', '注文商品番号'],
      quantity: ['quantity', '個数'],
    },
    carrier: null,
  },
  'yamato-b2': {
    names: {
      orderNumber: ['お客様管理番号'],
      carrier: [],
      trackingNumber: ['伝票番号'],
      shippedOn: ['出荷予定日'],
      basketId: [],
      corrects: [],
      lineId: [],
      quantity: [],
    },
    carrier: 'ヤマト運輸',
  },
  'sagawa-ehiden3': {
    names: {
      orderNumber: ['お客様管理番号', 'お客様管理ナンバー'],
      carrier: [],
      trackingNumber: ['お問い合せ送り状No.', 'お問い合せ送り状No'],
      shippedOn: ['出荷日'],
      basketId: [],
      corrects: [],
      lineId: [],
      quantity: [],
    },
    carrier: '佐川急便',
  },
  yupri: {
    names: {
      orderNumber: ['お客様側管理番号'],
      carrier: [],
      trackingNumber: ['お問い合わせ番号'],
      shippedOn: ['発送予定日'],
      basketId: [],
      corrects: [],
      lineId: [],
      quantity: [],
    },
    carrier: '日本郵便',
  },
};

export type LineNote = NoteOf<ShipmentField>;

export type NamedColumns = { readonly [Field in ShipmentField]?: ColumnPlace };

const form = (): string =>
  t`<field>=<heading> or <field>=#<place>, several separated by commas; fields: ${shipmentFields.join(', ')}`;

/** `orderNumber=お客様管理番号,trackingNumber=#4`, as an option. */
export const columnsOption: Parameter<NamedColumns | undefined> = optional(
  required({
    takes: '<columns>',
    help: 'where fields stand, if not where the format has them: orderNumber=記事1,trackingNumber=#4',
    read(typed) {
      const columns: { -readonly [Field in ShipmentField]?: ColumnPlace } = {};
      for (const part of typed.split(',')) {
        const [name, heading] = splitAtFirst(part, '=');
        const field = shipmentFields.find((known) => known === name.trim());
        if (field === undefined || heading === null || heading.trim() === '') {
          return { problem: t`got ${JSON.stringify(part)}, expected ${form()}.` };
        }
        if (columns[field] !== undefined) return { problem: t`names ${field} twice.` };
        const place = /^#([1-9]\d{0,3})$/.exec(heading.trim())?.[1];
        columns[field] = place === undefined ? { heading: heading.trim() } : { place: Number(place) };
      }
      return { value: columns };
    },
  }),
);

function splitAtFirst(text: string, sign: string): [string, string | null] {
  const at = text.indexOf(sign);
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
}

export type ShipmentRow = NamedRow<ShipmentField>;

const needed: readonly ShipmentField[] = ['orderNumber', 'trackingNumber'];

const headingsText = (format: ShipmentFormat): string =>
  needed.map((field) => formatColumns[format].names[field].find((name) => !/^[a-z_]+$/.test(name))).join(', ');

/** The format that these headings are of. Ours where the operator has named all needed columns, or where they are of none or of two. */
export function formatOf(headings: readonly string[], named: NamedColumns): ShipmentFormat {
  const standing = new Set(headings.map(comparable));
  const has = (format: ShipmentFormat, field: ShipmentField): boolean =>
    named[field] !== undefined || formatColumns[format].names[field].some((name) => standing.has(comparable(name)));
  const [first = 'tsunagi', ...others] = shipmentFormats.filter((format) =>
    needed.every((field) => has(format, field)),
  );
  if (first === 'tsunagi' || others.length === 0) return first;
  throw new InputError(t`The file cannot be read`, [
    t`line 1: the headings are those of ${[first, ...others].join(t` and `)}: choose one with --format.`,
  ]);
}

/** How a file is read: by its format's columns, unless the operator has named others, or says that it has no headings. */
export function shipmentShape(
  format: ShipmentFormat,
  more: Required<Pick<TableShape<ShipmentField>, 'named' | 'headerless'>>,
): TableShape<ShipmentField> {
  return {
    ...more,
    names: formatColumns[format].names,
    needed,
    hint: t`Name columns with --columns. Files that are known by their headings: ${shipmentFormats.map((one) => `${one} (${headingsText(one)})`).join(', ')}.`,
  };
}
