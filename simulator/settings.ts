/**
 * How sure the default of a setting is.
 * `documented`: copies of the mall's own text agree. `observed`: seen on the live API, or several clients agree.
 * `assumed`: no public proof; the default is a guess, and a client must work with the other values too.
 */
type Confidence = 'documented' | 'observed' | 'assumed';

/** One setting of a mall: its default, how sure that is, and what the setting means. */
interface Setting<Value> {
  readonly standard: Value;
  readonly confidence: Confidence;
  readonly what: string;
}

const setting =
  (confidence: Confidence) =>
  <Value>(standard: Value, what: string): Setting<Value> => ({ standard, confidence, what });

export const documented = setting('documented');
export const observed = setting('observed');
export const assumed = setting('assumed');

/** How the answers of every mall fall short at times. */
export const READING = {
  missedShare: assumed(
    0.001,
    'the share of the orders and items that an answer leaves out, as if they were not there; answers a second later have them',
  ),
};

/** All settings of a mall, by group and name. Its page in `docs/malls/` prints them. */
export type SettingsTable = Readonly<Record<string, Readonly<Record<string, Setting<unknown>>>>>;

/** The values of a table's settings. */
export type SettingsOf<Table extends SettingsTable> = {
  [Group in keyof Table]: {
    [Name in keyof Table[Group]]: Table[Group][Name] extends Setting<infer Value> ? Value : never;
  };
};

/** Some groups of a mall's settings, and of each group some settings. */
export type SettingsChange<Settings> = { [Group in keyof Settings]?: Partial<Settings[Group]> };

type Values = Record<string, Record<string, unknown>>;

export function standardSettings<Table extends SettingsTable>(table: Table): SettingsOf<Table> {
  const values = (group: SettingsTable[string]) =>
    Object.fromEntries(Object.entries(group).map(([name, { standard }]) => [name, standard]));
  const all: Values = Object.fromEntries(Object.entries(table).map(([name, group]) => [name, values(group)]));
  return all as SettingsOf<Table>;
}

/** A copy of `settings` in which `change` holds; an unknown group or name is an error that lists every one. */
export function changeSettings<Settings extends object>(
  settings: Settings,
  change: SettingsChange<NoInfer<Settings>>,
): Settings {
  const known = settings as unknown as Values;
  const problems: string[] = [];
  const next: Values = { ...known };
  for (const [group, values] of Object.entries(change)) {
    const present = known[group];
    if (!present) {
      problems.push(`${group}: no such group; the groups are ${Object.keys(known).join(', ')}`);
      continue;
    }
    for (const [name, value] of Object.entries(values ?? {})) {
      const wanted = typeof present[name];
      if (wanted === 'undefined') {
        problems.push(`${group}.${name}: no such setting; the group has ${Object.keys(present).join(', ')}`);
      } else if (wanted !== typeof value) {
        problems.push(`${group}.${name}: got ${JSON.stringify(value)}, expected a ${wanted}`);
      }
    }
    next[group] = { ...present, ...(values as object | undefined) };
  }
  if (problems.length > 0) throw new Error(`These settings cannot be used.\n  ${problems.join('\n  ')}`);
  return next as unknown as Settings;
}
