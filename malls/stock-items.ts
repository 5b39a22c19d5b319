/**
 * Finds the requested item by its name in an answer: the exact match, or else the only one that differs in upper and lower case,
 * because no mall documents which of its codes keep their case. Null for an item that was not requested.
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
