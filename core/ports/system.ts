import type { EpochMs } from '../kernel/index.ts';
import type { ChatKind } from '../model/index.ts';

/** Time as an argument: the wall clock in Lambda, a scaled one on the desk, a virtual one in the simulation. */
export interface Clock {
  now(): EpochMs;
  /** Resolves after `ms` milliseconds of this clock. */
  sleep(ms: number): Promise<void>;
}

/** How long the current run may continue, in this clock's milliseconds. */
export interface TimeBudget {
  remainingMs(): number;
}

/** A budget that ends at a fixed moment of the clock. */
export function budgetUntil(clock: Clock, end: EpochMs): TimeBudget {
  return { remainingMs: () => end - clock.now() };
}

/** Randomness as an argument, so that a simulation's seed decides everything. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** A short unique word, for run ids. */
  id(): string;
}

/** Values a log line may carry: ids, counts, codes, figures (`core/kernel/metrics.ts`). Never a name, address, phone number, mail address or key. */
export type LogValue = string | number | boolean | null | readonly string[] | readonly number[];

/** One JSON shape for every line. `event` is a dotted, past-tense name: `order.quarantined`. */
export interface Log {
  info(event: string, fields?: Readonly<Record<string, LogValue>>): void;
  warn(event: string, fields?: Readonly<Record<string, LogValue>>): void;
  error(event: string, fields?: Readonly<Record<string, LogValue>>): void;
}

/** A lease that was taken. */
interface Lease {
  /** The moment that the last holder left for the next one: until when the subject rests, or when a run ended well. Null where it left none. */
  readonly left: EpochMs | null;
}

/** Leases only save work: every rule also holds if two runs do the same thing at once. */
export interface Leases {
  /** Null while another holder has it; otherwise it was free, expired or already ours. */
  take(name: string, holder: string, now: EpochMs, until: EpochMs): Promise<Lease | null>;
  /** True while a holder has it. */
  isHeld(name: string, now: EpochMs): Promise<boolean>;
  /** The same of a lease that is not taken. */
  leftIn(name: string): Promise<EpochMs | null>;
  /** `left` is for the next holder, who may come at once. */
  release(name: string, holder: string, left?: EpochMs | null): Promise<void>;
}

/**
 * Moments until which something rests, shared by all processes: for example, when a shop's quota at a mall is full again. A rest is stored as a
 * lease without a holder, so a name belongs either to leases or to rests.
 */
export interface Rests {
  /** Null for one that never rested. */
  restOf(name: string): Promise<EpochMs | null>;
  /**
   * Moves the end of a rest that stands at `from`, null for one that never rested. False where it stands elsewhere; also where an answer was
   * lost and the move was repeated.
   */
  moveRest(name: string, from: EpochMs | null, to: EpochMs): Promise<boolean>;
}

/** A mail ready to go. */
export interface OutgoingMail {
  /** Addresses of one merchant; personal data. */
  readonly to: readonly string[];
  /** Whose mail it is, by id; absent for a mail that concerns no merchant, such as a trial. */
  readonly merchant?: string;
  /** Names the mail in what the mail service reports of it later (`MailRecord`). */
  readonly id?: string;
  readonly fromName: string;
  /** Where answers go; by default to the sender's address. */
  readonly replyTo?: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** The mail service's answer. `refused` is about this one mail: it will be refused again, while others are accepted. */
export type MailOutcome =
  | { readonly kind: 'accepted'; readonly messageId: string }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Sends mails to merchants. Throws a `TsunagiError` (`mail.failing`) if the mail service cannot be reached, throttles, or refuses the sender or
 * the account: the same mail may be accepted later.
 */
export interface Mailer {
  send(mail: OutgoingMail): Promise<MailOutcome>;
}

/** What a chat shows. */
export interface ChatMessage {
  readonly title: string;
  readonly parts: readonly { readonly heading: string | null; readonly lines: readonly string[] }[];
}

/** What became of a message to a chat. */
export type ChatOutcome =
  | { readonly kind: 'accepted' }
  /** The chat refuses it for good: the webhook was deleted, say. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** It may be taken later. `isOpen`: it was sent whole and not answered, so it may have been posted. */
  | { readonly kind: 'later'; readonly reason: string; readonly retryAfterMs: number | null; readonly isOpen: boolean };

/** Posts to chats of merchants. */
export interface ChatPoster {
  /** @param address of the webhook, in the clear: never logged, stored or sent anywhere but there */
  post(address: string, kind: ChatKind, message: ChatMessage): Promise<ChatOutcome>;
}

/** An address that has nothing to do with any mall. It distinguishes a broken network of ours from a broken mall. */
export interface Reference {
  /** True if it answers in any way; false if it cannot be reached. */
  answers(): Promise<boolean>;
}
