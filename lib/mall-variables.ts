import { mallAddresses } from '../malls/mall-desks.ts';
import type { Parameters } from './parameters.ts';

/**
 * The variables that configure the malls: which there are, where they are, and the calls a second to each whose package names no rate.
 * The rate is set whichever malls there are: its name is from when RMS was the only one.
 */
export function mallVariables({ malls, sites, importRatePerSecond }: Parameters): Record<string, string> {
  const addresses = mallAddresses.filter(({ mall }) => malls.includes(mall));
  return {
    MALLS: malls.join(','),
    ...Object.fromEntries(addresses.map(({ variable, parameter }) => [variable, sites[parameter] as string])),
    RMS_RATE_PER_SECOND: String(importRatePerSecond),
  };
}
