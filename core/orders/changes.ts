/** One value that differs between two revisions. `before` and `after` may be personal data: show, never log. */
export interface Change {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/**
 * What differs between two originals, by path (`PackageModelList[0].ItemModelList[1].units`). The order of an object's
 * keys does not count: a mall may send them in another order any day.
 */
export function changesBetween(before: string, after: string): Change[] {
  const changes: Change[] = [];
  compare(JSON.parse(before), JSON.parse(after), '', changes);
  return changes;
}

function compare(before: unknown, after: unknown, path: string, changes: Change[]): void {
  if (before === after) return;
  if (isTree(before) && isTree(after) && Array.isArray(before) === Array.isArray(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    for (const key of keys) {
      const step = Array.isArray(after) ? `[${key}]` : path === '' ? key : `.${key}`;
      compare(before[key], after[key], path + step, changes);
    }
    return;
  }
  changes.push({ path, before, after });
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
