import type { EpochMs, Sentence, Words } from '../core/kernel/index.ts';
import type { Shop, ShopKey } from '../core/model/index.ts';
import type {
  Credential,
  HintSubscriptions,
  Log,
  MallShop,
  MallTraits,
  Rests,
  StatusTraits,
  StockPage,
} from '../core/ports/index.ts';
import type { Transport } from './http.ts';
import type { MallLabels } from './labels.ts';
import type { Sheet } from './sheet.ts';

/*
 * What the package of a mall consists of. `index.ts` exports a `MallAdapter`, which every function bundles; `desk.ts` a `MallDesk`,
 * for people's tools alone; `mail.ts` a `MallMail` (`core/ports`), for what writes mails to merchants; `hook.ts`, where a mall posts to an
 * address, a `MallHook`. One line in `adapters.ts`, `desks.ts`, `mails.ts` and `hooks.ts` makes each of them known.
 */

/** An address of a mall, which a deployment may change. */
export interface SiteAddress {
  /** The parameter of the stacks that sets it, `rmsBaseUrl`. */
  readonly parameter: string;
  /** The variable by which functions get it, `RMS_BASE_URL`. */
  readonly variable: string;
  /** Whether orders or stock are at it: such an address the doctor calls, without a key, to see whether the mall is reached. */
  readonly isApi: boolean;
  /** The mall's own, `https://…`, without a slash at its end. */
  readonly standard: string;
}

/** The addresses of a mall, by the names that its client has for them. */
export type SiteSchema = Readonly<Record<string, SiteAddress>>;

/** Where a mall is: an address for each of its schema. */
export type Site<Schema extends SiteSchema = SiteSchema> = { readonly [Name in keyof Schema]: string };

/** What the clients of all malls share. */
export interface MallContext {
  readonly transport: Transport;
  /** The caller's clock, for when a mall does not tell its own. */
  now(): EpochMs;
  /** For a whole call, in the clock's milliseconds; the client's own when absent. */
  readonly timeoutMs?: number;
  /** What processes share of a mall that allows few calls; absent where this process has it to itself. */
  readonly rests?: Rests | undefined;
  /** For what the operator has to see and no caller asks for, such as a version of an API that has ended. */
  readonly log?: Pick<Log, 'error'> | undefined;
}

/** What only people ask a mall for: handed in where they do, so that the bundles of functions do not carry it. */
export interface ItemLister {
  /** One page of what a shop has. `calls` is what the mall's own client calls with. */
  listItems?(calls: unknown, after: string | null): Promise<StockPage>;
  /** The same for where the mall tells about changed orders: `MallShop.subscribeHints`. */
  subscribeHints?(calls: unknown, place: string): Promise<HintSubscriptions>;
}

/** A mall as a process works with it. What its client finds out about the mall, such as a version, is kept here. */
export interface MallConnection {
  open(shop: Pick<Shop, 'key' | 'code'>, credential: Credential, lister?: ItemLister): MallShop;
  /** The version of its API that the mall answered with last, where it says one. */
  answeredVersion?(): string;
  /** From when on orders of a shop may be listed again, where the quota is used up; null where they may be now. */
  listsFrom?(shop: ShopKey): Promise<EpochMs | null>;
}

/** A mall, for everything that works at its shops. */
export interface MallAdapter {
  readonly traits: MallTraits;
  readonly site: SiteSchema;
  /** True of credentials of this mall. */
  takes(credential: Credential): boolean;
  /** Called once a process. Calls nothing. */
  connect(site: Site, context: MallContext): MallConnection;
}

/** A company that carries parcels. */
export interface Carrier {
  /** The mall's code, which `Parcel.carrier` holds. */
  readonly code: string;
  /** The mall's own name of it. */
  readonly name: string;
  /** Other names of it in people's files; compared after NFKC, without case and spaces. */
  readonly also: readonly string[];
}

