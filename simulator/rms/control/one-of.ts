/** Throws unless a value is one of those there are: what comes through the door is typed by nobody. */
export function mustBeOneOf(what: string, value: unknown, known: readonly unknown[]): void {
  if (known.includes(value)) return;
  throw new Error(`${what}: got ${JSON.stringify(value)}, expected one of ${known.join(', ')}.`);
}
