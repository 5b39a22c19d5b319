import type { Capability, MallName } from '../model/index.ts';

/** What a mail says about a part of a shop's key that ends. `docs/how-to/keys.md` has the source of the steps. */
export interface KeyWay {
  /** What the mall calls it. */
  readonly name: string;
  /** What has to be done, in a sentence that names it. */
  readonly task: string;
  /** Step by step, through the mall's own pages. */
  readonly steps: readonly string[];
  /** What to know before it is done. */
  readonly cautions: readonly string[];
}

/** What holds a shop, as the beginning of a sentence that continues with the held work; and what its merchant can do. */
export interface KeyTrouble {
  readonly what: string;
  readonly ask: string;
}

/** What mails to merchants say of a mall, in the words of its merchants. */
export interface MallMail {
  /** The mall as they know it. */
  readonly name: string;
  /** Where they look for themselves, as the mall calls it. */
  readonly screen: string;
  /** What is done for shops there, and stops without a key; the same as the traits of its adapter say. */
  readonly capabilities: readonly Capability[];
  /** The way to a new one, by the part of a key that ends (`KeyEnd`). */
  readonly keyWays: Readonly<Record<string, KeyWay>>;
  /** What a refused key is, and what brings the shop back. */
  readonly keyRefused: KeyTrouble;
  /**
   * What to do about a function that the mall does not let the shop use, whose name may not be known; null where that is not the
   * merchant's to see to.
   */
  readonly functionOff: ((name: string | null) => KeyTrouble) | null;
  /** What the mall calls its promise that an order arrives the next day; null where it has none. */
  readonly nextDay: string | null;
}

/** Every mall, for what writes mails. */
export interface MallMails {
  readonly names: readonly MallName[];
  of(mall: MallName): MallMail;
}
