import type { PushContent } from '../../../core/model/push.ts';
import type { Fault } from '../../../simulator/index.ts';
import type { OrderAct } from '../../laws/acts.ts';
import type { SentCall } from '../../laws/sent.ts';
import type { PushWorld } from '../../status-world.ts';
import type { Edition } from '../../worlds/edition.ts';
import type { SceneMall, SceneMallName } from './malls.ts';

/** One order, and what people, workers and the mall do about its shipments. */
export interface Scene {
  readonly world: PushWorld;
  readonly mall: SceneMall;
  readonly order: string;
  /** The parcels that were reported from elsewhere, and whether before anything was requested. */
  readonly elsewhere: { readonly number: string; readonly isFirst: boolean }[];
  /** What was told while it was not so, a sentence each. */
  readonly toldInVain: readonly string[];
  /** What people did, and what was announced, in the order of acceptance. */
  readonly acts: OrderAct[];
  /** What was done so far. */
  readonly done: Act[];
  /** The ids of the requests, in the order in which they were made. */
  readonly asked: string[];
  /** What calls said of the order, the first one first. */
  readonly calls: SentCall[];
  /** When each of `acts` was. */
  readonly actsAt: number[];
  /** Workers that began and that the scene has not waited for. */
  readonly running: Promise<unknown>[];
  readonly story: string[];
  /** Writes into the scene's story what happens now. */
  readonly tell: (line: string) => void;
}

/** A scene of one order, written down. The same file gives the same scene. */
export interface OrderProgram {
  readonly kind: 'scene-of-one-order';
  readonly mall: SceneMallName;
  /** How long calls take is drawn from it; what happens is not. */
  readonly seed: number;
  /** In which the seed draws it; absent where one stream did. */
  readonly edition?: Edition;
  /** Whether it is drawn as calls come, as scenes once had it; by the names of the calls when absent. */
  readonly latencies?: 'in-sequence';
  /** Whether the order cannot be sent yet when the scene begins. */
  readonly isEarly: boolean;
  /** True where the order has an empty row of a parcel at its mall, as some systems write one into every order. */
  readonly hasEmptyRow?: true;
  /** The share of rows that answers leave out. */
  readonly missedShare: number;
  /** The messages that two workers take, by their place among all, from 0 on. */
  readonly takenTwice: readonly number[];
  readonly acts: readonly Act[];
}

/**
 * One thing that is done in a scene, with all that it needs, so that a scene that was written down is played without drawing. A request is
 * named by its place among the requests of its scene, from 0 on: how the product names it may change. Times are in ms.
 */
export type Act =
  /** `agoMs`: it was asked for so long ago, and comes late. */
  | { readonly do: 'request'; readonly content: PushContent; readonly agoMs?: number }
  | { readonly do: 'withdraw' | 'retry'; readonly request: number }
  /** Each request that has failed is retried, if it is one of these, or else taken back. */
  | { readonly do: 'see-to-failures'; readonly retried: readonly number[] }
  /** Another installation, or a person at the mall, reports a parcel. */
  | { readonly do: 'report-elsewhere'; readonly number: string }
  | { readonly do: 'break'; readonly fault: Fault & { readonly operations: readonly string[]; readonly times: number } }
  | { readonly do: 'mend' }
  | { readonly do: 'pause' | 'resume' }
  /** A worker without a lease begins, by a clock that is wrong by `skewMs`. */
  | { readonly do: 'begin-worker'; readonly skewMs: number }
  /** A worker begins that writes what came of its turn so much later, or dies before that. */
  | { readonly do: 'begin-late-worker'; readonly lateMs: number }
  | { readonly do: 'begin-dying-worker' }
  /** Answers about the order cannot be read. */
  | { readonly do: 'spoil' | 'unspoil' }
  /** The scene waits for the workers that began. */
  | { readonly do: 'await-workers' }
  /** Time in which messages are worked on as they come; or in which no worker runs. */
  | { readonly do: 'pass' | 'idle'; readonly ms: number };
