/** What is read of each line of a file of shipments. */
export const shipmentFields = ['orderNumber', 'carrier', 'trackingNumber', 'shippedOn', 'basketId'] as const;
export type ShipmentField = (typeof shipmentFields)[number];

/** The kinds of file that are known by name. `docs/statuses.md#files-of-shipments` says how sure each column is. */
export const shipmentFormats = ['tsunagi', 'yamato-b2', 'sagawa-ehiden3', 'yupri'] as const;
export type ShipmentFormat = (typeof shipmentFormats)[number];

/** How one kind of file names its columns. */
export interface FormatColumns {
  /** Names a field's column may have; messages use the first one. Empty where the format has none. */
  readonly names: Readonly<Record<ShipmentField, readonly string[]>>;
  /** The carrier of every line, by its name, where no column tells it. */
  readonly carrier: string | null;
}

/**
 * The columns of each format. Ours has those of `ops orders export`, too. The others are what the carriers' programs write:
 * only headings that were seen in public material stand here, and `--columns` names others.
 */
export const formatColumns: Readonly<Record<ShipmentFormat, FormatColumns>> = {
  tsunagi: {
    names: {
      orderNumber: ['order_number', '受注番号', '注文番号'],
      carrier: ['carrier', '配送会社'],
      trackingNumber: ['tracking_number', 'お荷物伝票番号'],
      shippedOn: ['shipped_on', '発送日'],
      basketId: ['basket_id', '送付先ID'],
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
    },
    carrier: '日本郵便',
  },
};
