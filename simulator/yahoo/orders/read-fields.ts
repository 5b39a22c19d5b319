import { FIELD_NAMES } from '../model/field-names.ts';
import type { World } from '../world.ts';

/** The names of a `Field` element. It must be there; what becomes of a name that is none is a setting. */
export function readFields(world: World, text: string | null, problems: string[]): Set<string> {
  const names = (text ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  if (names.length === 0) problems.push('Field is required.');
  if (world.settings.list.unknownField === 'error') {
    for (const name of names) if (!FIELD_NAMES.has(name)) problems.push(`${name} is no field.`);
  }
  return new Set(names);
}
