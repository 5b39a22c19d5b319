import { type Merchant, type MerchantFacts, maskedContact } from '../../core/model/index.ts';
import { lagText, stateText } from '../shops/shop-state-words.ts';
import { jstIso } from '../terminal/time.ts';
import { type MerchantView, worstOf } from './merchant-view.ts';

/** Contacts, masked unless they are asked for in full. */
export function contactsText({ contacts }: Pick<Merchant, 'contacts'>, inFull: boolean): string {
  return contacts.map((contact) => (inFull ? contact : maskedContact(contact))).join('; ') || 'none';
}

/** A fact of a merchant as it may be shown. */
export function factText(merchant: Pick<Merchant, keyof MerchantFacts>, field: keyof MerchantFacts): string {
  switch (field) {
    case 'name':
      return merchant.name;
    case 'contacts':
      return contactsText(merchant, false);
    case 'features':
      return merchant.features.join(', ');
  }
}

/** How a merchant's shops stand in a few words: the worst of them, and how many are like it. */
export function standingText(view: MerchantView): string {
  const worst = worstOf(view);
  if (worst === null) return 'no shop';
  const alike = view.shops.filter(({ state }) => state.kind === worst.state.kind).length;
  const of = view.shops.length === 1 || worst.state.kind === 'well' ? '' : ` (${alike} of ${view.shops.length})`;
  const lag = worst.state.kind === 'behind' ? ` ${lagText(worst.state)}` : '';
  return `${stateText(worst.state)}${lag}${of}`;
}

/** A merchant for a program. */
export function merchantJson({ merchant, hasRow }: MerchantView, inFull: boolean): object {
  const { id, name, contacts, features, language, createdAt, version } = merchant;
  return {
    merchant: id,
    name,
    contacts: contacts.map((contact) => (inFull ? contact : maskedContact(contact))),
    features,
    language,
    hasRow,
    createdAt: hasRow ? jstIso(createdAt) : null,
    version: hasRow ? version : null,
  };
}
