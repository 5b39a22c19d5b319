import type { Pause } from '../../../core/model/index.ts';
import { inARow, t, translated } from '../../../language/index.ts';
import { causeText, heldUntilText, keyRemedy } from '../../../views/pause/index.ts';
import { type Outcome, type Remedies, reporterFor } from '../outcome.ts';
import { firstOf, named, type ShopFacts, typedShop } from '../read-stored.ts';

const say = reporterFor('shops');

interface PausedShop extends ShopFacts {
  readonly pause: Pause;
}

/** Shops that a pause holds: one finding for each cause, since an outage holds hundreds of shops for the same reason. */
export function pausedShops(shops: readonly ShopFacts[], ops: Remedies['ops']): Outcome[] {
  const paused = shops.flatMap((facts): PausedShop[] =>
    facts.state.kind === 'paused' ? [{ ...facts, pause: facts.state.pause }] : [],
  );
  const groups = Map.groupBy(paused, ({ shop, pause }) =>
    [shop.mall, pause.cause, pause.code ?? '', pause.function ?? ''].join(' '),
  );
  return [...groups.values()].flatMap((group) => told(group, ops));
}

function told(group: readonly PausedShop[], ops: Remedies['ops']): Outcome[] {
  const [{ pause }] = group as [PausedShop];
  const one = group.length === 1;
  const since = firstOf(group.map((each) => each.pause.since));
  const what = one
    ? t`${named(group)} is paused since ${since}: ${causeText(pause)}`
    : t`${named(group)} are paused since ${since}: ${causeText(pause)}`;
  const waits = t`What waits is imported when the pause ends.`;
  const notes = new Set(group.map(({ pause: { note } }) => note));
  const why =
    notes.size === 1
      ? inARow(translated(pause.words ?? pause.note), waits)
      : inARow(waits, t`Each pause has a note of its own: ops pauses.`);
  if (pause.cause !== 'credentials') {
    // Of many that people have paused each is lifted by a command of its own.
    const areMany = pause.cause === 'manual' && new Set(group.map(({ pause: { scope } }) => scope)).size > 1;
    if (areMany)
      return say.watch(
        what,
        why,
        t`The people who set them lift them, by ops resume. See who set them:`,
        ops('pauses'),
      );
    const held = heldUntilText(pause);
    return say.watch(what, why, pause.cause === 'manual' ? held : t`Nothing has to be done: it goes on ${held}.`);
  }
  const remedy = keyRemedy(pause, typedShop(group));
  const run = one ? remedy.run : ['pauses', ...remedy.run];
  return say.wrong(what, why, `${remedy.say}:`, ...run.map(ops));
}
