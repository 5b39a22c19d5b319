/** Throws unless a value is one of the known ones: values that come through the door are not type-checked. */
export function mustBeOneOf(what: string, value: unknown, known: readonly unknown[]): void {
  if (known.includes(value)) return;
  throw new Error(`${what}: got ${JSON.stringify(value)}, expected one of ${known.join(', ')}.`);
}
