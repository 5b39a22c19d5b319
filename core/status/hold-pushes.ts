import { eachLimited } from '../pacing/limited.ts';
import type { PauseCause } from '../pause/pause.ts';
import type { EpochMs } from '../units.ts';
import { afterClaim } from './claim.ts';
import { isDone } from './due.ts';
import { nextRow, type PushChange, triesOf } from './next-row.ts';
import type { Push } from './push.ts';
import type { PushRound } from './push-run.ts';
import { tellPushes } from './tell.ts';

/** Rows that one run looks at to find those that do not say yet that they are held. */
const heldAtOnce = 1_000;

/**
 * Writes into the due pushes of a shop that a pause holds them, each once: whoever asks why nothing happens is told. No call
 * is made. Returns how many were written.
 */
export async function holdPushes(round: PushRound, shop: Push['shop'], cause: PauseCause): Promise<number> {
  const { ports, settings, writer } = round;
  const now = ports.clock.now();
  // A claim that is due has run out: nobody shows 変更中 for as long as a pause lasts, because a worker died at its beginning.
  const isNew = (push: Push): boolean => !isDone(push) && push.state.kind !== 'held';
  let due = await ports.pushes.due(shop, now, settings.claimMax);
  // Those that are held are the most overdue: behind them there may be others.
  if (due.length === settings.claimMax) due = await ports.pushes.due(shop, now, heldAtOnce);
  // What has ended has nothing to wait for.
  await tellPushes(ports, settings, due.filter(isDone), writer);
  const fresh = due.filter(isNew);
  await eachLimited(fresh, settings.writesAtOnce, async (push) => {
    await ports.pushes.put(
      nextRow(push, writer, { ...heldChange(push, cause, now), ...afterClaim(push, now, settings) }),
    );
  });
  return fresh.length;
}

/** What a pause makes of a push. */
export function heldChange(push: Push, cause: PauseCause, now: EpochMs): PushChange {
  return {
    state: { kind: 'held', since: now, cause, tries: triesOf(push) },
    steps: [{ at: now, what: 'held', detail: cause }],
  };
}
