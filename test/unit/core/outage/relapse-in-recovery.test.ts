import { describe, expect, it } from 'vitest';
import { jstText, minuteMs } from '../../../../core/kernel/index.ts';
import type { Health, Tally } from '../../../../core/model/health.ts';
import { defaultHealthSettings as settings } from '../../../../core/model/health-settings.ts';
import { type Incident, outMs, outsOf } from '../../../../core/model/incident.ts';
import { keepIncident, nothingDone } from '../../../../core/outage/keep-incidents.ts';
import { answered, failed, start, through } from './rounds.ts';

const half: Tally = { answered: 2, failed: 2, throttled: 0 };
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
const minuteOf = (index: number): number => start + index * minuteMs + 50_000;

/** The incident as each round leaves it; a run that dies leaves it as it was. */
function kept(states: readonly Health[], dies: (round: number) => boolean = () => false): Incident {
  let incident: Incident | null = null;
  for (const [round, health] of states.entries()) {
    if (!dies(round)) incident = keepIncident(incident, 'rms', [health], nothingDone, minuteOf(round), settings);
  }
  return incident as Incident;
}

const partsOf = ({ affected }: Incident): string[] =>
  affected
    .flatMap(outsOf)
    .map(({ from, to }) => `${jstText(from).slice(11)} ${to === null ? 'lasts' : jstText(to).slice(11)}`);

describe('a relapse while a mall comes back', () => {
  const relapsed = through([failed, failed, answered, answered, answered, failed, failed, ...times(20, answered)]);

  it('divides the time for which the mall was out: it stood in the timeline alone, and what was told counted the answers as silence', () => {
    const incident = kept(relapsed);
    expect(incident.affected).toHaveLength(1);
    expect(partsOf(incident)).toEqual(['15:45:05 15:48:50', '15:50:05 15:53:50']);
    expect(outMs(incident, minuteOf(30))).toBe(6 * minuteMs);
  });

  it('does so also where the mall answers again a minute later', () => {
    const incident = kept(through([failed, failed, answered, answered, answered, failed, ...times(20, answered)]));
    expect(partsOf(incident)).toEqual(['15:45:05 15:48:50', '15:50:05 15:51:50']);
  });

  it('is known once it is there, and the outage that goes on begins with it', () => {
    expect(partsOf(kept(relapsed.slice(0, 6)))).toEqual(['15:45:05 15:48:50', '15:50:05 lasts']);
  });

  it('is not lost with a run that dies after it has written the state of the mall', () => {
    expect(kept(relapsed, (round) => round === 5)).toMatchObject({ affected: kept(relapsed).affected });
    const last = relapsed.length - 1;
    expect(kept(relapsed, (round) => round > 4 && round < last).affected).toEqual(kept(relapsed).affected);
  });

  it('counts what was answered by halves as the outage, and one announced relapse after the other', () => {
    expect(partsOf(kept(through([failed, failed, half, half, failed, failed, ...times(20, answered)])))).toHaveLength(
      1,
    );
    const twice = [
      failed,
      failed,
      ...times(3, answered),
      failed,
      ...times(3, answered),
      failed,
      ...times(20, answered),
    ];
    expect(partsOf(kept(through(twice)))).toEqual(['15:45:05 15:48:50', '15:50:05 15:51:50', '15:54:05 15:55:50']);
  });

  it('keeps the sixty longest stretches of hours in which a mall comes and goes', () => {
    const flapping = Array.from({ length: 100 }, () => [answered, answered, answered, failed]).flat();
    const [span] = kept(through([failed, failed, ...flapping])).affected;
    expect(span?.wellBetween).toHaveLength(60);
    expect(span?.wellBetween?.toSorted((one, other) => one.from - other.from)).toEqual(span?.wellBetween);
  });
});
