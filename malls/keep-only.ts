/** The fields of a model that stay: `true` a value, or a list of values; another `Kept` a model, or a list of models. */
export interface Kept {
  readonly [field: string]: true | Kept;
}

/** The fields of one model that hold plain values, by name. */
export const values = (names: string): Kept =>
  Object.fromEntries(names.split(/\s+/).flatMap((name) => (name === '' ? [] : [[name, true] as const])));

/**
 * A copy with only the named fields. Fields that are unknown, or that a mall adds later, are left out. A model where a value is
 * named is left out, too.
 */
export function keepOnly(model: unknown, kept: Kept): unknown {
  if (Array.isArray(model)) return model.map((one) => keepOnly(one, kept)).filter((one) => one !== undefined);
  if (typeof model !== 'object' || model === null) return model === null ? null : undefined;
  const fields = Object.entries(model).flatMap(([field, value]) => {
    const rule = Object.hasOwn(kept, field) ? kept[field] : undefined;
    const left = rule === undefined ? undefined : rule === true ? plainOf(value) : keepOnly(value, rule);
    return left === undefined ? [] : [[field, left] as const];
  });
  return Object.fromEntries(fields);
}

const isPlain = (value: unknown): boolean => typeof value !== 'object' || value === null;

function plainOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter(isPlain);
  return isPlain(value) ? value : undefined;
}
