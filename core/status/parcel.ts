/** A parcel on its way to a buyer. */
export interface Parcel {
  /** The mall's id of the destination within the order (楽天: basketId); absent where the order has one destination only. */
  readonly basketId?: string;
  /** The mall's code of the carrier (楽天: deliveryCompany, '1001'). */
  readonly carrier: string;
  /** お荷物伝票番号; null for parcels that have none. */
  readonly trackingNumber: string | null;
  /** 発送日 in Japan, `2026-11-24`. */
  readonly shippedOn: string;
}

/** A parcel as the mall shows it: one row of 発送明細. */
export interface ParcelRow {
  /** The mall's id of the row (楽天: shippingDetailId). */
  readonly rowId: string;
  readonly carrier: string | null;
  readonly trackingNumber: string | null;
  readonly shippedOn: string | null;
}

/** One change of an order's parcel rows. */
export type ParcelChange =
  | { readonly kind: 'add'; readonly basketId: string; readonly parcel: Parcel }
  | { readonly kind: 'update'; readonly basketId: string; readonly rowId: string; readonly parcel: Parcel }
  | { readonly kind: 'remove'; readonly basketId: string; readonly rowId: string };
