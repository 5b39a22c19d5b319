import { type EpochMs, secondMs } from '../../core/kernel/time.ts';
import type { PushContent } from '../../core/model/push.ts';
import { type MallName, mallOf, type Shop, type ShopKey } from '../../core/model/shop.ts';
import type { MallShop, MallTraits } from '../../core/ports/mall.ts';
import type { Credential } from '../../core/ports/shops.ts';
import type { Rests } from '../../core/ports/system.ts';
import type { Transport } from '../../malls/http.ts';
import type { MallAdapter, MallConnection, Site } from '../../malls/mall.ts';
import type { Fault, OnStrike, SharedControl, SimOutcome, SimRequest } from '../../simulator/index.ts';
import type { Draw } from './draws.ts';
import type { Edition } from './edition.ts';
import type { FaultCounts, FaultKind } from './fault-kinds.ts';
import type { SimulatedProcess } from './process.ts';
import type { StockWatch } from './stock-watch.ts';
import type { Stocks } from './stocks.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What people and buyers do at a mall of a seed's world, and what its books say: in one form for all malls. */
export interface WorldMall {
  readonly mall: MallName;
  readonly control: SharedControl;
  /** The highest level that it takes. */
  readonly highest: number;
  /** Whether buyers may order what its shelf has not: its level falls below 0 then. */
  readonly sellsBelowZero: boolean;
  /** How long after its answer a level that it took may come into force, in ms. Where that is not at once, the answer is no proof. */
  readonly settlesMs: number;
  /** Whether an answer says that the mall has taken all levels of a call, or has done what else was asked. */
  hasTaken(outcome: SimOutcome): boolean;
  /** Whether an answer to a call that sets says that the mall does not take its levels, for what is sold there and not for its own sake. */
  refusesByName(outcome: SimOutcome): boolean;
  /** True of a call that lists orders. */
  listsOrders(request: Pick<SimRequest, 'path' | 'body'>): boolean;
  /** The mall's key of what a ware, or a line of an order, names. */
  itemOf(ware: Ware): string;
  /** The key of what a shop lists though the mall has it not. */
  readonly goneItem: string;
  /** What is truly shown of a shop's items; null is 無限大. */
  shown(code: string): Map<string, number | null>;
  /** The same of one item; null, too, of what the mall has not. */
  level(code: string, item: string): number | null;
  /** A buyer orders units of an item now. */
  sell(code: string, item: string, units: number): void;
  /** A person sets a level at the mall itself. */
  setLevel(code: string, item: string, quantity: number): void;
  /** The orders of a shop that were placed at `from` or later. */
  orders(code: string, from: number): readonly MallOrder[];
  /** What an order took when it was placed. */
  taken(orderNumber: string): readonly Pick<MallLine, 'item' | 'units'>[];
}

/** An order as its mall's books have it. */
interface MallOrder {
  readonly orderNumber: string;
  readonly orderedAt: number;
  /** Whether the mall shows it by now. */
  readonly isShown: boolean;
  readonly lines: readonly MallLine[];
}

export interface MallLine {
  readonly lineId: string;
  readonly item: string;
  /** What it holds now; 0 where it was cancelled or taken out. */
  readonly units: number;
  /** The merchant's own number of what is sold, where the line has one. */
  readonly sku?: string;
}

/** One thing that every shop of the merchant sells, by the names that RMS has for it. */
export interface Ware {
  readonly manageNumber: string;
  readonly variantId: string;
}

/** A mall beside RMS at which our processes work, too: in worlds and in drills. */
export interface OpenMall extends WorldMall {
  readonly traits: MallTraits;
  handle(request: SimRequest): SimOutcome;
  /** Opens its shops for one process. */
  shopsOf(
    process: Pick<SimulatedProcess, 'clock'> & { readonly rests?: Rests },
    transport: (shop: Pick<Shop, 'key' | 'code'>) => Transport,
  ): (shop: Shop, credential: Credential) => MallShop;
  /** Opens an account there, at the moment `start`, that sells so many SKUs; gives back its key. */
  openAccount(code: string, start: number, skus?: number): Credential;
  /** The numbers of a shop's orders, placed at `from` or later, that its people and their buyers can still change. */
  changeable(code: string, from: number): readonly string[];
  /** A person of the shop cancels an order, or its buyer does. */
  cancel(code: string, orderNumber: string): void;
  /** Its orders as a journal has them. */
  journalBooks(): readonly JournalOrder[];
}

/** What a simulated mall is made with: its clock, and who hears of the requests that a fault strikes. */
export interface MallHooks {
  readonly now: () => number;
  readonly onStrike: OnStrike | undefined;
}

/** What a mall sends about its shops. */
export interface MallHints {
  /** Has it send messages about a shop. */
  subscribe(shop: Shop, credential: Credential): Promise<void>;
  /** The messages that have arrived since this was asked last. */
  messages(): readonly MallHint[];
}

/** A message of a mall, and what it is about: an order or a SKU. */
export interface MallHint {
  readonly about: string;
  readonly body: string;
}

