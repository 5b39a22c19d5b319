/**
 * Finds the item that was asked for by what an answer calls it: letter by letter, or else the only one that differs in upper and
 * lower case, since no mall says for sure which of its codes keep theirs. Null for whatever nobody asked for.
 */
export function askedItems(asked: readonly string[]): (named: string) => string | null {
  const exact = new Set(asked);
  const folded = Map.groupBy(asked, (item) => item.toLowerCase());
  return (named) => {
    if (exact.has(named)) return named;
    const alike = folded.get(named.toLowerCase());
    return alike?.length === 1 ? (alike[0] ?? null) : null;
  };
}
