/** Some groups of a mall's settings, and of each group some settings. */
export type SettingsChange<Settings> = { [Group in keyof Settings]?: Partial<Settings[Group]> };

/** A copy of `settings` in which `change` holds; an unknown group or name is an error that lists every one. */
export function changeSettings<Settings extends object>(
  settings: Settings,
  change: SettingsChange<NoInfer<Settings>>,
): Settings {
  const known = settings as unknown as Record<string, Record<string, unknown>>;
  const problems: string[] = [];
  const next: Record<string, Record<string, unknown>> = { ...known };
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