/** One thing that a shop's keys consist of. */
export interface KeyPart {
  /** In files of keys, and when it is asked for. */
  readonly name: string;
  /** In lists of keys. */
  readonly column: string;
  /** What it looks like, for people. */
  readonly wanted: string;
  /** The one form of a text that a person entered; null where it is none. `moment`: a moment in Japan that is over. */
  readonly form: 'moment' | ((text: string) => string | null);
  /** Parts that have to come with a new value of this one: it is not accepted alone. */
  readonly bringsAlong?: readonly string[];
  /** True for what ends first: the terminal asks for it alone when a shop's keys are replaced. */
  readonly endsFirst?: boolean;
}

/** What people have to know of the keys of a mall's shops. */
interface KeyCare {
  /** What a key's parts that end are called, by part (`KeyEnd`). */
  readonly partNames: Readonly<Record<string, string>>;
  /** From so long before its end on, a key is something to look after. */
  readonly endsSoonMs: number;
  /** How another one comes about; `ops keys rotate` follows. */
  readonly renewal: string;
  /** Where the one that holds is found once the mall refuses the stored one, in sentences. */
  readonly lookUp: string;
  /** What to do about a function that the mall does not let a shop use, in sentences; undefined where only the note of its pause names it. The keys are good. */
  readonly switchOn: (name: Words | undefined) => Words;
  /** The same after keys were handed in, and the mall's answer, which names the function, was printed. */
  readonly switchAsked: string;
  /** What to do where the end is unknown; absent where no part of a key ends. */
  readonly untold?: string;
  /** Possible reasons why the mall refused one that was handed in, in sentences. */
  readonly refused: string;
}

/** What people's tools need to know of a mall, and no function does. */
export interface MallDesk extends ItemLister {
  /** The mall as people know it, and in short. */
  readonly name: string;
  readonly shortName: string;
  /** True: a deployment works with it only where it names it in `malls`. Otherwise it costs it nothing. */
  readonly isOptional?: true;
  /** True of a mall that ends versions of its API: its stacks have the alarm `api-version-ending`. */
  readonly endsVersions?: true;
  readonly site: SiteSchema;
  /** What the mall calls the code of a shop. */
  readonly shopCode: string;
  /** What a shop's keys consist of; in this order they are asked for. */
  readonly keyParts: readonly KeyPart[];
  /** The column of lists of keys that a person looks for first. */
  readonly keyColumn: string;
  /** The credential that entered parts are, by name; a moment is a number. */
  credentialOf(parts: Readonly<Record<string, string | number>>): Credential;
  /** What looks like one of its keys, so that a key in the wrong place is not shown; absent where nothing does. */
  readonly keyLike?: RegExp;
  readonly keyCare: KeyCare;
  /** What can be changed about its orders, as its adapter says; absent where nothing can. */
  readonly status?: StatusTraits;
  /** Where it tells about changed orders: a queue, or an address (`MallHook`); absent where it tells nothing. */
  readonly hintsTo?: 'queue' | 'address';
  /** The AWS account that its messages come from (`MallTraits.hintIn`); absent where it sends none. */
  readonly hintSender?: string;
  /** The types of its messages that come by EventBridge, from a partner event source; absent where none do. */
  readonly hintEvents?: readonly string[];
  /** How late its orders come where its quota makes them late, in a sentence. */
  readonly importNote?: Words;
  /** What a cancel does there that cannot be taken back, in a sentence for the one who asks for it. */
  readonly cancelNote?: Words;
  /** What to tell before an order in one of these progress values is shipped, a sentence; absent where every one may be. */
  readonly shipNotes?: Readonly<Record<string, Sentence>>;
  /** What to tell people of an order whose cancel is requested (`MallOrder.cancelRequested`), a sentence; absent where none is. */
  readonly cancelRequest?: Sentence;
  /** Every carrier that a shipped parcel may name. No two of them share a name. */
  readonly carriers: readonly Carrier[];
  /** What people at the mall call its progress values. */
  readonly progressNames: Readonly<Record<string, string>>;
  /** How its orders are exported. */
  readonly sheet: Sheet;
  /** How they become shipping labels, loaded when it is asked for; absent where they do not. */
  readonly labels?: () => Promise<MallLabels>;
}
