import { expect, it } from 'vitest';
import { type MeasuredEvent, measuredLines } from '../../core/kernel/metrics.ts';
import { minuteMs } from '../../core/kernel/time.ts';
import type { AlarmNews } from '../../local/alarms/watch.ts';
import type { Day } from '../../proving/drill/day.ts';
import { calmAfter, shards } from '../../proving/drill/play.ts';
import { runDrill } from '../../proving/drill/run-drill.ts';
import { scripts } from '../../proving/drill/scripts.ts';
import { type Board, openBoard, stageName, templateOf } from './board.ts';

/** The alarms of a day, until nothing but its second audit is left. */
async function boardOf(id: string): Promise<Board> {
  const script = scripts.find((one) => one.id === id);
  if (script === undefined) throw new Error(`There is no script ${id}.`);
  const resources = templateOf(undefined, { shards: String(shards) });
  let day: Day | undefined;
  const board = openBoard(resources, () => day?.time.now() ?? 0);
  const logs = new Map(Object.entries(measuredLines).map(([event, { from }]) => [event, board.logOf(from)]));
  const isOver = (): boolean => (day?.time.now() ?? 0) >= script.to + calmAfter - 10 * minuteMs;
  await runDrill({
    script,
    shops: 10,
    skus: 10,
    seed: 1,
    onDay: (begun) => {
      day = begun;
      const judge = (): void => {
        board.watch.judge(begun.time.now());
        if (!isOver()) begun.time.at(begun.time.now() + minuteMs, judge);
      };
      // Before the first runs have ended there is nothing to judge by.
      begun.time.at(begun.start + 30 * minuteMs, judge);
    },
    onLine: (event, fields) => logs.get(event as MeasuredEvent)?.info(event, fields),
    onRun: ({ name, startedAt, endedAt }) => {
      const functionName = `tsunagi-${stageName}-${name}`;
      const outcome = { kind: 'returned', payload: 'null' } as const;
      board.accounting.ran({ functionName, startedAtMs: startedAt, endedAtMs: endedAt, outcome });
      board.accounting.attempted(`tsunagi-${stageName}`);
    },
  });
  return board;
}

const named = ({ name, state }: AlarmNews): string => `${state} ${name.slice(`tsunagi-${stageName}-`.length)}`;

it('the day of 2020-02-10 pages once, though the mall came back by halves for hours, and is over once', async () => {
  const { told, accounting } = await boardOf('2020-02-10');
  const pages = told.map(named).filter((text) => text.includes(' page-'));
  expect(pages).toEqual(['ALARM page-rms-mall-down', 'OK page-rms-mall-down']);
  // What follows from it went wrong, too, and no alarm was told of it: pushes waited for more than two hours.
  const key = { namespace: `Tsunagi/${stageName}`, name: 'PushWaitSeconds', dimensions: { mall: 'rms' } };
  expect(accounting.figures.statistic(key, 'Maximum', 0, Number.MAX_SAFE_INTEGER)).toBeGreaterThan(2 * 3600);
  // One shop's key ends on that day: this was announced on the mornings three days and one day before, and has not lasted a day yet.
  expect(told.map(named).filter((text) => text.includes('-rms-') && !text.includes(' page-'))).toEqual([]);
});
