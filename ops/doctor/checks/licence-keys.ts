import { dayMs, type EpochMs, jstText } from '../../../core/kernel/index.ts';
import { keyCare } from '../../keys/key-care.ts';
import { counted } from '../../terminal/count.ts';
import { firstOf, named, typedShop } from '../named-shops.ts';
import { type Outcome, reporterFor } from '../outcome.ts';
import type { Remedies } from '../remedies.ts';
import type { ShopFacts } from '../shop-facts.ts';

const say = reporterFor('licence keys');

/** No shop's key stops working soon. */
export function checkLicenceKeys(shops: readonly ShopFacts[], now: EpochMs, ops: Remedies['ops']): Outcome[] {
  if (shops.length === 0) return [];
  const outcomes = endings(shops, now, ops);
  const silent = shops.filter(({ keyExpiresAt }) => keyExpiresAt === null);
  if (silent.length > 0) {
    outcomes.push(
      say.watch(
        `The end of the key is unknown for ${counted(silent.length, 'shop')}: ${named(silent)}`,
        'The import does not need it. But there is no warning before the key ends and the shop waits.',
        [...new Set(silent.map(({ shop }) => keyCare[shop.mall].untold))].join(' '),
      ),
    );
  }
  if (outcomes.length > 0) return outcomes;
  const first = Math.min(...shops.map(({ keyExpiresAt }) => keyExpiresAt as number));
  return [say.fine(`the first one ends on ${jstText(first)}`)];
}

interface Ending extends ShopFacts {
  readonly at: EpochMs;
}

/** Keys that have ended, and those that end soon: one finding each for a mall, however many they are. */
function endings(shops: readonly ShopFacts[], now: EpochMs, ops: Remedies['ops']): Outcome[] {
  return [...Map.groupBy(shops, ({ shop }) => shop.mall)].flatMap(([mall, ofMall]) => {
    const known = ofMall.flatMap((facts): Ending[] => {
      const at = facts.keyExpiresAt;
      return at === null || at - now > keyCare[mall].endsSoonMs ? [] : [{ ...facts, at }];
    });
    const ended = known.filter(({ at }) => at <= now);
    const ending = known.filter(({ at }) => at > now);
    return [
      ...(ended.length === 0 ? [] : [haveEnded(ended, ops)]),
      ...(ending.length === 0 ? [] : [end(ending, now, ops)]),
    ];
  });
}

function haveEnded(keys: readonly Ending[], ops: Remedies['ops']): Outcome {
  return say.wrong(
    `${theKeys(keys)} ended on ${firstOf(endsOf(keys))}`,
    keys.length === 1
      ? 'The mall refuses it; the shop waits, and catches up once there is a new one.'
      : 'The mall refuses them; the shops wait, and each catches up once there is a new one.',
    ...renewal(keys, ops),
  );
}

function end(keys: readonly Ending[], now: EpochMs, ops: Remedies['ops']): Outcome {
  const days = counted(Math.floor((Math.min(...endsOf(keys)) - now) / dayMs), 'day');
  return say.watch(
    keys.length === 1
      ? `${theKeys(keys)} ends on ${firstOf(endsOf(keys))}, in ${days}`
      : `${theKeys(keys)} end on ${firstOf(endsOf(keys))}, the first in ${days}`,
    keys.length === 1
      ? 'From then on the mall refuses it, and the shop waits.'
      : 'From then on the mall refuses them, and the shops wait.',
    ...renewal(keys, ops),
  );
}

function renewal(keys: readonly Ending[], ops: Remedies['ops']): readonly [string, ...string[]] {
  const [{ shop }] = keys as readonly [Ending];
  const rotate = ops(`keys rotate --shop ${typedShop(keys)}`);
  return [keyCare[shop.mall].renewal, ...(keys.length === 1 ? [] : [ops('keys list')]), rotate];
}

const theKeys = (keys: readonly Ending[]): string => `The ${keys.length === 1 ? 'key' : 'keys'} of ${named(keys)}`;

const endsOf = (keys: readonly Ending[]): EpochMs[] => keys.map(({ at }) => at);
