import { type EpochMs, hourMs, object, orNull, type Static, secondMs, whole } from '../../core/kernel/index.ts';
import { type WaitEntry, type WaitFigures, waitFigures, waitsByMall, waitsEveryMs } from '../../core/model/index.ts';
import { byName, figure } from '../shape.ts';

const figures = orNull(object({ count: whole(), p50Seconds: figure, p99Seconds: figure }));

/** How long orders took lately, by mall: from when it showed them until they were stored, and from when stock moved until levels were set. */
export const secondsShape = byName(object({ stored: figures, called: figures }));
export type SecondsFacts = Static<typeof secondsShape>;
export type SecondsFigures = Static<typeof figures>;

/** Figures are of the waits of so long. */
export const secondsMs = hourMs;

/** How long orders took within the last hour, in the order of the malls' names. */
export function secondsFacts(waits: readonly WaitEntry[], now: EpochMs): SecondsFacts {
  const recent = waits.filter(({ from }) => from > now - secondsMs - waitsEveryMs);
  const byMall = [...waitsByMall(recent)].sort(([one], [other]) => (one < other ? -1 : 1));
  const facts = ({ stored, called }: (typeof byMall)[number][1]) => ({
    stored: figuresFacts(waitFigures(stored)),
    called: figuresFacts(waitFigures(called)),
  });
  return Object.fromEntries(byMall.map(([mall, counts]) => [mall, facts(counts)]));
}

const figuresFacts = (of: WaitFigures | null): SecondsFigures =>
  of && { count: of.count, p50Seconds: secondsOf(of.p50Ms), p99Seconds: secondsOf(of.p99Ms) };

const secondsOf = (ms: number): number => Math.round(ms / (secondMs / 10)) / 10;
