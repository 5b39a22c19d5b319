import { type Capability, capabilities } from '../health/capability.ts';
import type { EpochMs } from '../units.ts';

/** The language of a merchant's mails. */
export type MailLanguage = 'ja';

/** Whose shops they are: one row a merchant, on however many malls. A shop's row names its merchant by `id`. */
export interface Merchant {
  /** Part of the keys of the stock ledger, so it never changes. */
  readonly id: string;
  readonly name: string;
  /** Mail addresses for the merchant's mails. Personal data: shown masked, never logged. */
  readonly contacts: readonly string[];
  /** What is switched on for the merchant, in the order of `capabilities`. */
  readonly features: readonly Capability[];
  readonly language: MailLanguage;
  readonly createdAt: EpochMs;
  /** 1 for the first row, one more with every change: each write is conditional on the one before. */
  readonly version: number;
}

/** What of a merchant a person decides, beside the id. */
export type MerchantFacts = Pick<Merchant, 'name' | 'contacts' | 'features'>;

/** A merchant somebody named with a shop and said nothing else of: only imported, and without anybody to write to. */
export function bareMerchant(id: string, now: EpochMs): Merchant {
  return newMerchant(id, { name: id, contacts: [], features: ['import'] }, now);
}

/** A merchant's first row. */
export function newMerchant(id: string, facts: MerchantFacts, now: EpochMs): Merchant {
  return { id, ...withOrder(facts), language: 'ja', createdAt: now, version: 1 };
}

/** Which of these facts differ from the merchant's row, in the order of its fields; the order of a list does not count. */
export function differingFacts(merchant: Merchant, facts: Partial<MerchantFacts>): (keyof MerchantFacts)[] {
  const { name, contacts, features } = facts;
  return [
    ...(name !== undefined && name !== merchant.name ? (['name'] as const) : []),
    ...(contacts !== undefined && !isSameSet(contacts, merchant.contacts) ? (['contacts'] as const) : []),
    ...(features !== undefined && !isSameSet(features, merchant.features) ? (['features'] as const) : []),
  ];
}

/** The row that follows when these facts are written over a merchant's. */
export function changedMerchant(merchant: Merchant, facts: Partial<MerchantFacts>): Merchant {
  const { name, contacts, features } = merchant;
  return { ...merchant, ...withOrder({ name, contacts, features, ...facts }), version: merchant.version + 1 };
}

/** True when both hold the same, in whatever order. */
export function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  const wanted = new Set(other);
  return new Set(one).size === wanted.size && one.every((member) => wanted.has(member));
}

function withOrder(facts: MerchantFacts): MerchantFacts {
  return { ...facts, features: capabilities.filter((capability) => facts.features.includes(capability)) };
}
