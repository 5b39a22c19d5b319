import { type EpochMs, jstText, secondMs } from '../units.ts';
import { type RemovedShop, resumedImport } from './removed-shop.ts';
import { type MallName, type SealedCredential, type Shop, type ShopKey, shopKey } from './shop.ts';
import { isWord, wordForm } from './word.ts';

/** What somebody says of a shop that is to be imported from now on. */
export interface NewShop {
  readonly mall: MallName;
  /** The mall's own name of the shop (楽天: shopUrl). */
  readonly code: string;
  readonly name: string;
  readonly merchant: string;
  readonly shard: number;
  /** Orders placed before this moment are not imported. */
  readonly importFrom: EpochMs;
  readonly callsPerSecond: number;
}

/** What is wrong with one field of something new; `problem` is a sentence that follows the field's name. */
export interface FieldProblem<Field extends string> {
  readonly field: Field;
  readonly problem: string;
}

/** What a new shop is held against. */
export interface NewShopLimits {
  readonly now: EpochMs;
  /** How far back its mall answers. */
  readonly lookBackMs: number;
  /** How many schedules there are. */
  readonly shards: number;
}

const nameMax = 100;
/** RMS asks for about one call a second; more than this is a slip of the keyboard at any mall. */
const callsPerSecondMax = 20;

/** Everything that is wrong with a new shop, field by field; empty when it can be added. */
export function problemsOfNewShop(
  wanted: NewShop,
  { now, lookBackMs, shards }: NewShopLimits,
): FieldProblem<keyof NewShop>[] {
  const problems: FieldProblem<keyof NewShop>[] = [];
  const wrong = (field: keyof NewShop, problem: string): void => {
    problems.push({ field, problem });
  };
  for (const field of ['code', 'merchant'] as const) {
    if (!isWord(wanted[field])) wrong(field, `got ${JSON.stringify(wanted[field])}, expected ${wordForm}.`);
  }
  if (!isName(wanted.name)) wrong('name', `expected ${nameForm}.`);
  const earliest = now - lookBackMs;
  if (wanted.importFrom < earliest) {
    const got = jstText(wanted.importFrom);
    wrong(
      'importFrom',
      `got ${got}, which is further back than the mall answers; use ${jstText(earliest + secondMs)} or later.`,
    );
  }
  if (!isRate(wanted.callsPerSecond)) wrong('callsPerSecond', `got ${wanted.callsPerSecond}, expected ${rateForm}.`);
  if (wanted.shard >= shards) wrong('shard', `got ${wanted.shard}, ${noSchedule(shards)}`);
  return problems;
}

/** True for what a shop, or a merchant, can be called. */
export function isName(text: string): boolean {
  return text.trim() !== '' && text.length <= nameMax && !/\p{Cc}/u.test(text);
}

export const nameForm = `between 1 and ${nameMax} characters in one line`;

/** True for a rate of calls that may be set for a shop. */
export function isRate(callsPerSecond: number): boolean {
  return callsPerSecond > 0 && callsPerSecond <= callsPerSecondMax;
}

export const rateForm = `calls a second above 0, and at most ${callsPerSecondMax}`;

function noSchedule(shards: number): string {
  const there = shards === 1 ? 'there is one schedule, 0' : `there are ${shards} schedules, 0 to ${shards - 1}`;
  return `but ${there}: no schedule of its own polls such a shard. More are made by deploying with another number of shards.`;
}

/** The key a new shop will have. */
export function keyOfNewShop(wanted: Pick<NewShop, 'mall' | 'code'>): ShopKey {
  return shopKey(wanted.mall, wanted.code);
}

/**
 * A shop at the start of its import: its cursor stands at the first moment that is imported. One that is added again goes on
 * where it stood when it was removed.
 */
export function newShop(wanted: NewShop, credential: SealedCredential, before: RemovedShop | null = null): Shop {
  // Malls measure 注文日時 in seconds.
  const importFrom = Math.floor(wanted.importFrom / secondMs) * secondMs;
  const start = before === null ? { importFrom, cursor: importFrom } : resumedImport(importFrom, before);
  return {
    ...wanted,
    ...start,
    key: keyOfNewShop(wanted),
    scannedAt: 0,
    rereadDay: '',
    rereadAfter: '',
    credential,
    ...(before?.lostSpan === undefined ? {} : { lostSpan: before.lostSpan }),
    ...(before?.rewound === undefined ? {} : { rewound: before.rewound }),
  };
}
