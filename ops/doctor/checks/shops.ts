import { dayMs, type EpochMs, jstText } from '../../../core/kernel/index.ts';
import type { Chat, Merchant } from '../../../core/model/index.ts';
import { counted, durationText, t, translated } from '../../../language/index.ts';
import { mallDesks } from '../../../malls/mall-desks.ts';
import type { ScheduleFacts } from '../../../wiring/deployment.ts';
import { troubleText } from '../../chat/chat-words.ts';
import { type Outcome, type Remedies, reporterFor } from '../outcome.ts';
import { firstOf, named, type ShopFacts, typedShop } from '../read-stored.ts';
import { pausedShops } from './paused-shops.ts';

const say = reporterFor('shops');

export interface Polling {
  readonly shards: number;
  readonly schedules: readonly ScheduleFacts[] | null;
}

export function checkShops(
  shops: readonly ShopFacts[],
  { shards, schedules }: Polling,
  ops: Remedies['ops'],
): Outcome[] {
  if (shops.length === 0) {
    return say.watch(t`There is no shop yet`, t`Nothing is imported.`, t`Add one:`, `npm run ops -- shops add --help`);
  }
  const outcomes = [
    ...unpolled(shops, { shards, schedules }),
    ...pausedShops(shops, ops),
    ...behind(shops, ops),
    ...lost(shops, ops),
  ];
  const well = shops.filter(({ state }) => state.kind === 'well' || state.kind === 'waiting').length;
  if (outcomes.length > 0) return outcomes;
  return say.fine(t`${counted(well, 'shop')}, none paused, none behind`);
}

/** Of `shards` schedules the one of number `shard % shards` polls a shop. */
function unpolled(shops: readonly ShopFacts[], { shards, schedules }: Polling): Outcome[] {
  if (schedules === null) return [];
  const polled = new Set(
    schedules.flatMap(({ functionName, isEnabled, shard }) =>
      functionName.endsWith('-poll-orders') && isEnabled && shard?.of === shards ? [shard.number] : [],
    ),
  );
  const without = shops.filter(({ shop }) => !polled.has(shop.shard % shards));
  if (without.length === 0) return [];
  const missing = [...new Set(without.map(({ shop }) => shop.shard % shards))].sort((one, other) => one - other);
  return say.wrong(
    t`No run polls ${named(without)}: no schedule of poll-orders is on for shard ${missing.join(', ')} of ${shards}`,
    t`Their orders stay at the mall until it is.`,
    t`Mend the schedules, as said there.`,
  );
}

function behind(shops: readonly ShopFacts[], ops: Remedies['ops']): Outcome[] {
  const late = shops.filter(({ state }) => state.kind === 'behind');
  if (late.length === 0) return [];
  const longest = Math.max(...late.map(({ state }) => (state.kind === 'behind' ? state.lagMs : 0)));
  return say.wrong(
    late.length === 1
      ? t`${named(late)} is behind, the furthest by ${durationText(longest)}`
      : t`${named(late)} are behind, the furthest by ${durationText(longest)}`,
    t`Orders placed since then may not be imported yet. After an outage or a long backlog that is normal, and gets less by itself.`,
    t`Look again in some minutes. If it does not get less: are functions and schedules fine above, does the mall answer, and what do the logs say?`,
    ops('status'),
  );
}

function lost(shops: readonly ShopFacts[], ops: Remedies['ops']): Outcome[] {
  const shortened = shops.filter(({ shop }) => shop.lostSpan);
  if (shortened.length === 0) return [];
  return say.watch(
    t`A span of ${named(shortened)} was lost: the mall shows nothing that old any more`,
    t`Orders of that span were never imported, and cannot be.`,
    t`See which span, and take those orders from the mall’s own pages:`,
    ops('shops list'),
  );
}

const sayKeys = reporterFor('licence keys');

export function checkLicenceKeys(shops: readonly ShopFacts[], now: EpochMs, ops: Remedies['ops']): Outcome[] {
  if (shops.length === 0) return [];
  const outcomes = endings(shops, now, ops);
  const untoldOf = ({ shop }: ShopFacts): string | undefined => mallDesks.of(shop.mall).keyCare.untold;
  const silent = shops.filter((one) => one.keyExpiresAt === null && untoldOf(one) !== undefined);
  if (silent.length > 0) {
    outcomes.push(
      ...sayKeys.watch(
        t`The end of the key is unknown for ${counted(silent.length, 'shop')}: ${named(silent)}`,
        t`The import does not need it. But there is no warning before the key ends and the shop waits.`,
        [...new Set(silent.map((one) => untoldOf(one) ?? ''))].map(translated).join(t` `),
      ),
    );
  }
  if (outcomes.length > 0) return outcomes;
  const ends = shops.flatMap(({ keyExpiresAt }) => keyExpiresAt ?? []);
  const first = Math.min(...ends);
  return ends.length === 0 ? [] : sayKeys.fine(t`the first one ends on ${jstText(first)}`);
}

