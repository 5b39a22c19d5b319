import type { World } from './state.ts';

/** The answer in which orders that are spoilt lack their lines, or have something else in their place. */
export function spoilt<Data>(world: World, data: Data): Data {
  if (world.spoilt.size === 0 || data === null || data === undefined) return data;
  return withoutLines(world, data) as Data;
}

function withoutLines(world: World, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => withoutLines(world, one));
  if (typeof value !== 'object' || value === null) return value;
  const { id, lineItems } = value as { id?: unknown; lineItems?: unknown };
  const [, order = ''] = /^gid:\/\/shopify\/Order\/(\d+)$/.exec(String(id)) ?? [];
  const how = lineItems === undefined ? undefined : world.spoilt.get(order);
  const parts = Object.entries(value).filter(([name]) => how !== 'missing-field' || name !== 'lineItems');
  return Object.fromEntries(
    parts.map(([name, one]) => [
      name,
      name === 'lineItems' && how === 'wrong-type' ? 'none' : withoutLines(world, one),
    ]),
  );
}
