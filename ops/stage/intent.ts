import type { KeptKey, KeptTable, StandingStage, UnknownStack } from '../../wiring/teardown.ts';

const unknownStack: UnknownStack = 'unknown';

export interface Intent {
  readonly stage: string;
  /** The rows of the tables and the shops' keys, too. */
  readonly deleteData: boolean;
}

export interface TeardownPlan {
  readonly deletedTables: readonly KeptTable[];
  readonly keptTables: readonly KeptTable[];
  readonly deletedKeys: readonly KeptKey[];
  readonly keptKeys: readonly KeptKey[];
  /** Tables the stage works with that are of no data stack of its own: they are never touched. */
  readonly foreignTables: readonly string[];
}

/** Data stay unless they are to be deleted; and then, too, while another stage works with them, or this one with another table. */
export function teardownPlanOf(standing: StandingStage, { deleteData }: Intent): TeardownPlan {
  const { tables, keys } = standing.kept;
  const madeBy = currentDataStack(standing);
  const used = standing.variables === null ? null : tablesIn(standing.variables);
  const goes = (kept: { readonly madeBy: string }, name: string): boolean =>
    deleteData && kept.madeBy === madeBy && standing.usedBy[name] === undefined;
  const tableGoes = (table: KeptTable): boolean => goes(table, table.name) && (used?.includes(table.name) ?? true);
  const keyGoes = (key: KeptKey): boolean => goes(key, key.arn) && key.deletedAt === null;
  const own = new Set(tables.map(({ name }) => name));
  return {
    deletedTables: inOrder(tables.filter(tableGoes)),
    keptTables: tables.filter((table) => !tableGoes(table)),
    deletedKeys: keys.filter(keyGoes),
    keptKeys: keys.filter((key) => !keyGoes(key)),
    foreignTables: (used ?? []).filter((name) => !own.has(name)),
  };
}

/** Shops last: without them a teardown that goes on after an interruption could not write down the orders still there. */
function inOrder(tables: readonly KeptTable[]): KeptTable[] {
  const isShops = ({ title }: KeptTable): number => (title === 'Shops' ? 1 : 0);
  return [...tables].sort((one, other) => isShops(one) - isShops(other));
}

/** The data stack there is, else the latest that was deleted. What an earlier one left is never meant. */
export function currentDataStack({ dataStack, deleted, kept }: StandingStage): string | null {
  if (dataStack !== null) return dataStack.id;
  if (!kept.isForgotten) return deleted[0] ?? null;
  // Tables that are known by name alone cannot be grouped as soon as there are two of a kind.
  const titles = kept.tables.map(({ title }) => title);
  return new Set(titles).size === titles.length ? unknownStack : null;
}

function tablesIn(variables: Readonly<Record<string, string>>): string[] {
  return Object.entries(variables).flatMap(([name, value]) => (name.endsWith('_TABLE') ? [value] : []));
}
