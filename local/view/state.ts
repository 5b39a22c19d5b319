import type { QueueDepth } from '../queues/start-queues.ts';

export interface PushCounts {
  /** Not done yet, and nothing holds them. */
  readonly waiting: number;
  /** A pause holds them. */
  readonly held: number;
  readonly confirmed: number;
  readonly failed: number;
}

export interface ListingCounts {
  /** The mall has taken what they should show. */
  readonly inStep: number;
  /** On their way, and nothing holds them. */
  readonly waiting: number;
  /** A pause holds them, or they may not be raised just now. */
  readonly held: number;
  /** A person has to act. */
  readonly failed: number;
}

/** One shop as the view shows it. Null marks a value that is unknown, because a real mall does not show it. */
export interface ShopView {
  readonly name: string;
  /** What people call its mall, such as `RMS`. */
  readonly mall: string;
  readonly stored: number;
  readonly atMall: number | null;
  /** How long the oldest order that the mall lists and that is not stored yet has waited, in cloud time. */
  readonly lagMs: number | null;
  /** 注文日時 of the newest stored order. */
  readonly lastOrderAtMs: number | null;
  readonly calls: number | null;
  readonly statuses: PushCounts;
  /** Null where the shop has no listings. */
  readonly stock: ListingCounts | null;
  /** What holds its status changes, or its stock, where that does not hold the import, too; null where nothing does. */
  readonly statusPause: { readonly cause: string; readonly note: string } | null;
  /** Why it is not worked on, and what happened and what to do in a sentence; null while it is worked on. */
  readonly pause: { readonly cause: string; readonly note: string } | null;
}

export interface FunctionView {
  readonly name: string;
  readonly runs: number;
  readonly failed: number;
  /** Of the runs that ended lately, by the machine's clock. */
  readonly medianMs: number | null;
}

export interface Happening {
  /** Cloud time. */
  readonly atMs: number;
  readonly text: string;
  readonly kind: 'order' | 'good' | 'bad' | 'plain';
}

/** How long orders of a mall took within the last hour, in seconds of the cloud; null where none did. */
export interface WaitView {
  readonly mall: string;
  readonly stored: { readonly p50: number; readonly p99: number } | null;
  readonly called: { readonly p50: number; readonly p99: number } | null;
}

export interface ViewState {
  readonly nowMs: number;
  readonly speed: number;
  /** Since the start, by the machine's clock. */
  readonly runningMs: number;
  readonly folder: string;
  /** What a person has to do about the machine's clock; null for nothing. */
  readonly clockNote: string | null;
  /** A line a mall, and how to break and mend it. */
  readonly malls: readonly string[];
  /** The address by which a browser comes into the console, once. */
  readonly console: string;
  /** Where the mails that were sent can be read; null where none are sent. */
  readonly mailbox: string | null;
  readonly shops: readonly ShopView[];
  readonly queues: Readonly<Record<string, QueueDepth>>;
  readonly functions: readonly FunctionView[];
  readonly waits: readonly WaitView[];
  /** The oldest first. */
  readonly happenings: readonly Happening[];
}
