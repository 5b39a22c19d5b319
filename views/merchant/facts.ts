import { anyList, object, oneOf, orNull, type Static, text, whole } from '../../core/kernel/index.ts';
import { capabilities, type Merchant, maskedContact } from '../../core/model/index.ts';
import { fieldsOf, jstIso } from '../plain.ts';
import { moment, truth } from '../shape.ts';

/** A merchant. Without a row (`hasRow`) only shops name it. */
export const merchantShape = object({
  ...{ merchant: text(), name: text(), contacts: anyList(text()), features: anyList(oneOf(capabilities)) },
  ...{ language: text<Merchant['language']>(), digestAt: orNull(text()), labels: anyList(text()), hasRow: truth },
  ...{ createdAt: orNull(moment), version: orNull(whole()) },
});
export type MerchantFacts = Static<typeof merchantShape>;

/** Contacts are masked, unless they are asked for in full. */
export function merchantFacts(merchant: Merchant, { hasRow = true, inFull = false } = {}): MerchantFacts {
  const { id, contacts, digestAt = null, labels = {}, createdAt, version } = merchant;
  return {
    ...{ merchant: id, name: merchant.name },
    contacts: contacts.map((contact) => (inFull ? contact : maskedContact(contact))),
    ...{ ...fieldsOf(merchant, 'features', 'language'), digestAt, labels: Object.keys(labels), hasRow },
    ...{ createdAt: hasRow ? jstIso(createdAt) : null, version: hasRow ? version : null },
  };
}
