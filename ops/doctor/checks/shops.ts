import type { ScheduleFacts } from '../../../wiring/deployment.ts';
import { counted } from '../../terminal/count.ts';
import { durationText } from '../../terminal/time.ts';
import { named } from '../named-shops.ts';
import { type Outcome, reporterFor } from '../outcome.ts';
import type { Remedies } from '../remedies.ts';
import type { ShopFacts } from '../shop-facts.ts';
import { pausedShops } from './paused-shops.ts';

const say = reporterFor('shops');

/** Who polls: schedules that could not be looked at are null. */
export interface Polling {
  readonly shards: number;
  readonly schedules: readonly ScheduleFacts[] | null;
}

/** Every shop is imported: a schedule polls it, nothing holds it, and it is not behind. */
export function checkShops(
  shops: readonly ShopFacts[],
  { shards, schedules }: Polling,
  ops: Remedies['ops'],
): Outcome[] {
  if (shops.length === 0) {
    return [say.watch('There is no shop yet', 'Nothing is imported.', 'Add one:', 'npm run ops -- shops add --help')];
  }
  const outcomes = [
    ...unpolled(shops, { shards, schedules }),
    ...pausedShops(shops, ops),
    ...behind(shops, ops),
    ...lost(shops, ops),
  ];
  const well = shops.filter(({ state }) => state.kind === 'well' || state.kind === 'waiting').length;
  if (outcomes.length > 0) return outcomes;
  return [say.fine(`${counted(well, 'shop')}, none paused, none behind`)];
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
  return [
    say.wrong(
      `No run polls ${named(without)}: no schedule of poll-orders is on for shard ${missing.join(', ')} of ${shards}`,
      'Their orders stay at the mall until it is.',
      'Mend the schedules, as said there.',
    ),
  ];
}

function behind(shops: readonly ShopFacts[], ops: Remedies['ops']): Outcome[] {
  const late = shops.filter(({ state }) => state.kind === 'behind');
  if (late.length === 0) return [];
  const longest = Math.max(...late.map(({ state }) => (state.kind === 'behind' ? state.lagMs : 0)));
  return [
    say.wrong(
      `${named(late)} ${late.length === 1 ? 'is' : 'are'} behind, the furthest by ${durationText(longest)}`,
      'Orders placed since then may not be imported yet. After an outage or a long backlog that is normal, and gets less by itself.',
      'Look again in some minutes. If it does not get less: are functions and schedules fine above, does the mall answer, and what do the logs say?',
      ops('status'),
    ),
  ];
}

function lost(shops: readonly ShopFacts[], ops: Remedies['ops']): Outcome[] {
  const shortened = shops.filter(({ shop }) => shop.lostSpan);
  if (shortened.length === 0) return [];
  return [
    say.watch(
      `A span of ${named(shortened)} was lost: the mall shows nothing that old any more`,
      'Orders of that span were never imported, and cannot be.',
      'See which span, and take those orders from the mall’s own pages:',
      ops('shops list'),
    ),
  ];
}
