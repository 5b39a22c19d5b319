import { type EpochMs, jstOffsetMs } from '../core/kernel/index.ts';

/** A moment for programs, `2026-11-24T15:45:07.123+09:00`. */
export function jstIso(at: EpochMs): string {
  return new Date(at + jstOffsetMs).toISOString().replace('Z', '+09:00');
}

/** `jstIso`, or null for a moment that is not there. */
export function jstIsoOrNull(at: EpochMs | undefined | null): string | null {
  return at === undefined || at === null ? null : jstIso(at);
}

/** Some moments of an object for programs, null where there is none. */
export function isoOf<Name extends string>(
  object: { readonly [Key in Name]?: EpochMs | null | undefined },
  ...names: readonly Name[]
): Record<Name, string | null> {
  return Object.fromEntries(names.map((name) => [name, jstIsoOrNull(object[name])])) as Record<Name, string | null>;
}

export function fieldsOf<Whole extends object, Name extends keyof Whole>(
  object: Whole,
  ...names: readonly Name[]
): Pick<Whole, Name> {
  return Object.fromEntries(names.map((name) => [name, object[name]])) as Pick<Whole, Name>;
}

export function countsOf(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
