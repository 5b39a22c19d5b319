import type { Capability, MallName } from '../model/index.ts';

/** Guidance of a mail about a part of a shop's key that ends. Sources: `docs/how-to/keys.md`. */
export interface KeyWay {
  readonly name: string;
  readonly task: string;
  readonly steps: readonly string[];
  readonly cautions: readonly string[];
}

/** `what`: the obstacle, as the beginning of a sentence that continues with the held work. */
export interface KeyTrouble {
  readonly what: string;
  readonly ask: string;
}

/** Texts about a mall for mails to merchants, in its merchants' words. */
export interface MallMail {
  readonly name: string;
  /** The page where merchants look, as the mall calls it. */
  readonly screen: string;
  /** Work done for shops there, which stops without a key; equals the adapter's traits. */
  readonly capabilities: readonly Capability[];
  /** Ways to a new key, by the part that ends (`KeyEnd`). */
  readonly keyWays: Readonly<Record<string, KeyWay>>;
  readonly keyRefused: KeyTrouble;
  /** Advice about a function that the shop may not use, possibly unnamed; null where merchants can do nothing. */
  readonly functionOff: ((name: string | null) => KeyTrouble) | null;
  /** The mall's name for its next-day promise; null without one. */
  readonly nextDay: string | null;
}

export interface MallMails {
  readonly names: readonly MallName[];
  of(mall: MallName): MallMail;
}
