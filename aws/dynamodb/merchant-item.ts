import type { Capability, MailLanguage, Merchant } from '../../core/model/index.ts';
import { list, number, numberOf, text, textOf } from './attributes.ts';
import type { Item } from './table.ts';

const merchantFormat = 1;

/** The partition of the table Control that holds the merchants. */
export const merchantsScope = 'merchants';

export function merchantKey(id: string): Item {
  return { scope: text(merchantsScope), entry: text(id) };
}

export function merchantItem(merchant: Merchant): Item {
  return {
    ...merchantKey(merchant.id),
    format: number(merchantFormat),
    name: text(merchant.name),
    contacts: list(merchant.contacts.map(text)),
    features: list(merchant.features.map(text)),
    language: text(merchant.language),
    createdAt: number(merchant.createdAt),
    version: number(merchant.version),
  };
}

export function merchantOf(item: Item): Merchant {
  return {
    id: textOf(item, 'entry'),
    name: textOf(item, 'name'),
    contacts: textsOf(item, 'contacts'),
    features: textsOf(item, 'features') as Capability[],
    language: textOf(item, 'language') as MailLanguage,
    createdAt: numberOf(item, 'createdAt'),
    version: numberOf(item, 'version'),
  };
}

function textsOf(item: Item, name: string): string[] {
  return (item[name]?.L ?? []).flatMap(({ S }) => (S === undefined ? [] : [S]));
}
