import { dayMs, type EpochMs, jstText } from '../../../core/units.ts';
import { counted } from '../../words/count.ts';
import { type Outcome, sayer } from '../outcome.ts';
import type { Remedies } from '../remedies.ts';
import type { ShopFacts } from '../shop-facts.ts';

const say = sayer('licence keys');

/** A key lives 90 days, and a new one has to be issued by hand. */
const soonMs = 14 * dayMs;

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
        'Let the shop switch ライセンス管理API to 利用する in RMS (WEB APIサービス > 利用機能編集), and run this again.',
      ),
    );
  }
  if (outcomes.length > 0) return outcomes;
  const first = Math.min(...shops.map(({ keyExpiresAt }) => keyExpiresAt as number));
  return [say.fine(`the first one ends on ${jstText(first)}`)];
}

function expiry({ shop, keyExpiresAt }: ShopFacts, now: EpochMs, ops: Remedies['ops']): Outcome[] {
  if (keyExpiresAt === null || keyExpiresAt - now > soonMs) return [];
  const remedy = [
    'Let the shop issue a new key (RMS: WEB APIサービス > ライセンスキーの確認・変更), which ends the old one at once, and store it right away:',
    ops(`shops key --shop ${shop.key}`),
  ] as const;
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
