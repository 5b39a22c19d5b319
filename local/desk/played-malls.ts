import type { MallName } from '../../core/model/index.ts';
import { mallNames } from '../../malls/registry.ts';
import type { MallSimulator } from '../../simulator/index.ts';
import * as simulators from '../../simulator/malls.ts';

const byName: Readonly<Record<MallName, MallSimulator>> = simulators;

/** The malls that are simulated here: all that have both an adapter and a simulator. The first has the shops of all merchants. */
export const playedMalls: readonly { readonly name: MallName; readonly simulator: MallSimulator }[] = mallNames
  .flatMap((name) => (Object.hasOwn(byName, name) ? [{ name, simulator: simulatorOf(name) }] : []))
  .sort((one, other) => one.simulator.played.oneShopOf - other.simulator.played.oneShopOf);

export function simulatorOf(name: MallName): MallSimulator {
  const found = byName[name];
  if (found === undefined) throw new Error(`There is no simulator of ${name}.`);
  return found;
}

/** What people call a mall where space is short. */
export function mallWord(mall: MallName): string {
  return byName[mall]?.played.shortTitle ?? mall;
}
