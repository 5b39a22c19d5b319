/** An element without elements inside. */
export interface Leaf {
  name: string;
  text: string;
  cdata: boolean;
}

/** An element with elements inside, or an empty one. */
export interface Tree {
  name: string;
  attributes: Readonly<Record<string, string | number>>;
  parts: readonly (Leaf | Tree)[];
}

/** A leaf; null is an empty element, as the mall shows what it does not know. */
export function leaf(name: string, value: string | number | boolean | null, cdata = false): Leaf {
  return { name, text: value === null ? '' : String(value), cdata };
}

/** A leaf whose text a person wrote: in CDATA. */
export const written = (name: string, value: string | null): Leaf => leaf(name, value, true);

export function tree(
  name: string,
  parts: readonly (Leaf | Tree)[],
  attributes: Readonly<Record<string, string | number>> = {},
): Tree {
  return { name, parts, attributes };
}

/** The parts, and an empty element for each of the names that none of them has: so the mall shows what it does not know. */
export function withEmpty<Part extends Leaf | Tree>(names: readonly string[], parts: readonly Part[]): (Part | Leaf)[] {
  const filled = new Set(parts.map(({ name }) => name));
  return [...parts, ...names.filter((name) => !filled.has(name)).map((name) => leaf(name, ''))];
}

export const isLeaf = (one: Leaf | Tree): one is Leaf => 'text' in one;
