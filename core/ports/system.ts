import type { EpochMs } from '../kernel/index.ts';
import type { ChatKind } from '../model/index.ts';

/** Time as an argument: real in Lambda, scaled on the desk, virtual in the simulation. */
export interface Clock {
  now(): EpochMs;
  sleep(ms: number): Promise<void>;
}

/** Milliseconds of the run's clock. */
export interface TimeBudget {
  remainingMs(): number;
}

export function budgetUntil(clock: Clock, end: EpochMs): TimeBudget {
  return { remainingMs: () => end - clock.now() };
}

/** Randomness as an argument, so that a simulation's seed decides everything. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  id(): string;
}

/**
 * Values that log lines may carry: ids, counts, codes, figures (`core/kernel/metrics.ts`). Never a name, address, phone number, mail
 * address or key.
 */
export type LogValue = string | number | boolean | null | readonly string[] | readonly number[];

/** Writes JSON lines of one shape. `event` is a dotted past-tense name: `order.quarantined`. */
export interface Log {
  info(event: string, fields?: Readonly<Record<string, LogValue>>): void;
  warn(event: string, fields?: Readonly<Record<string, LogValue>>): void;
  error(event: string, fields?: Readonly<Record<string, LogValue>>): void;
}

interface Lease {
  /** A moment left by the last holder: until when the subject rests, or when a run ended well. Null if none. */
  readonly left: EpochMs | null;
}

/** Leases only save work: every rule also holds if two runs do the same thing at once. */
export interface Leases {
  /** Takes a lease; null while another holder has it. */
  take(name: string, holder: string, now: EpochMs, until: EpochMs): Promise<Lease | null>;
  isHeld(name: string, now: EpochMs): Promise<boolean>;
  leftIn(name: string): Promise<EpochMs | null>;
  /** `left` is for the next holder, who may come at once. */
  release(name: string, holder: string, left?: EpochMs | null): Promise<void>;
}

/**
 * Moments until which something rests, shared by all processes, such as a shop's quota. Stored as leases without holder, so a name belongs
 * to either.
 */
export interface Rests {
  restOf(name: string): Promise<EpochMs | null>;
  /** Moves the end of a rest (`from` null: never rested). False if the rest stands elsewhere, or if a lost answer made the move repeat. */
  moveRest(name: string, from: EpochMs | null, to: EpochMs): Promise<boolean>;
}

export interface OutgoingMail {
  /** Addresses of one merchant; personal data. */
  readonly to: readonly string[];
  /** Merchant id; absent for a mail that concerns no merchant, such as a trial. */
  readonly merchant?: string;
  /** Repeated in the mail service's reports (`MailRecord`). */
  readonly id?: string;
  readonly fromName: string;
  readonly replyTo?: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** The mail service's answer. `refused` concerns this mail alone, and will not change. */
export type MailOutcome =
  | { readonly kind: 'accepted'; readonly messageId: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** Throws `mail.failing` if the service is unreachable, throttles, or refuses the sender or account: the mail may be accepted later. */
export interface Mailer {
  send(mail: OutgoingMail): Promise<MailOutcome>;
}

export interface ChatMessage {
  readonly title: string;
  readonly parts: readonly { readonly heading: string | null; readonly lines: readonly string[] }[];
}

export type ChatOutcome =
  | { readonly kind: 'accepted' }
  /** Refused for good. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** May be taken later. `isOpen`: sent whole and unanswered, so perhaps posted. */
  | { readonly kind: 'later'; readonly reason: string; readonly retryAfterMs: number | null; readonly isOpen: boolean };

export interface ChatPoster {
  /** @param address webhook in the clear: never logged, stored, or sent anywhere else */
  post(address: string, kind: ChatKind, message: ChatMessage): Promise<ChatOutcome>;
}

/** An address unrelated to any mall, to tell our broken network from a broken mall. */
export interface Reference {
  answers(): Promise<boolean>;
}
