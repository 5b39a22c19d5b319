/** Puts a row over the version before; none counts as 0. The very same row again is our own write, repeated. */
export function putVersion<Row extends { readonly version: number }>(
  rows: Map<string, Row>,
  id: string,
  row: Row,
): 'stored' | 'changed' {
  const standing = rows.get(id);
  const isOwnRepeat = standing?.version === row.version && JSON.stringify(standing) === JSON.stringify(row);
  if (isOwnRepeat) return 'stored';
  if ((standing?.version ?? 0) !== row.version - 1) return 'changed';
  rows.set(id, Object.freeze({ ...row }));
  return 'stored';
}
