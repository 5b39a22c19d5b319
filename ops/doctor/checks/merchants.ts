import type { Merchant } from '../../../core/model/index.ts';
import { counted } from '../../terminal/count.ts';
import { type Outcome, reporterFor } from '../outcome.ts';
import type { Remedies } from '../remedies.ts';
import type { ShopFacts } from '../shop-facts.ts';

const say = reporterFor('merchants');

/** Every merchant with a shop has a contact. */
export function checkMerchants(
  shops: readonly ShopFacts[],
  merchants: readonly Merchant[],
  ops: Remedies['ops'],
): Outcome[] {
  if (shops.length === 0) return [];
  const reached = new Set(merchants.filter(({ contacts }) => contacts.length > 0).map(({ id }) => id));
  const ids = [...new Set(shops.map(({ shop }) => shop.merchant))].sort();
  const silent = ids.filter((id) => !reached.has(id));
  if (silent.length === 0) return [say.fine(`${counted(ids.length, 'merchant')}, each with a contact`)];
  const shown =
    silent.length > 5 ? `${silent.slice(0, 5).join(', ')} and ${silent.length - 5} more` : silent.join(', ');
  return [
    say.watch(
      `${counted(silent.length, 'merchant')} cannot be written to: ${shown}`,
      'They are imported like the others, and hear nothing of an outage.',
      'Give them a contact:',
      ...silent.slice(0, 5).map((id) => ops(`merchants change ${id} --contacts <address>`)),
    ),
  ];
}
