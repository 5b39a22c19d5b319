import fc from 'fast-check';

/**
 * How often each property is tried, and from which seed: the same input every time, so that a change of the code alone turns a test red.
 * `FUZZ_RUNS` tries more, `FUZZ_SEED` other input; `FUZZ_SEED=random` draws a seed.
 */
export const fuzzed: fc.Parameters<unknown> = {
  numRuns: Number(process.env.FUZZ_RUNS ?? 100),
  ...(process.env.FUZZ_SEED === 'random' ? {} : { seed: Number(process.env.FUZZ_SEED ?? 1) }),
};

/** Values that come where others are expected. */
const strange: readonly unknown[] = [
  null,
  '',
  ' ',
  '-1',
  '𠮷\u0000\u001b[2J\u202e',
  'x'.repeat(5_000),
  -1,
  0.5,
  1e308,
  2 ** 53,
  true,
  [],
  {},
  [[[[]]]],
  { __proto__: null, toString: null, constructor: 1 },
  '2026-02-30T25:61:61+0900',
  '9999999999999999999999',
];

/** One change of a structured value: where, and what. */
export interface Edit {
  readonly at: number;
  readonly how: 'remove' | 'replace' | 'repeat' | 'add' | 'cut' | 'nest';
  readonly with: number;
}

/** One to four changes of a value. */
export const edits: fc.Arbitrary<Edit[]> = fc.array(
  fc.record({
    at: fc.nat(),
    how: fc.constantFrom<Edit['how'][]>('remove', 'replace', 'replace', 'repeat', 'add', 'cut', 'nest'),
    with: fc.nat(),
  }),
  { minLength: 1, maxLength: 4 },
);

type Holder = Record<string, unknown> | unknown[];

/** A copy of a value of JSON with the changes made. */
export function edited(value: unknown, changes: readonly Edit[]): unknown {
  const root: { value: unknown } = { value: structuredClone(value) };
  for (const edit of changes) {
    const places = placesIn(root as Holder);
    const [holder, key] = places[edit.at % places.length] ?? [root as Holder, 'value'];
    change(holder, key, edit);
  }
  return root.value;
}

function change(holder: Holder, key: string, { how, with: drawn }: Edit): void {
  const target = holder as Record<string, unknown>;
  const here = target[key];
  const other = structuredClone(strange[drawn % strange.length]);
  switch (how) {
    case 'remove':
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete target[key];
      return;
    case 'repeat':
      if (Array.isArray(holder)) holder.splice(Number(key), 0, structuredClone(here));
      else target[key] = [here, structuredClone(here)];
      return;
    case 'add':
      if (Array.isArray(here)) here.push(other);
      else if (typeof here === 'object' && here !== null) Object.assign(here, { [`x${drawn % 3}`]: other });
      else target[key] = other;
      return;
    case 'cut':
      target[key] = typeof here === 'string' ? here.slice(0, drawn % (here.length + 1)) : other;
      return;
    case 'nest':
      target[key] = { [key]: here };
      return;
    case 'replace':
      target[key] = other;
  }
}

function placesIn(holder: Holder): [Holder, string][] {
  return Object.keys(holder).flatMap((key) => {
    const inner = (holder as Record<string, unknown>)[key];
    const here: [Holder, string] = [holder, key];
    return typeof inner === 'object' && inner !== null ? [here, ...placesIn(inner as Holder)] : [here];
  });
}

/** Pieces that break texts of every format. */
const pieces = [
  '"',
  "'",
  '<',
  '>',
  '&',
  '&#0;',
  '&#xd800;',
  '<!DOCTYPE a>',
  '<![CDATA[',
  ']]>',
  '\r\n',
  '\n\n',
  ',',
  '\t',
  ';',
  '\u0000',
  '\ufeff',
  '\ufffd',
  '𠮷',
  '％',
  '-',
  '=1+1',
  '{',
  '}',
  '[',
  'null',
  '1e999',
  '</Result>',
  '<Result/>',
];

/** A text with one to four changes: a piece put in, a stretch taken out, moved or doubled. */
export function editedText(text: string, changes: readonly Edit[]): string {
  let now = text;
  for (const { at, how, with: drawn } of changes) {
    const from = at % (now.length + 1);
    const stretch = now.slice(from, from + (drawn % 40));
    const rest = now.slice(from + stretch.length);
    const piece = pieces[drawn % pieces.length] ?? '';
    switch (how) {
      case 'remove':
        now = now.slice(0, from) + rest;
        break;
      case 'repeat':
        now = now.slice(0, from) + stretch + stretch + rest;
        break;
      case 'cut':
        now = now.slice(0, from);
        break;
      case 'nest':
        now = now.slice(0, from) + rest + stretch;
        break;
      case 'add':
      case 'replace':
        now = now.slice(0, from) + piece + (how === 'add' ? stretch : '') + rest;
    }
  }
  return now;
}