interface Ending extends ShopFacts {
  readonly at: EpochMs;
}

function endings(shops: readonly ShopFacts[], now: EpochMs, ops: Remedies['ops']): Outcome[] {
  return [...Map.groupBy(shops, ({ shop }) => shop.mall)].flatMap(([mall, ofMall]) => {
    const known = ofMall.flatMap((facts): Ending[] => {
      const at = facts.keyExpiresAt;
      return at === null || at - now > mallDesks.of(mall).keyCare.endsSoonMs ? [] : [{ ...facts, at }];
    });
    const ended = known.filter(({ at }) => at <= now);
    const ending = known.filter(({ at }) => at > now);
    return [
      ...(ended.length === 0 ? [] : haveEnded(ended, ops)),
      ...(ending.length === 0 ? [] : end(ending, now, ops)),
    ];
  });
}

function haveEnded(keys: readonly Ending[], ops: Remedies['ops']): Outcome[] {
  return sayKeys.wrong(
    t`${theKeys(keys)} ended on ${firstOf(endsOf(keys))}`,
    keys.length === 1
      ? t`The mall refuses it; the shop waits, and catches up once there is a new one.`
      : t`The mall refuses them; the shops wait, and each catches up once there is a new one.`,
    ...renewal(keys, ops),
  );
}

function end(keys: readonly Ending[], now: EpochMs, ops: Remedies['ops']): Outcome[] {
  const days = counted(Math.floor((Math.min(...endsOf(keys)) - now) / dayMs), 'day');
  return sayKeys.watch(
    keys.length === 1
      ? t`${theKeys(keys)} ends on ${firstOf(endsOf(keys))}, in ${days}`
      : t`${theKeys(keys)} end on ${firstOf(endsOf(keys))}, the first in ${days}`,
    keys.length === 1
      ? t`From then on the mall refuses it, and the shop waits.`
      : t`From then on the mall refuses them, and the shops wait.`,
    ...renewal(keys, ops),
  );
}

function renewal(keys: readonly Ending[], ops: Remedies['ops']): readonly [string, ...string[]] {
  const [{ shop }] = keys as readonly [Ending];
  const rotate = ops(`keys rotate --shop ${typedShop(keys)}`);
  return [
    translated(mallDesks.of(shop.mall).keyCare.renewal),
    ...(keys.length === 1 ? [] : [ops('keys list')]),
    rotate,
  ];
}

const theKeys = (keys: readonly Ending[]): string =>
  keys.length === 1 ? t`The key of ${named(keys)}` : t`The keys of ${named(keys)}`;

const endsOf = (keys: readonly Ending[]): EpochMs[] => keys.map(({ at }) => at);

const sayMerchants = reporterFor('merchants');

export function checkMerchants(
  shops: readonly ShopFacts[],
  { merchants, chats }: { readonly merchants: readonly Merchant[]; readonly chats: readonly Chat[] },
  ops: Remedies['ops'],
): Outcome[] {
  if (shops.length === 0) return [];
  const reached = new Set([
    ...merchants.filter(({ contacts }) => contacts.length > 0).map(({ id }) => id),
    ...chats.filter(({ address }) => address !== undefined).map(({ merchant }) => merchant),
  ]);
  const ids = [...new Set(shops.map(({ shop }) => shop.merchant))].sort();
  const silent = ids.filter((id) => !reached.has(id));
  if (silent.length === 0) return sayMerchants.fine(t`${counted(ids.length, 'merchant')}, each with a contact`);
  const shown =
    silent.length > 5 ? t`${silent.slice(0, 5).join(', ')} and ${silent.length - 5} more` : silent.join(', ');
  return sayMerchants.watch(
    t`${counted(silent.length, 'merchant')} cannot be written to: ${shown}`,
    t`They are imported like the others, and hear nothing of an outage.`,
    t`Give them a contact:`,
    ...silent.slice(0, 5).map((id) => ops(`merchants change ${id} --contacts <address>`)),
  );
}

export function checkChats(chats: readonly Chat[], ops: Remedies['ops']): Outcome[] {
  return chats.flatMap(({ merchant, address, trouble }) => {
    if (address === undefined || trouble === undefined) return [];
    const isRefusing = trouble.kind === 'refused';
    return sayMerchants.watch(
      t`The chat of ${merchant} (${address.shown}) ${troubleText(trouble)}`,
      t`Notices of outages do not arrive there. Mails go as before, if the merchant gets any.`,
      isRefusing
        ? t`Ask the merchant for a new webhook, and store its address; the next notice that it takes settles this:`
        : t`They are tried again by themselves. Try it, and ask the merchant where it stays so:`,
      ops(isRefusing ? `chat set ${merchant}` : `chat test ${merchant}`),
    );
  });
}
