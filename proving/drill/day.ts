import type { Health } from '../../core/model/health.ts';
import type { Parcel, PushContent } from '../../core/model/push.ts';
import type { MallName, Shop, ShopKey } from '../../core/model/shop.ts';
import type { LevelEntry, RequestEntry } from '../../journal/index.ts';
import type { Prng } from '../../simulator/index.ts';
import type { RmsSimulator } from '../../simulator/rms/index.ts';
import type { MemoryLog, MemoryStore } from '../memory/index.ts';
import type { Exchange } from '../worlds/mall-transport.ts';
import type { SimulatedProcess } from '../worlds/process.ts';
import type { VirtualTime } from '../worlds/virtual-time.ts';
import type { WorldMalls } from '../worlds/world-mall.ts';
import type { DrillMall } from './malls-beside.ts';
import type { Script } from './scripts.ts';
import type { Trader } from './stock/goods.ts';

/** Who makes a call: the schedules' workers, those who push statuses, the probes, or a person. */
export type Caller = 'worker' | 'pusher' | 'probe' | 'person';

/** A span in which the mall refused a shop's key, until a new one was entered. */
export interface Keyless {
  readonly shop: string;
  readonly from: number;
  readonly to: number;
}

/** A state of the health of the mall that the day is about, and when it was written. `degraded`: its orders come one by one only. */
export interface WrittenHealth {
  readonly at: number;
  readonly health: Pick<Health, 'capability'> & { readonly state: Health['state'] | { readonly kind: 'degraded' } };
}

/** A change that was requested; a repeated request is the same change. */
export type Asked = Omit<RequestEntry, 'kind'>;

/** A change of what a mall shows. */
export type ShownLevel = Omit<LevelEntry, 'kind'>;

/** A call to the mall, and who made it. */
export interface DrillCall extends Exchange {
  readonly caller: Caller;
  readonly mall: MallName;
  /** The mall's own name of the shop. */
  readonly shop: string;
}

/** A day of many shops before it begins: onboarded, caught up, with orders that will come. */
export interface Day extends WorldMalls<DrillMall> {
  readonly script: Script;
  readonly seed: number;
  readonly start: number;
  readonly time: VirtualTime;
  readonly chance: Prng;
  readonly rms: RmsSimulator;
  /** Whether Amazon lets through its sustained rate alone, all day. */
  readonly throttled: boolean;
  /** Of a hundred messages of Amazon and Shopify so many are lost; null: they send none. */
  readonly missingHints: number | null;
  /** The share of shops that glances may look at, in percent. */
  readonly warmPercent: number;
  /** Since when, and until when, each shop was named by glances. */
  readonly glanced: Map<ShopKey, { readonly from: number; until: number }[]>;
  readonly store: MemoryStore;
  /** Those at RMS: first the ones of merchants who keep stock, then of those who keep none. */
  readonly shops: readonly Shop[];
  /** Who keeps stock, and what of. */
  readonly traders: readonly Trader[];
  /** The shop whose key runs out in the middle, and until when. */
  readonly keyless: readonly Keyless[];
  readonly logs: MemoryLog[];
  /** Errors no process may end with. */
  readonly unexpected: string[];
  /** The status changes that will be requested. */
  readonly wishes: readonly Wish[];
  startProcess(caller: Caller): SimulatedProcess;
}

/** A day whose shops are still being opened. */
export type OpenDay = Omit<Day, 'shops' | 'traders' | 'wishes'>;

/** A change that will be requested in the course of the day. */
export interface Wish {
  readonly at: number;
  readonly shop: ShopKey;
  readonly orderNumber: string;
  readonly content: PushContent;
  /** The parcels of a `ship`, each with its basket: the naive design adds them without looking. */
  readonly parcels: readonly Required<Omit<Parcel, 'corrects' | 'contents'>>[];
  /** When the same change is requested once more, by a person who is not sure; mostly absent. */
  readonly againAt?: number;
}
