import { comparable, type EpochMs, jstText, type Sentence, secondMs, sentence, wholeSecond } from '../kernel/index.ts';
import {
  bareMerchant,
  expiryFacts,
  type RemovedShop,
  resumedImport,
  type SealedCredential,
  type Shop,
  type ShopKey,
  shopKey,
} from '../model/index.ts';
import type { Credential, Ports } from '../ports/index.ts';
import type { WorkingKey } from './verify-shops.ts';

export type NewShop = Pick<
  Shop,
  'mall' | 'code' | 'name' | 'merchant' | 'shard' | 'importFrom' | 'addedAt' | 'callsPerSecond'
>;

/** `problem` is a sentence that follows the field's name. */
export interface FieldProblem<Field extends string> {
  readonly field: Field;
  readonly problem: Sentence;
}

export interface NewShopLimits {
  readonly now: EpochMs;
  /** Age up to which the mall lists orders. */
  readonly lookBackMs: number;
  readonly shards: number;
}

const nameMax = 100;
/** RMS asks for about one call a second; more than this is a typing error at any mall. */
const callsPerSecondMax = 20;

/** Everything wrong with a new shop, by field; empty if it can be added. */
export function problemsOfNewShop(
  wanted: NewShop,
  { now, lookBackMs, shards }: NewShopLimits,
): FieldProblem<keyof NewShop>[] {
  const problems: FieldProblem<keyof NewShop>[] = [];
  const wrong = (field: keyof NewShop, problem: Sentence): void => {
    problems.push({ field, problem });
  };
  for (const field of ['code', 'merchant'] as const) {
    if (!isWord(wanted[field])) wrong(field, sentence`got ${JSON.stringify(wanted[field])}, expected ${wordForm}.`);
  }
  if (!isName(wanted.name)) wrong('name', sentence`expected ${nameForm}.`);
  const earliest = now - lookBackMs;
  if (wanted.importFrom < earliest) {
    const got = jstText(wanted.importFrom);
    wrong(
      'importFrom',
      sentence`got ${got}, which is further back than the mall answers; use ${jstText(earliest + secondMs)} or later.`,
    );
  }
  if (!isRate(wanted.callsPerSecond))
    wrong('callsPerSecond', sentence`got ${wanted.callsPerSecond}, expected ${rateForm}.`);
  if (wanted.shard >= shards) wrong('shard', sentence`got ${wanted.shard}, ${noSchedule(shards)}`);
  return problems;
}

/** Whether a shop or merchant may have this name. */
export function isName(text: string): boolean {
  return text.trim() !== '' && text.length <= nameMax && !/\p{Cc}/u.test(text);
}

export const nameForm = sentence`between 1 and ${nameMax} characters in one line`;

export function isRate(callsPerSecond: number): boolean {
  return callsPerSecond > 0 && callsPerSecond <= callsPerSecondMax;
}

export const rateForm = sentence`calls a second above 0, and at most ${callsPerSecondMax}`;

function noSchedule(shards: number): Sentence {
  const there =
    shards === 1 ? sentence`there is one schedule, 0` : sentence`there are ${shards} schedules, 0 to ${shards - 1}`;
  return sentence`but ${there}: no schedule of its own polls such a shard. More are made by deploying with another number of shards.`;
}

export function keyOfNewShop(wanted: Pick<NewShop, 'mall' | 'code'>): ShopKey {
  return shopKey(wanted.mall, wanted.code);
}

/** A shop at the start of its import. One added again continues where it stood when removed. */
export function newShop(wanted: NewShop, credential: SealedCredential, before: RemovedShop | null = null): Shop {
  // Malls measure 注文日時 in seconds.
  const importFrom = wholeSecond(wanted.importFrom);
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

export type ShopAdding =
  | { readonly kind: 'added'; readonly shop: Shop; readonly merchantIsNew: boolean }
  | { readonly kind: 'duplicate' };

/**
 * Adds a shop with its sealed credential. A merchant without a row gets one first: a crash in between leaves no shop without a merchant to
 * inform.
 *
 * @param before remains of the shop if it was removed earlier
 */
export async function addShop(
  ports: Pick<Ports, 'vault' | 'shops' | 'merchants' | 'clock'>,
  wanted: NewShop,
  credential: Credential,
  { before, checked }: { readonly before: RemovedShop | null; readonly checked: WorkingKey | null },
): Promise<ShopAdding> {
  const sealed = await sealFor(ports, wanted, credential, (before?.credentialVersion ?? 0) + 1, checked);
  const merchantIsNew = await makeMerchant(ports, wanted.merchant);
  const shop = newShop({ ...wanted, addedAt: ports.clock.now() }, sealed, before);
  const outcome = await ports.shops.add(shop);
  return outcome === 'stored' ? { kind: 'added', shop, merchantIsNew } : { kind: 'duplicate' };
}

export async function sealFor(
  ports: Pick<Ports, 'vault'>,
  shop: Pick<Shop, 'mall' | 'code' | 'shard'>,
  credential: Credential,
  version: number,
  checked: WorkingKey | null,
): Promise<SealedCredential> {
  const sealed = await ports.vault.seal(keyOfNewShop(shop), shop.shard, version, credential);
  return checked === null ? sealed : { ...sealed, ...expiryFacts(checked.expiry, checked.checkedAt) };
}

/** True if the merchant had no row and got one. */
async function makeMerchant(ports: Pick<Ports, 'merchants' | 'clock'>, id: string): Promise<boolean> {
  if ((await ports.merchants.get(id)) !== null) return false;
  return (await ports.merchants.put(bareMerchant(id, ports.clock.now()))) === 'stored';
}

/** Names used in table keys, file names and commands: merchant ids, shop codes. */
const word = /^[A-Za-z0-9_-]{1,60}$/;

export const wordForm = sentence`up to 60 letters, digits, "-" and "_"`;

export function isWord(text: string): boolean {
  return word.test(text);
}

export function shopsPerShard(shops: readonly Pick<Shop, 'shard'>[], shards: number): number[] {
  const counts = new Array<number>(shards).fill(0);
  for (const { shard } of shops) {
    // A removed shard falls to another schedule.
    const schedule = shard % shards;
    counts[schedule] = (counts[schedule] as number) + 1;
  }
  return counts;
}

/** The shard with the fewest shops, the first of several. */
export function emptiestShard(counts: readonly number[]): number {
  return counts.indexOf(Math.min(...counts));
}

export function placeShops(shops: readonly Pick<Shop, 'shard'>[], shards: number): () => number {
  const counts = shopsPerShard(shops, shards);
  return () => {
    const shard = emptiestShard(counts);
    counts[shard] = (counts[shard] as number) + 1;
    return shard;
  };
}

type ShopSearch =
  | { readonly kind: 'found'; readonly shop: Shop }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'ambiguous'; readonly keys: readonly ShopKey[] };

/** Finds a shop by key (`rms#kado-no-mise`), code at the mall (`kado-no-mise`) or name, in any spelling. */
export function findShop(shops: readonly Shop[], typed: string): ShopSearch {
  const byKey = shops.find((shop) => shop.key === typed);
  if (byKey) return { kind: 'found', shop: byKey };
  const byCode = shops.filter(({ code }) => code === typed);
  const wanted = comparable(typed);
  const [shop, ...others] = byCode.length > 0 ? byCode : shops.filter(({ name }) => comparable(name) === wanted);
  if (!shop) return { kind: 'unknown' };
  if (others.length === 0) return { kind: 'found', shop };
  return { kind: 'ambiguous', keys: [shop, ...others].map(({ key }) => key) };
}
