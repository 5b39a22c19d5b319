/** Puts a row over the version before; none counts as 0. The very same row again is our own write, repeated. */
export function putVersion<Row extends { readonly version: number }>(
  rows: Map<string, Row>,
  id: string,
  row: Row,
): 'stored' | 'changed' {
  const standing = rows.get(id);
  if (isSameRow(standing, row)) return 'stored';
  if ((standing?.version ?? 0) !== row.version - 1) return 'changed';
  rows.set(id, Object.freeze({ ...row }));
  return 'stored';
}

/** True of the row that a write has left, when that write is repeated because its answer was lost. */
export function isSameRow<Row extends { readonly version: number }>(standing: Row | undefined, row: Row): boolean {
  return standing?.version === row.version && JSON.stringify(standing) === JSON.stringify(row);
}
