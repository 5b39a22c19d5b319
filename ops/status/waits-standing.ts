import { type EpochMs, hourMs, secondMs } from '../../core/kernel/index.ts';
import {
  type MallName,
  type WaitFigures,
  type WaitKind,
  waitFigures,
  waitKinds,
  waitsByMall,
} from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { t } from '../../language/language.ts';
import { mallDesks } from '../../malls/mall-desks.ts';

/** How long orders of a mall took lately; null where none did. */
export type WaitStanding = { readonly mall: MallName } & Readonly<Record<WaitKind, WaitFigures | null>>;

/** What people are shown is of so long. */
const shownMs = hourMs;

/** How long orders took within the last hour, by mall, in the order of the malls' names. One small read, however many shops there are. */
export async function waitsStanding({ waits }: Pick<Ports, 'waits'>, now: EpochMs): Promise<readonly WaitStanding[]> {
  const byMall = waitsByMall(await waits.since(now - shownMs));
  return [...byMall]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([mall, { stored, called }]) => ({ mall, stored: waitFigures(stored), called: waitFigures(called) }));
}

const secondsOf = (ms: number): number => Math.round(ms / (secondMs / 10)) / 10;

/** For programs, in seconds. */
export function waitsJson(standings: readonly WaitStanding[]): object {
  const ofKind = (figures: WaitFigures | null): object | null =>
    figures && { count: figures.count, p50Seconds: secondsOf(figures.p50Ms), p99Seconds: secondsOf(figures.p99Ms) };
  return Object.fromEntries(
    standings.map(({ mall, ...kinds }) => [
      mall,
      Object.fromEntries(waitKinds.map((kind) => [kind, ofKind(kinds[kind])])),
    ]),
  );
}

/** Tenths of a second up to ten seconds, then whole ones. */
export function secondsText(ms: number): string {
  const seconds = ms < 10 * secondMs ? secondsOf(ms) : Math.round(ms / secondMs);
  return t`${seconds} s`;
}

/** A line for each mall; what nothing was measured of is left out. */
export function waitLines(standings: readonly WaitStanding[]): string[] {
  return standings.map(({ mall, stored, called }) => {
    const { shortName } = mallDesks.of(mall);
    const parts = [
      ...(stored === null
        ? []
        : [
            t`stored ${secondsText(stored.p50Ms)} after the mall showed them (p50; p99 ${secondsText(stored.p99Ms)}; ${stored.count})`,
          ]),
      ...(called === null
        ? []
        : [
            t`levels set ${secondsText(called.p50Ms)} after stock moved (p50; p99 ${secondsText(called.p99Ms)}; ${called.count})`,
          ]),
    ];
    return `${shortName}: ${parts.join(t`, `)}`;
  });
}
