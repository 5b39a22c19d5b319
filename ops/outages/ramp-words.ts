import { defaultHealthSettings, type RampStep } from '../../core/model/index.ts';

const { ramp } = defaultHealthSettings;

/** How far a mall that comes back is asked again, `2 of 4: a tenth of the shops`. */
export function rampText(step: number): string {
  const reached = ramp[step];
  return `${step + 1} of ${ramp.length}: ${reached === undefined ? 'every shop' : shopsText(reached)}`;
}

/** The same for programs. */
export function rampJson(step: number | undefined): object | null {
  const reached = step === undefined ? undefined : ramp[step];
  if (step === undefined || reached === undefined) return null;
  return { step: step + 1, of: ramp.length, share: reached.share, shopsMax: reached.shopsMax ?? null };
}

function shopsText({ share, shopsMax }: RampStep): string {
  if (shopsMax !== undefined) return `the first ${shopsMax} shops`;
  switch (share) {
    case 0.1:
      return 'a tenth of the shops';
    case 0.5:
      return 'half of the shops';
    case 1:
      return 'every shop';
    default:
      return `${Math.round(share * 100)} % of the shops`;
  }
}
