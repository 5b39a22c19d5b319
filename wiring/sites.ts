import type { Site, SiteSchema } from '../malls/mall.ts';
import { adapterOf, mallNames, type Sites } from '../malls/registry.ts';
import { readEach, type SettingsOf, type VariableName } from './settings.ts';
import { type Environment, readVariables, type Variables } from './variables.ts';

/**
 * Reads where the malls are. A mall that is not named is none of this process's; one that is, without one of its addresses, is an
 * error, and so is a process without a mall.
 *
 * @param named the names of the malls; null for those of which an address is set
 */
function readSites(variables: Variables, named: readonly string[] | null): Sites {
  const malls = named ?? mallNames.filter((mall) => hasAddress(variables, adapterOf(mall).site));
  if (malls.length === 0) {
    variables.problem(
      `No mall is set: expected MALLS with names of ${mallNames.join(', ')}. The stack sets it; by hand, copy it from a deployed function.`,
    );
  }
  const isThere = (mall: string): boolean => mallNames.includes(mall);
  for (const mall of malls.filter((name) => !isThere(name))) {
    variables.problem(`MALLS names ${JSON.stringify(mall)}; there are ${mallNames.join(', ')}.`);
  }
  return Object.fromEntries(malls.filter(isThere).map((mall) => [mall, siteOf(variables, adapterOf(mall).site)]));
}

function hasAddress(variables: Variables, schema: SiteSchema): boolean {
  return Object.values(schema).some(({ variable }) => variables.optional(variable) !== null);
}

function siteOf(variables: Variables, schema: SiteSchema): Site {
  return Object.fromEntries(Object.entries(schema).map(([name, { variable }]) => [name, variables.text(variable)]));
}

/** What was read of some variables, and where the malls are. */
export type MallSettingsOf<Names extends readonly VariableName[]> = SettingsOf<Names> & { readonly sites: Sites };

/** Reads these variables, and where the malls are. Throws an `InputError` that names everything that is missing or wrong. */
export function readMallSettings<const Names extends readonly VariableName[]>(
  names: Names,
  environment: Environment,
): MallSettingsOf<Names> {
  const variables = readVariables(environment);
  const { MALLS } = readEach(variables, ['MALLS']);
  const settings = { ...readEach(variables, names), sites: readSites(variables, MALLS) };
  variables.check();
  return settings;
}
