import * as adapters from '../malls/adapters.ts';
import type { SiteSchema } from '../malls/mall.ts';
import type { Sites } from '../malls/registry.ts';
import { readEach, type SettingsOf, type VariableName } from './settings.ts';
import { type Environment, readVariables, type Variables } from './variables.ts';

/**
 * Reads where the malls are. A mall of which no variable is set is none of this process's; one with some of its variables is an
 * error, and so is a process without a mall.
 */
export function readSites(variables: Variables): Sites {
  const schemas: readonly (readonly [mall: string, SiteSchema])[] = Object.entries(adapters).map(([mall, { site }]) => [
    mall,
    site,
  ]);
  const isNamed = (site: SiteSchema): boolean =>
    Object.values(site).some(({ variable }) => variables.optional(variable) !== null);
  const named = schemas.filter(([, site]) => isNamed(site));
  if (named.length === 0) {
    const wanted = schemas.map(([, site]) =>
      Object.values(site)
        .map(({ variable }) => variable)
        .join(' and '),
    );
    variables.problem(
      `No mall is set: expected ${wanted.join(', or ')}. The stack sets them; by hand, copy them from a deployed function.`,
    );
  }
  return Object.fromEntries(
    named.map(([mall, site]) => [
      mall,
      Object.fromEntries(Object.entries(site).map(([name, { variable }]) => [name, variables.text(variable)])),
    ]),
  );
}

/** Reads these variables, and where the malls are. Throws an `InputError` that names everything that is missing or wrong. */
export function readMallSettings<const Names extends readonly VariableName[]>(
  names: Names,
  environment: Environment,
): SettingsOf<Names> & { readonly sites: Sites } {
  const variables = readVariables(environment);
  const settings = { ...readEach(variables, names), sites: readSites(variables) };
  variables.check();
  return settings;
}
