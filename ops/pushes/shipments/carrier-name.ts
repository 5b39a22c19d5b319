import type { Carrier } from '../../../core/ports/index.ts';
import { comparable } from '../../files/names.ts';

/** The carrier of this code or name; null when there is none. */
export function carrierOf(carriers: readonly Carrier[], codeOrName: string): Carrier | null {
  const wanted = comparable(codeOrName);
  if (wanted === '') return null;
  return (
    carriers.find(({ code, name, also }) => [code, name, ...also].some((word) => comparable(word) === wanted)) ?? null
  );
}

/** Carriers for people who mistyped one: a few of them, and where the others stand. */
export function carriersText(carriers: readonly Carrier[]): string {
  const named = carriers.slice(0, 4).map(({ code, name }) => `${code} ${name}`);
  return `a carrier by code or name, as ${named.join(', ')} (all of them: ops push carriers)`;
}
