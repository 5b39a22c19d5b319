import type { MallName } from '../core/model/index.ts';
import type { Parameters } from './parameters.ts';

/** The variables that configure each mall; a mall that is not in the parameter `malls` has none. */
const variablesOf: Readonly<Record<MallName, (parameters: Parameters) => Record<string, string>>> = {
  rms: ({ rmsBaseUrl, importRatePerSecond }) => ({
    RMS_BASE_URL: rmsBaseUrl,
    RMS_RATE_PER_SECOND: String(importRatePerSecond),
  }),
  yahoo: ({ yahooBaseUrl, yahooAuthUrl }) => ({ YAHOO_BASE_URL: yahooBaseUrl, YAHOO_AUTH_URL: yahooAuthUrl }),
};

/** The variables of all malls of a deployment. */
export function mallVariables(parameters: Parameters): Record<string, string> {
  return Object.assign({}, ...parameters.malls.map((mall) => variablesOf[mall](parameters))) as Record<string, string>;
}
