/** What a value must be: in words, and as a test. */
export interface Shape {
  readonly wanted: string;
  fits(value: unknown): boolean;
}

export type Fields = Readonly<Record<string, Shape>>;

export const text: Shape = { wanted: 'text', fits: (value) => typeof value === 'string' };
export const flag: Shape = { wanted: 'true or false', fits: (value) => typeof value === 'boolean' };
export const number: Shape = { wanted: 'a number', fits: (value) => typeof value === 'number' };
export const moment: Shape = {
  wanted: 'a moment in ms since 1970',
  fits: (value) => typeof value === 'number' && value >= 0,
};
export const count: Shape = {
  wanted: 'a whole number of 0 or more',
  fits: (value) => Number.isInteger(value) && (value as number) >= 0,
};
export const object: Shape = {
  wanted: 'an object',
  fits: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};
export const anything: Shape = { wanted: 'a value', fits: (value) => value !== undefined };
export const numberOrNull: Shape = {
  wanted: 'a number or null',
  fits: (value) => value === null || number.fits(value),
};
export const numberOrText: Shape = {
  wanted: 'a number or text',
  fits: (value) => number.fits(value) || text.fits(value),
};
export const momentOrNull: Shape = {
  wanted: 'a moment in ms since 1970, or null',
  fits: (value) => value === null || moment.fits(value),
};
export const textOrNull: Shape = { wanted: 'text or null', fits: (value) => value === null || text.fits(value) };

export function oneOf(...words: readonly string[]): Shape {
  return {
    wanted: words.map((word) => `"${word}"`).join(' or '),
    fits: (value) => typeof value === 'string' && words.includes(value),
  };
}

export function optional({ wanted, fits }: Shape): Shape {
  return { wanted: `${wanted}, or nothing`, fits: (value) => value === undefined || fits(value) };
}

export function listOf(entry: Shape): Shape {
  return {
    wanted: `a list, each entry ${entry.wanted}`,
    fits: (value) => Array.isArray(value) && value.every(entry.fits),
  };
}

export function objectOf(fields: Fields): Shape {
  return {
    wanted: `an object with ${Object.entries(fields)
      .map(([name, { wanted }]) => `${name} (${wanted})`)
      .join(', ')}`,
    fits: (value) => object.fits(value) && misfits(value as object, fields).length === 0,
  };
}

/** Everything that is wrong with an object's fields. Values of text are not repeated: they may be personal. */
export function misfits(value: object, fields: Fields): string[] {
  return Object.entries(fields).flatMap(([name, shape]) => {
    const got = (value as Readonly<Record<string, unknown>>)[name];
    return shape.fits(got) ? [] : [`${name}: got ${inWords(got)}, expected ${shape.wanted}`];
  });
}

function inWords(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return `a text of ${value.length} characters`;
  return Array.isArray(value) ? 'a list' : 'an object';
}
