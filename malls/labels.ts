import type { Sentence } from '../core/kernel/index.ts';

/** Where one parcel of an order goes. Personal data. */
export interface Destination {
  /** The mall's id of it; null where it has none. */
  readonly id: string | null;
  readonly name: string;
  readonly zip: string;
  readonly prefecture: string;
  readonly city: string;
  readonly street: string;
  readonly building: string;
  readonly phone: string;
}

/** The hours that a buyer wishes. `other`: in the mall's words, which no carrier has. */
export type DeliveryTime =
  | { readonly kind: 'none' }
  | { readonly kind: 'morning' }
  | { readonly kind: 'hours'; readonly from: number; readonly to: number }
  | { readonly kind: 'other'; readonly words: string };

/** What the carrier collects, tax included. `unknown`: the mall has not fixed it. */
export type Collected =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'amount'; readonly amount: number; readonly tax: number | null }
  | { readonly kind: 'unknown' };

/** What shipping labels need of an order. */
export interface LabelFacts {
  readonly destinations: readonly Destination[];
  /** お届け日, `2026-11-26`; null where the buyer has no wish. */
  readonly deliveryDay: string | null;
  readonly deliveryTime: DeliveryTime;
  readonly collected: Collected;
  /** Why no label of ours can send it, a sentence; null where one can. */
  readonly obstacle: Sentence | null;
}

/** How a mall's orders become shipping labels. */
export interface MallLabels {
  /** Progress values of orders that can be packed now. */
  readonly ready: readonly string[];
  /** Reads an original without trusting it. */
  of(order: unknown): LabelFacts;
}