/** A mall beside RMS in a seed's world: its file in this folder has all that a world knows of it. */
export interface MallBeside extends OpenMall {
  /** How many shops the merchant has there. */
  readonly shops: number;
  /** The code of the merchant's shop of this index. */
  codeAt(index: number): string;
  /** Its messages about shops; absent where it sends none. */
  readonly hints?: MallHints;
  /** Changes of orders there; absent where none are wanted. */
  readonly changes?: MallChanges;
  /** Where a mall works many levels through by itself: what a shop has handed over, the first one first. */
  batches?(code: string): readonly Batch[];
  /** Schedules the mall's own failures. */
  fail(world: Storm, stocks: Stocks, stormEnd: number): void;
  /** Schedules what happens at a shop there: orders, their changes, its keys. */
  letHappen(world: Storm, watch: StockWatch, stocks: Stocks, shop: Shop, stormEnd: number): void;
  /** What faults of its own kinds count as. */
  readonly faultsCountAs: Readonly<Record<string, FaultKind>>;
  /** Orders of a shop that have to be stored by now. */
  mustBeStored(code: string): readonly BookedBeside[];
}

/** Changes of orders at a mall beside RMS: what people want there, how its calls fail, and what its books say of it. */
export interface MallChanges {
  /** The calls that change orders, as its simulator counts them. */
  readonly operations: readonly string[];
  readonly faults: readonly Fault[];
  isChange(request: Pick<SimRequest, 'path' | 'body'>): boolean;
  /** True of one that takes away what a late call left. */
  takesAway?(body: string): boolean;
  /** What an answer says that it never may have to say; null of any other. */
  complaintOf?(body: string): string | null;
  /** Draws what people want of one of a shop's orders, in its order; null where none is fit for it. */
  draw(code: string, chance: Draw): { readonly orderNumber: string; readonly wish: readonly PushContent[] } | null;
  /** Whether it has what was wanted. */
  isSo(orderNumber: string, content: PushContent): boolean;
  /** Whether its books say that it took a change of the order back: the order was cancelled, or is in parts now. */
  isGone(orderNumber: string): boolean;
  /** Whether it did not show the order yet at a moment: it knew of none then. */
  isHidden?(orderNumber: string, at: EpochMs): boolean;
  /** Whether its books are a reason for it to refuse such a change of the order. */
  mayRefuse(orderNumber: string, content: PushContent): boolean;
  /** What is wrong with an order of which this was wanted. */
  wrongWith(orderNumber: string, wanted: readonly PushContent[]): string[];
}

/** Levels that a mall was handed over together. While they are under way no other call may name their items. */
export interface Batch {
  readonly id: string;
  readonly levels: ReadonlyMap<string, number>;
  readonly isUnderWay: boolean;
}

interface BookedBeside {
  readonly orderNumber: string;
  readonly orderedAt: number;
  /** As the mall's books say it. */
  readonly progress: string;
  /** Whether a stored progress is that one. */
  isAt(progress: string): boolean;
  /** Whether its cancel is requested there and not decided; absent where the mall has no such thing. */
  readonly cancelRequested?: boolean;
}

/** An order of the books for a journal, whose malls have numbers of progress and of lines. */
interface JournalOrder {
  readonly shopUrl: string;
  readonly orderNumber: string;
  readonly orderDatetimeMs: number;
  readonly orderProgress: number;
  readonly visibleAtMs: number;
  readonly lines: readonly {
    readonly itemDetailId: number | string;
    readonly units: number;
    readonly deleted: boolean;
    readonly item: string;
  }[];
}

/** The malls of a world, or of a drill. */
export interface WorldMalls<Beside extends WorldMall = MallBeside> {
  /** RMS in the form of those beside it. */
  readonly atRms: WorldMall;
  /** Those beside RMS, of worlds with stock; their shops are in `stockWatch.goods` alone. */
  readonly beside: readonly Beside[];
}

/** What of a world a mall needs to know in which something happens. */
export interface Storm {
  readonly seed: number;
  readonly edition: Edition;
  readonly start: number;
  readonly time: VirtualTime;
  readonly counts: FaultCounts;
}

/** The mall of a shop. */
export function mallAt({ atRms, beside }: WorldMalls<WorldMall>, shop: ShopKey): WorldMall {
  return isBeside(shop) ? besideNamed({ beside }, mallOf(shop)) : atRms;
}

/** A mall beside RMS that this world has. */
export function besideNamed<Beside extends WorldMall>(
  { beside }: Pick<WorldMalls<Beside>, 'beside'>,
  name: MallName,
): Beside {
  const found = beside.find(({ mall }) => mall === name);
  if (found === undefined) throw new Error(`This world has no mall ${name}.`);
  return found;
}

/** True of a shop, or whatever belongs to one, at another mall than RMS. */
export function isBeside(shop: ShopKey): boolean {
  return mallOf(shop) !== 'rms';
}

export const codeOf = (shop: ShopKey): string => shop.slice(shop.indexOf('#') + 1);

/** Opens shops by the adapter of their mall; a connection for each, because a world's calls know whose they are. */
export function openedBy(adapter: MallAdapter, site: Site): MallBeside['shopsOf'] {
  return ({ clock, rests }, transport) => {
    const connections = new Map<ShopKey, MallConnection>();
    return (shop, credential) => {
      const connection =
        connections.get(shop.key) ??
        adapter.connect(site, { transport: transport(shop), now: () => clock.now(), timeoutMs: 20 * secondMs, rests });
      connections.set(shop.key, connection);
      return connection.open(shop, credential);
    };
  };
}

const isPage = (body: string): boolean => /^<(!DOCTYPE )?html/i.test(body);

/** An answer that says yes by its status alone. */
export function saysYes(outcome: SimOutcome): boolean {
  return outcome.ending === 'answer' && (outcome.status === 204 || (outcome.status === 200 && !isPage(outcome.body)));
}

/** From now on no answer of these malls leaves a row out. */
export function answerWhole(malls: readonly Pick<WorldMall, 'control'>[]): void {
  for (const { control } of malls) control.changeSettings({ reading: { missedShare: 0 } });
}
