import type { QueueDepth } from '../queues/start-queues.ts';

/** How many changes of a shop's orders were asked for, by how they stand. */
export interface PushCounts {
  /** Not done yet, and nothing holds them. */
  readonly waiting: number;
  /** A pause holds them. */
  readonly held: number;
  readonly confirmed: number;
  readonly failed: number;
}

/** One shop as the view shows it. Null is what nobody can know, because a real mall does not show it. */
export interface ShopView {
  readonly name: string;
  readonly stored: number;
  readonly atMall: number | null;
  /** How long the oldest order that the mall lists and nobody has stored yet has waited, in cloud time. */
  readonly lagMs: number | null;
  /** 注文日時 of the newest stored order. */
  readonly lastOrderAtMs: number | null;
  readonly calls: number | null;
  readonly statuses: PushCounts;
  /** What holds its status changes, where that does not hold the import, too; null where nothing does. */
  readonly statusPause: { readonly cause: string; readonly note: string } | null;
  /** Why it is not worked on, and what happened and what to do in a sentence; null while it is worked on. */
  readonly pause: { readonly cause: string; readonly note: string } | null;
}

/** One function as the view shows it. */
export interface FunctionView {
  readonly name: string;
  readonly runs: number;
  readonly failed: number;
  /** Of the runs that ended lately, by the machine's clock. */
  readonly medianMs: number | null;
}

/** Something that happened. */
export interface Happening {
  /** Cloud time. */
  readonly atMs: number;
  readonly text: string;
  readonly kind: 'order' | 'good' | 'bad' | 'plain';
}

/** Everything the view shows. */
export interface ViewState {
  readonly nowMs: number;
  readonly speed: number;
  /** Since the start, by the machine's clock. */
  readonly runningMs: number;
  readonly folder: string;
  readonly mall: string;
  /** Where the mails that were sent can be read; null where none are sent. */
  readonly mailbox: string | null;
  readonly shops: readonly ShopView[];
  readonly queues: Readonly<Record<string, QueueDepth>>;
  readonly functions: readonly FunctionView[];
  /** The oldest first. */
  readonly happenings: readonly Happening[];
}
