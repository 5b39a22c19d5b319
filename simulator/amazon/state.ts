import { type Prng, prng, seedOf } from '../prng.ts';
import type { World as SharedWorld, SimOrder, SimShop } from '../world.ts';
import type { AmazonSettings } from './settings.ts';

export const MARKETPLACE = 'A1VC38T7YXB528';

export const STATUSES = [
  'PENDING_AVAILABILITY',
  'PENDING',
  'UNSHIPPED',
  'PARTIALLY_SHIPPED',
  'SHIPPED',
  'CANCELLED',
  'UNFULFILLABLE',
] as const;
export type Status = (typeof STATUSES)[number];

/** `pending` waits for its payment, `preorder` for its day; `fba` is sent by Amazon from a shelf of its own. */
export const ORDER_KINDS = ['plain', 'pending', 'preorder', 'gift', 'business', 'fba'] as const;
export type OrderKind = (typeof ORDER_KINDS)[number];

/** `application`: what belongs to an application, and to no seller (grantless). */
export type ApiName = 'token' | 'order' | 'stock' | 'notifications' | 'application';

/** One thing a seller offers, under the seller's own SKU. */
export interface Sku {
  sellerSku: string;
  /** The same for the same goods at every mall. */
  good: string;
  asin: string;
  title: string;
  priceYen: number;
}

export interface Line {
  /** A number; orderItemId is made of it and the order. */
  lineId: number;
  sku: Sku;
  units: number;
}

/** A package that its seller has confirmed. */
export interface Package {
  /** The seller's `packageReferenceId`: the same once more edits the package. */
  reference: string;
  carrierCode: string;
  carrierName: string;
  shippingMethod: string;
  trackingNumber: string;
  shipTime: number;
  createdAt: number;
  /** Its label was cancelled: nothing is in it any more. */
  isCancelled?: boolean;
  items: { lineId: number; units: number }[];
}

/** What a buyer of this mall can wish for beside the usual. */
export interface Delivery {
  /** `scheduledDeliveryWindow`; null: none. */
  window: { from: number; to: number } | null;
  /** 代金引換 */
  isCashOnDelivery: boolean;
  /** `pickup-point`: a counter or locker; `in-store`: the buyer comes for it. */
  to: 'address' | 'pickup-point' | 'in-store';
  /** The name of a further shipping constraint, `recipientAgeVerification`; null: none. */
  constraint: string | null;
}

/** An order as the mall keeps it. Names and addresses are made from `seed` whenever they are needed. */
export interface Order extends SimOrder<Shop> {
  orderId: string;
  seed: number;
  kind: OrderKind;
  updatedAt: number;
  /** searchOrders lists it, or its last change, from here on. */
  visibleAt: number;
  status: Status;
  lines: Line[];
  movedSeed: number | null;
  /** The reason with which its buyer asks for its cancel (`cancellationRequest`); null where they do not. */
  cancelRequest: string | null;
  /** Who carried its cancel out, and why (`cancellationExecution`); null where it is not cancelled. */
  cancelled: { by: 'BUYER' | 'MERCHANT' | 'AMAZON'; reason: string } | null;
  /** Where the buyer has it sent, beside a usual address. */
  delivery: Delivery;
  sellerNote: string;
  restored: boolean;
  packages: Package[];
}

/** What is wrong with an order's getOrder answer. */
export const SPOILS = ['broken-json', 'missing-field', 'wrong-type', 'server-error'] as const;
type Spoil = (typeof SPOILS)[number];

/** A listing of the seller; the one channel that a seller sets is DEFAULT. */
export interface Listing {
  sellerSku: string;
  quantity: number;
  /** Only Amazon's own shelf has it: no quantity can be set. */
  isFba: boolean;
  updatedAt: number;
  /** When it was last named by a PATCH. */
  patchedAt?: number;
}

/** A document of a feed, or its report. */
export interface FeedDocument {
  id: string;
  shop: Shop;
  contentType: string;
  text: string;
  isZipped: boolean;
  /** Its addresses, and when each ends. */
  urls: Map<string, number>;
}

/** How a feed ends. PARTIAL: DONE, with every third message refused. */
export type FeedEnd = 'DONE' | 'FATAL' | 'CANCELLED' | 'PARTIAL';

export interface Feed {
  id: string;
  shop: Shop;
  document: FeedDocument;
  madeAt: number;
  status: 'IN_QUEUE' | 'IN_PROGRESS' | 'DONE' | 'FATAL' | 'CANCELLED';
  reportId: string | null;
}

/** An application of Solution Provider Portal. */
export interface Application {
  clientId: string;
  secrets: { secret: string; endsAt: number }[];
  /** The roles that its calls need; without them they are refused, by the same words as a token that has ended. */
  hasRole: boolean;
}

export interface Shop extends SimShop<Order> {
  application: Application;
  refreshToken: string;
  /** The seller has taken the authorisation back. */
  revoked: boolean;
  catalogue: readonly Sku[];
  stock: Map<string, Listing>;
  ordersPlaced: number;
  /** How many orders were placed in a second, by seconds since 1970. */
  placedInSecond: Map<number, number>;
  /** By notification type. */
  subscriptions: Map<string, { id: string; destinationId: string }>;
}

export interface AmazonState {
  settings: AmazonSettings;
  shop: Shop;
  order: Order;
  spoil: Spoil;
}

/** Where an application has its messages sent. */
export interface Destination {
  id: string;
  name: string;
  clientId: string;
  address: { queueArn: string } | { eventSource: string; region: string; accountId: string };
}

/** The whole mall. */
export interface World extends SharedWorld<AmazonState> {
  applications: Map<string, Application>;
  refreshTokens: Map<string, Shop>;
  accessTokens: Map<string, { shop: Shop; expiresAt: number; secretEndsAt: number }>;
  /** Page tokens, with the parameters that they came of. */
  pages: Map<string, { shop: Shop; parameters: string; start: number; before: number; expiresAt: number }>;
  /** By operation, seller and application: when the bucket would be full, and so on. */
  buckets: Map<string, { tokens: number; at: number }>;
  /** Orders that searchOrders leaves out, and getOrder knows. */
  unlisted: Set<string>;
  documents: Map<string, FeedDocument>;
  feeds: Map<string, Feed>;
  tokenChance: Prng;
  /** Access tokens of applications, for what belongs to no seller. */
  grantless: Map<string, { application: Application; expiresAt: number }>;
  destinations: Map<string, Destination>;
  /** Messages that are on their way. */
  notices: { at: number; to: Destination['address']; body: string }[];
  /** How many messages there were about each thing. */
  noticesAbout: Map<string, number>;
  /** The ids of messages, subscriptions and destinations. */
  noticeChance: Prng;
}

export const ownWorld = ({ seed }: Pick<SharedWorld, 'seed'>): Omit<World, keyof SharedWorld> => ({
  applications: new Map(),
  refreshTokens: new Map(),
  accessTokens: new Map(),
  pages: new Map(),
  buckets: new Map(),
  unlisted: new Set(),
  documents: new Map(),
  feeds: new Map(),
  tokenChance: prng(seedOf(seed, 'access-tokens')),
  grantless: new Map(),
  destinations: new Map(),
  notices: [],
  noticesAbout: new Map(),
  noticeChance: prng(seedOf(seed, 'notifications')),
});
