import { mallNames, type Pause, type PauseCause, type Shop } from '../../core/model/index.ts';
import { concerned, isOutdated } from '../outages/pause-words.ts';
import { counted } from '../terminal/count.ts';

/** All pauses of one cause together. */
export interface CauseStanding {
  readonly cause: PauseCause;
  readonly pauses: number;
  /** Malls that are held as a whole, with what of them: `rms import, status`. */
  readonly malls: readonly string[];
  /** Shops that any of them is about. */
  readonly shops: number;
  /** Whether the mall answers again, and shops are let through step by step. */
  readonly ramp: boolean;
}

/** What holds shops, by cause. A pause for a key that has been replaced since holds nothing, and is left out. */
export function causesOf(pauses: readonly Pause[], shops: readonly Shop[]): CauseStanding[] {
  const standing = pauses.filter((pause) => !isOutdated(pause, shops));
  return [...Map.groupBy(standing, ({ cause }) => cause)].map(([cause, ofCause]) => ({
    cause,
    pauses: ofCause.length,
    malls: mallNames.flatMap((mall) => {
      const ofMall = ofCause.filter(({ scope }) => scope === mall);
      if (ofMall.length === 0) return [];
      const held = ofMall.map(({ capability }) => capability ?? 'everything');
      return [`${mall} ${[...new Set(held)].join(', ')}`];
    }),
    shops: new Set(ofCause.flatMap((pause) => concerned(pause, shops).map(({ key }) => key))).size,
    ramp: ofCause.every(({ rampStep }) => rampStep !== undefined),
  }));
}

/** The same as lines. */
export function causeLines(causes: readonly CauseStanding[]): string[] {
  if (causes.length === 0) return ['none'];
  return causes.map(({ cause, malls, shops, ramp }, index) => {
    const whole = malls.length === 0 ? '' : `${malls.join(' and ')}; `;
    const how = ramp ? 'let through step by step' : 'held';
    return `${cause}: ${whole}${counted(shops, 'shop')} ${how}${index === causes.length - 1 ? ': ops pauses' : ''}`;
  });
}
