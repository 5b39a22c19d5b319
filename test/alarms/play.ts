import { minuteMs } from '../../core/kernel/time.ts';
import type { Proof, Scenario } from './proof.ts';
import { openStage, type Stage } from './stage.ts';

/** What befalls a stage until an alarm goes off, and what ends it. */
export interface Story {
  readonly alarm: string;
  readonly stage?: Parameters<typeof openStage>[0];
  /** Minutes before anything is wrong; 20 by default. */
  readonly calm?: number;
  breaks(stage: Stage): void | Promise<void>;
  /** Done before each minute while it is broken. */
  inBetween?(stage: Stage, minute: number): void | Promise<void>;
  /** Minutes within which it goes off; an hour by default. */
  firesWithin?: number;
  mends(stage: Stage): void | Promise<void>;
  /** Minutes within which it is over; an hour by default. */
  clearsWithin?: number;
}

/** Minutes in which nothing may come back. */
const staysOverFor = 15;

/** A scenario of a stage at work: calm, then broken until the alarm is raised, then mended until it is cleared. */
export function story({ alarm: own, calm = 20, firesWithin = 60, clearsWithin = 60, ...told }: Story): Scenario {
  return async (as) => {
    const alarm = as?.alarm ?? own;
    const parameters = { ...told.stage?.parameters, ...as?.parameters };
    const stage = await openStage({ ...told.stage, parameters });
    await stage.run(calm);
    if (stage.board.isTold(alarm)) throw new Error(`${alarm} stands before anything is wrong.`);
    const brokenAt = stage.time.now();
    await told.breaks(stage);
    const firedAt = await passUntil(stage, true, alarm, firesWithin, told.inBetween);
    const mendedAt = stage.time.now();
    await told.mends(stage);
    const clearedAt = await passUntil(stage, false, alarm, clearsWithin);
    await stage.run(staysOverFor);
    if (stage.board.isTold(alarm))
      throw new Error(`${alarm} was over and came back, though nothing is wrong any more.`);
    return { alarm, brokenAt, firedAt, mendedAt, clearedAt } satisfies Proof;
  };
}

async function passUntil(
  stage: Stage,
  stands: boolean,
  alarm: string,
  limit: number,
  inBetween: Story['inBetween'] = () => undefined,
): Promise<number> {
  for (let minute = 0; minute < limit; minute++) {
    await inBetween(stage, minute);
    await stage.run(1);
    if (stage.board.isTold(alarm) === stands) return stage.time.now();
  }
  const others = stage.board.watch
    .standing()
    .map(({ name }) => name)
    .join(', ');
  throw new Error(
    `${alarm} was not ${stands ? 'told' : 'over'} within ${limit} minutes. These stand: ${others || 'none'}.`,
  );
}

/** Minutes in milliseconds, for stories. */
export const minutes = (count: number): number => count * minuteMs;
