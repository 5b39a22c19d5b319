import type { Pause, PauseCause, Shop } from '../../core/model/index.ts';
import { t } from '../../language/language.ts';
import { counted, enumerated } from '../../language/phrases.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { capabilityWord, causeWord, concerned, isOutdated, letsAllThrough } from '../../views/pause/index.ts';

/** Pauses of one cause together. */
interface CauseStanding {
  readonly cause: PauseCause;
  readonly pauses: number;
  /** Malls that are held as a whole, with what of them: `rms import, status`. */
  readonly malls: readonly string[];
  /** Shops that any of them is about. */
  readonly shops: number;
  /** Whether the mall answers again, and shops are let through step by step. */
  readonly ramp: boolean;
  /** Whether the last of these steps lets all of them through. */
  readonly all: boolean;
}

/** The pauses that hold anything: one for a key that has been replaced since does not. */
export function standingPauses(pauses: readonly Pause[], shops: readonly Shop[]): Pause[] {
  return pauses.filter((pause) => !isOutdated(pause, shops));
}

const byCause = (pauses: readonly Pause[]) => [...Map.groupBy(pauses, ({ cause }) => cause)];

/** What holds shops, by cause, for programs. */
export function causesOf(pauses: readonly Pause[], shops: readonly Shop[]): CauseStanding[] {
  return byCause(pauses).map(([cause, ofCause]) => causeOf(cause, ofCause, shops));
}

function causeOf(cause: PauseCause, ofCause: readonly Pause[], shops: readonly Shop[]): CauseStanding {
  return {
    cause,
    pauses: ofCause.length,
    malls: mallDesks.names.flatMap((mall) => {
      const ofMall = ofCause.filter(({ scope }) => scope === mall);
      if (ofMall.length === 0) return [];
      const held = ofMall.map(({ capability }) =>
        capability === undefined ? t`everything` : capabilityWord(capability),
      );
      return [`${mall} ${enumerated([...new Set(held)])}`];
    }),
    shops: new Set(ofCause.flatMap((pause) => concerned(pause, shops).map(({ key }) => key))).size,
    ramp: ofCause.every(isOfRamp),
    all: ofCause.every(letsAllThrough),
  };
}

const isOfRamp = ({ rampStep }: Pause): boolean => rampStep !== undefined;

/** The same as lines, one for each cause. After a relapse a mall may let import through and hold the rest: each is said by itself. */
export function causeLines(pauses: readonly Pause[], shops: readonly Shop[]): string[] {
  const causes = byCause(pauses);
  if (causes.length === 0) return [t`none`];
  return causes.map(([cause, ofCause], index) => {
    const ways = Map.groupBy(ofCause, (pause) => `${isOfRamp(pause)} ${letsAllThrough(pause)}`);
    const parts = [...ways.values()].map((alike) =>
      partText(causeOf(cause, alike, shops), ways.size > 1 ? ': ' : t`; `),
    );
    return `${causeWord(cause)}: ${parts.join(t`; `)}${index === causes.length - 1 ? ': ops pauses' : ''}`;
  });
}

function partText({ malls, shops: count, ramp, all }: CauseStanding, mark: string): string {
  const shops = counted(count, 'shop');
  const whole = malls.length === 0 ? '' : `${malls.join(t` and `)}${mark}`;
  return `${whole}${all ? t`${shops} go on` : ramp ? t`${shops} let through step by step` : t`${shops} held`}`;
}
