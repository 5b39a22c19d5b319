import { mallAddresses } from '../malls/mall-desks.ts';
import type { Parameters } from './parameters.ts';

/**
 * The variables that configure the malls; a mall that is not in the parameter `malls` has none. The rate is that of every mall whose
 * package names none; its variable has the name of the first such mall.
 */
export function mallVariables({ malls, sites, importRatePerSecond }: Parameters): Record<string, string> {
  const addresses = mallAddresses.filter(({ mall }) => malls.includes(mall));
  return {
    ...Object.fromEntries(addresses.map(({ variable, parameter }) => [variable, sites[parameter] as string])),
    RMS_RATE_PER_SECOND: String(importRatePerSecond),
  };
}
