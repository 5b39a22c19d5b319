import type { Credential } from '../../ports/vault.ts';
import type { EpochMs } from '../../units.ts';
import type { WorkingKey } from '../check-key.ts';
import { changedMerchant, differingFacts, type Merchant, type MerchantFacts, newMerchant } from '../merchant.ts';
import type { NewShop } from '../new-shop.ts';
import type { MallName, ShopKey } from '../shop.ts';
import { type ReadLine, shopOfLine } from './line.ts';

/** What is to become of one merchant's row. */
export type MerchantStep =
  | { readonly kind: 'add'; readonly merchant: Merchant }
  | {
      readonly kind: 'update';
      readonly before: Merchant;
      readonly merchant: Merchant;
      readonly fields: readonly (keyof MerchantFacts)[];
    }
  | { readonly kind: 'unchanged'; readonly merchant: Merchant };

/** A shop that is to be added. */
export interface ShopStep {
  readonly line: number;
  readonly shop: NewShop;
  readonly credential: Credential;
  /** What the mall said of its key; null when it was not asked. */
  readonly checked: WorkingKey | null;
}

/** What the lines of one merchant imply. Its row is written before its shops. */
export interface MerchantPlan {
  readonly step: MerchantStep;
  readonly shops: readonly ShopStep[];
  /** Lines whose shop is stored as they say. */
  readonly unchanged: readonly number[];
}

/** What a plan is made from, beside the lines. */
export interface PlanFacts {
  readonly merchants: ReadonlyMap<string, Merchant>;
  readonly stored: ReadonlySet<ShopKey>;
  readonly credentials: ReadonlyMap<number, Credential>;
  readonly working: ReadonlyMap<number, WorkingKey>;
  /** The calls a second of a shop whose line leaves it open. */
  callsPerSecondAt(mall: MallName): number;
  readonly now: EpochMs;
  /** The shard of the next new shop. */
  nextShard(): number;
}

/** Plans what sound lines imply, in the order of the file. */
export function planOnboarding(lines: readonly ReadLine[], facts: PlanFacts): MerchantPlan[] {
  const byMerchant = Map.groupBy(lines, ({ values }) => values.merchant);
  return [...byMerchant].map(([id, ofMerchant]) => {
    const isStored = ({ values }: ReadLine): boolean => facts.stored.has(shopOfLine(values));
    return {
      step: stepOf(id, ofMerchant[0] as ReadLine, facts),
      shops: ofMerchant.filter((line) => !isStored(line)).map((line) => shopStepOf(line, facts)),
      unchanged: ofMerchant.filter(isStored).map(({ line }) => line),
    };
  });
}

function stepOf(id: string, { values }: ReadLine, { merchants, now }: PlanFacts): MerchantStep {
  const wanted: MerchantFacts = { name: values.merchantName, contacts: values.contacts, features: values.features };
  const before = merchants.get(id);
  if (before === undefined) return { kind: 'add', merchant: newMerchant(id, wanted, now) };
  const fields = differingFacts(before, wanted);
  if (fields.length === 0) return { kind: 'unchanged', merchant: before };
  return { kind: 'update', before, merchant: changedMerchant(before, wanted), fields };
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
