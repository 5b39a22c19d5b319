import type { Shop } from '../../core/model/index.ts';
import { movesToSpread, type ShopMove, type Spreading, spreadShops } from '../../core/tenants/index.ts';
import { counted, t } from '../../language/index.ts';
import { flag } from '../arguments/parameter.ts';
import { defineCommand, type ExitCode, exit, type OpsContext } from '../frame/command.ts';
import { tableOf } from '../terminal/index.ts';

export const shopsSpread = defineCommand({
  name: 'shops spread',
  summary: 'Spreads the shops evenly over the shards',
  help: `For after a deployment with another number of shards (-c shards=N). Until then
every shop is polled all the same, by the schedule that its shard falls to, and
new schedules have nothing to do. As few shops move as possible.

It may be done beside running schedules, ended at any moment, and done again:
what is moved already is not moved twice. A shop's key counts up by one, because
it is sealed under the other shard's data key; the key itself stays the same.`,
  examples: [
    ['shops spread --dry-run', 'shows how many shops would move'],
    ['shops spread', 'moves them'],
  ],
  options: { dryRun: flag('show it, change nothing') },
  async run(context, { dryRun, json }) {
    const { ports, terminal, shards } = context;
    const shops = await ports.shops.all();
    const moves = movesToSpread(shops, shards);
    const spreading = dryRun ? null : await spreadShops(ports, moves, (done) => tellProgress(context, done, moves));
    if (json) {
      terminal.printJson({
        shards,
        dryRun,
        shops: shops.length,
        toMove: moves.length,
        ...(spreading && spreadingJson(spreading)),
        perShard: linesOf(shops, moves, shards),
      });
    } else if (shops.length === 0) {
      terminal.print(t`There is no shop.`);
    } else {
      terminal.print(
        ...tableOf(linesOf(shops, moves, shards), ({ shard, before, after }) => ({
          shard,
          'shops before': before,
          after,
        })),
        closingLine(moves, dryRun),
      );
    }
    return spreading ? tellTroubles(context, spreading) : exit.ok;
  },
});

interface Line {
  readonly shard: number;
  readonly before: number;
  readonly after: number;
}

function linesOf(shops: readonly Shop[], moves: readonly ShopMove[], shards: number): Line[] {
  const all = new Set([...Array.from({ length: shards }, (_, shard) => shard), ...shops.map(({ shard }) => shard)]);
  return [...all]
    .sort((a, b) => a - b)
    .map((shard) => {
      const before = shops.filter((shop) => shop.shard === shard).length;
      const coming = moves.filter(({ to }) => to === shard).length;
      const going = moves.filter(({ from }) => from === shard).length;
      return { shard, before, after: before + coming - going };
    });
}

function closingLine(moves: readonly ShopMove[], dryRun: boolean): string {
  if (moves.length === 0) return t`They are spread as evenly as they can be: nothing moves.`;
  if (dryRun) return t`${counted(moves.length, 'shop')} would move. Nothing was changed; without --dry-run it is done.`;
  return t`${counted(moves.length, 'shop')} had to move.`;
}

function tellProgress({ terminal }: OpsContext, done: number, moves: readonly ShopMove[]): void {
  terminal.progress(t`${done} of ${counted(moves.length, 'shop')} moved`);
}

function spreadingJson({ moved, gone, busy, ...rest }: Spreading): object {
  return { moved: moved.length + rest['moved-unopened'].length, unopened: rest['moved-unopened'], gone, busy };
}

function tellTroubles({ terminal }: OpsContext, spreading: Spreading): ExitCode {
  for (const key of spreading['moved-unopened']) {
    terminal.say(
      t`The stored key of ${key} does not open; it moved all the same. Store it again: ops shops key --help`,
    );
  }
  for (const key of spreading.gone) terminal.say(t`${key} was removed or moved concurrently.`);
  for (const key of spreading.busy) {
    terminal.say(t`${key} did not move: its key was replaced repeatedly during the run. Run this again.`);
  }
  return spreading.busy.length > 0 ? exit.failed : exit.ok;
}
