import { dayMs, type EpochMs, jstText } from '../../../core/units.ts';
import { keyCare } from '../../keys/key-care.ts';
import { counted } from '../../words/count.ts';
import { type Outcome, sayer } from '../outcome.ts';
import type { Remedies } from '../remedies.ts';
import type { ShopFacts } from '../shop-facts.ts';

const say = sayer('licence keys');

/** No shop's key stops working soon. */
export function checkLicenceKeys(shops: readonly ShopFacts[], now: EpochMs, ops: Remedies['ops']): Outcome[] {
  if (shops.length === 0) return [];
  const outcomes = shops.flatMap((one) => expiry(one, now, ops));
  const silent = shops.filter(({ keyExpiresAt }) => keyExpiresAt === null);
  if (silent.length > 0) {
    outcomes.push(
      say.watch(
        `Of ${counted(silent.length, 'shop')} nobody knows when the key ends: ${keysOf(silent)}`,
        'The import does not need to know. But nobody is warned before the key ends and the shop waits.',
        [...new Set(silent.map(({ shop }) => keyCare[shop.mall].untold))].join(' '),
      ),
    );
  }
  if (outcomes.length > 0) return outcomes;
  const first = Math.min(...shops.map(({ keyExpiresAt }) => keyExpiresAt as number));
  return [say.fine(`the first one ends on ${jstText(first)}`)];
}

function expiry({ shop, keyExpiresAt }: ShopFacts, now: EpochMs, ops: Remedies['ops']): Outcome[] {
  const care = keyCare[shop.mall];
  if (keyExpiresAt === null || keyExpiresAt - now > care.endsSoonMs) return [];
  const remedy = [care.renewal, ops(`shops key --shop ${shop.key}`)] as const;
  if (keyExpiresAt <= now) {
    return [
      say.wrong(
        `The key of ${shop.key} ended on ${jstText(keyExpiresAt)}`,
        'The mall refuses it; the shop waits, and catches up once there is a new one.',
        ...remedy,
      ),
    ];
  }
  const days = Math.floor((keyExpiresAt - now) / dayMs);
  return [
    say.watch(
      `The key of ${shop.key} ends on ${jstText(keyExpiresAt)}, in ${counted(days, 'day')}`,
      'From then on the mall refuses it, and the shop waits.',
      ...remedy,
    ),
  ];
}

function keysOf(shops: readonly ShopFacts[]): string {
  const keys = shops.map(({ shop }) => shop.key).sort();
  return keys.length > 5 ? `${keys.slice(0, 5).join(', ')} and others` : keys.join(', ');
}
