import { type Shape, text } from '../core/kernel/index.ts';

/** A moment as `--json` has it, `2026-11-24T15:45:07.123+09:00`. */
export const moment = text({
  pattern: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}\+09:00$/,
  wanted: 'a moment as 2026-11-24T15:45:07.123+09:00',
});

/** A moment as a program gives it: with its offset. */
export const instant = text(
  {
    pattern: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?(?:Z|[+-]\d{2}:\d{2})$/,
    wanted: 'a moment with its offset such as 2026-11-24T14:00:00+09:00',
  },
  (at) => (Number.isNaN(Date.parse(at)) ? 'there is no such moment.' : null),
);

export const truth: Shape<boolean> = {
  read(value, path, problems) {
    if (typeof value !== 'boolean') problems.push(`${path}: expected true or false.`);
    return value === true;
  },
  keep: (value) => value === true,
  schema: () => ({ type: 'boolean' }),
};

/** Whatever a mall has at a place: its own values are not ours to shape. */
export const anything: Shape<unknown> = { read: (value) => value, keep: () => undefined, schema: () => ({}) };

/** A text or a number, as the cell of a sheet. */
export const wordOrNumber: Shape<string | number> = {
  read(value, path, problems) {
    if (typeof value === 'string' || typeof value === 'number') return value;
    problems.push(`${path}: expected a text or a number.`);
    return '';
  },
  keep: (value) => value,
  schema: () => ({ type: ['string', 'number'] }),
};

export const figure: Shape<number> = {
  read(value, path, problems) {
    if (typeof value !== 'number') problems.push(`${path}: expected a number.`);
    return Number(value);
  },
  keep: (value) => value,
  schema: () => ({ type: 'number' }),
};

export const byName = <T>(of: Shape<T>): Shape<Readonly<Record<string, T>>> => ({
  read: (value, path, problems) =>
    Object.fromEntries(
      Object.entries(value ?? {}).map(([name, one]) => [name, of.read(one, `${path}.${name}`, problems)]),
    ),
  keep: (value) => value,
  schema: () => ({ type: 'object', additionalProperties: of.schema() }),
});
