import type { World } from '../world.ts';

/** The names of a `Field` element that are `known`. It must be there; what becomes of a name that is none is a setting. */
export function readFields(
  world: World,
  text: string | null,
  known: ReadonlySet<string>,
  problems: string[],
): ReadonlySet<string> {
  const names = (text ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  if (names.length === 0) problems.push('Field is required.');
  if (world.settings.list.unknownField === 'error') {
    for (const name of names) if (!known.has(name)) problems.push(`${name} is no field.`);
  }
  return new Set(names.filter((name) => known.has(name)));
}
