import { type EpochMs, eachLimited } from '../kernel/index.ts';
import {
  bareMerchant,
  differingFacts,
  type MallName,
  type Merchant,
  type MerchantFacts,
  type ShopKey,
} from '../model/index.ts';
import type { Credential, Ports } from '../ports/index.ts';
import { type NewShop, newShop, sealFor } from './add-shop.ts';
import { merchantChanging, merchantWith } from './change-merchant.ts';
import { type ReadLine, shopOfLine } from './onboarding-file.ts';
import type { WorkingKey } from './verify-shops.ts';

type MerchantStep =
  | { readonly kind: 'add'; readonly merchant: Merchant; readonly facts: Partial<MerchantFacts> }
  | {
      readonly kind: 'update';
      readonly before: Merchant;
      readonly merchant: Merchant;
      readonly facts: Partial<MerchantFacts>;
      readonly fields: readonly (keyof MerchantFacts)[];
    }
  | { readonly kind: 'unchanged'; readonly merchant: Merchant };

export interface ShopStep {
  readonly line: number;
  readonly shop: NewShop;
  readonly credential: Credential;
  /** The mall's answer about the key; null if not asked. */
  readonly checked: WorkingKey | null;
}

/** Steps for one merchant, whose row is written before the shops. */
export interface MerchantPlan {
  readonly step: MerchantStep;
  readonly shops: readonly ShopStep[];
  readonly unchanged: readonly number[];
}

export interface PlanFacts {
  readonly merchants: ReadonlyMap<string, Merchant>;
  readonly stored: ReadonlySet<ShopKey>;
  readonly credentials: ReadonlyMap<number, Credential>;
  readonly working: ReadonlyMap<number, WorkingKey>;
  callsPerSecondAt(mall: MallName): number;
  readonly now: EpochMs;
  nextShard(): number;
}

/** Plans in the order of the file. */
export function planOnboarding(lines: readonly ReadLine[], facts: PlanFacts): MerchantPlan[] {
  const byMerchant = Map.groupBy(lines, ({ values }) => values.merchant);
  return [...byMerchant].map(([id, ofMerchant]) => {
    const isStored = ({ values }: ReadLine): boolean => facts.stored.has(shopOfLine(values));
    return {
      step: stepOf(id, ofMerchant, facts),
      shops: ofMerchant.filter((line) => !isStored(line)).map((line) => shopStepOf(line, facts)),
      unchanged: ofMerchant.filter(isStored).map(({ line }) => line),
    };
  });
}

function stepOf(id: string, lines: readonly ReadLine[], { merchants, now }: PlanFacts): MerchantStep {
  const { merchantName: name, contacts, features } = (lines[0] as ReadLine).values;
  const digestAt = lines.map(({ values }) => values.digestAt).find((at) => at !== undefined);
  const facts = { name, contacts, features, ...(digestAt === undefined ? {} : { digestAt }) };
  const before = merchants.get(id);
  if (before === undefined) {
    return { kind: 'add', merchant: merchantWith({ ...bareMerchant(id, now), version: 0 }, facts, now), facts };
  }
  const fields = differingFacts(before, facts);
  if (fields.length === 0) return { kind: 'unchanged', merchant: before };
  return { kind: 'update', before, merchant: merchantWith(before, facts, now), facts, fields };
}

function shopStepOf({ line, values }: ReadLine, facts: PlanFacts): ShopStep {
  const { mall, shopCode: code, shopName: name, merchant, importFrom } = values;
  const callsPerSecond = values.callsPerSecond ?? facts.callsPerSecondAt(mall);
  return {
    line,
    shop: { mall, code, name, merchant, importFrom, callsPerSecond, shard: facts.nextShard() },
    credential: facts.credentials.get(line) as Credential,
    checked: facts.working.get(line) ?? null,
  };
}

type StorePorts = Pick<Ports, 'vault' | 'shops' | 'merchants' | 'clock'>;

export interface Applied {
  merchantsAdded: number;
  merchantsUpdated: number;
  shopsAdded: number;
  readonly overtaken: number[];
}

const merchantsAtOnce = 24;
const attemptsMax = 5;

/**
 * Writes each merchant's row, then the shops, each conditionally. After a crash the same file adds what is missing. `onProgress` gets the
 * figures after every write, valid also when this throws.
 */
export async function applyOnboarding(
  ports: StorePorts,
  plans: readonly MerchantPlan[],
  onProgress: (applied: Applied) => void,
): Promise<Applied> {
  const applied: Applied = { merchantsAdded: 0, merchantsUpdated: 0, shopsAdded: 0, overtaken: [] };
  await openDataKeys(ports, plans);
  await eachLimited(plans, merchantsAtOnce, async ({ step, shops }) => {
    await writeMerchant(ports, step, applied);
    onProgress(applied);
    for (const shop of shops) {
      await writeShop(ports, shop, applied);
      onProgress(applied);
    }
  });
  return applied;
}

/** Opens each shard's data key once, since parallel shops would each ask KMS. */
async function openDataKeys(ports: Pick<Ports, 'vault'>, plans: readonly MerchantPlan[]): Promise<void> {
  const first = new Map(plans.flatMap(({ shops }) => shops.map((step) => [step.shop.shard, step] as const)));
  for (const { shop, credential, checked } of first.values()) await sealFor(ports, shop, credential, 1, checked);
}

async function writeMerchant(ports: StorePorts, step: MerchantStep, applied: Applied): Promise<void> {
  if (step.kind === 'unchanged') return;
  let wanted: Merchant | null = step.merchant;
  for (let attempt = 1; wanted !== null; attempt++) {
    if ((await ports.merchants.put(wanted)) === 'stored') {
      if (wanted.version === 1) applied.merchantsAdded++;
      else applied.merchantsUpdated++;
      return;
    }
    const standing = await ports.merchants.get(wanted.id);
    if (standing === null || attempt === attemptsMax) throw merchantChanging(wanted.id);
    const isSo = differingFacts(standing, step.facts).length === 0;
    wanted = isSo ? null : merchantWith(standing, step.facts, ports.clock.now());
  }
}

async function writeShop(
  ports: StorePorts,
  { line, shop, credential, checked }: ShopStep,
  applied: Applied,
): Promise<void> {
  const sealed = await sealFor(ports, shop, credential, 1, checked);
  if ((await ports.shops.add(newShop({ ...shop, addedAt: ports.clock.now() }, sealed))) === 'stored')
    applied.shopsAdded++;
  else applied.overtaken.push(line);
}
