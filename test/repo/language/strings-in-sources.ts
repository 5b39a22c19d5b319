import { parseAst } from 'vitest/node';

/** A text of a source: what is put in stands as `{0}`, `{1}`. */
export interface StringInSource {
  readonly line: number;
  readonly text: string;
  /** The function that it is handed to, by its last name; null where it is not handed to one. */
  readonly call: string | null;
}

// biome-ignore lint/suspicious/noExplicitAny: the shape is ESTree's.
type Node = { readonly type: string; readonly start: number; readonly [field: string]: any };

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value;

/** Every string and template of a TypeScript source. */
export function stringsIn(source: string): StringInSource[] {
  const found: StringInSource[] = [];
  visit(parseAst(source, { lang: 'ts' }), null);
  return found;

  function visit(value: unknown, call: string | null): void {
    if (Array.isArray(value)) for (const one of value) visit(one, call);
    if (!isNode(value)) return;
    const text = textOf(value);
    if (text !== null) found.push({ line: source.slice(0, value.start).split('\n').length, text, call });
    const own = value.type === 'CallExpression' ? (value.callee.property?.name ?? value.callee.name ?? null) : null;
    for (const child of Object.values(value)) visit(child, own ?? (/Function/.test(value.type) ? null : call));
  }
}

function textOf(node: Node): string | null {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node.type !== 'TemplateLiteral') return null;
  return node.quasis
    .map(({ value }: Node, index: number) => `${index === 0 ? '' : `{${index - 1}}`}${value.cooked}`)
    .join('');
}
