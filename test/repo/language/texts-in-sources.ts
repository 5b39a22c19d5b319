import { readFileSync } from 'node:fs';
import { parseAst } from 'vitest/node';

/** A node of a syntax tree; what it has beside its type depends on that. */
interface Node {
  readonly type: string;
  readonly start: number;
  // biome-ignore lint/suspicious/noExplicitAny: the shape is ESTree's.
  readonly [field: string]: any;
}

/** What a source says to people. */
export interface SaidTexts {
  /** Templates that a catalogue translates. */
  readonly keys: readonly string[];
  /** Prose that no catalogue can translate, as `line: text`. */
  readonly untranslatable: readonly string[];
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value;

/** Reads the texts out of a TypeScript file. */
export function textsIn(file: string): SaidTexts {
  const source = readFileSync(file, 'utf8');
  const tree = parseAst(source, { lang: 'ts' }) as unknown as Node;
  const keys: string[] = [];
  const untranslatable: string[] = [];
  const lineOf = ({ start }: Node): number => source.slice(0, start).split('\n').length;
  visit(tree, { inFunction: false, isSkipped: false });
  return { keys, untranslatable };

  function visit(value: unknown, place: { readonly inFunction: boolean; readonly isSkipped: boolean }): void {
    if (Array.isArray(value)) for (const one of value) visit(one, place);
    if (!isNode(value) || (isType(value) && !isCast(value))) return;
    if (value.type === 'TaggedTemplateExpression') {
      if (value.tag.name === 't' || value.tag.name === 'sentence') keys.push(templateOf(value.quasi));
      visit(value.quasi.expressions, place);
      return;
    }
    if (value.type === 'CallExpression') keys.push(...keysOfCall(value, tree));
    if (value.type === 'Property' && nameOf(value.key) === 'word' && isText(value.value)) {
      keys.push(`{0} ${value.value.value}`);
    }
    // What a function says that is handed to such a call is said.
    const isSkipped = /Function/.test(value.type) ? false : place.isSkipped || isUntold(value);
    const text = isText(value) ? value.value : value.type === 'TemplateLiteral' ? templateOf(value) : null;
    if (text !== null && place.inFunction && !isSkipped && isProse(text))
      untranslatable.push(`${lineOf(value)}: ${text}`);
    const inFunction = place.inFunction || /Function/.test(value.type);
    for (const [name, child] of Object.entries(value)) {
      if (name === 'test' && value.type === 'SwitchCase') continue;
      if (name === 'key' && !value.computed) continue;
      visit(child, { inFunction, isSkipped: isSkipped || isUntoldField(value, name) });
    }
  }
}

const isText = (node: Node): boolean => node.type === 'Literal' && typeof node.value === 'string';
const isType = ({ type }: Node): boolean => type.startsWith('TS') || /^(Import|ExportAll)/.test(type);
const isCast = ({ type }: Node): boolean => /^TS(As|Satisfies|NonNull)/.test(type);
const nameOf = (key: Node): string | undefined => key.name ?? key.value;

const templateOf = ({ quasis }: Node): string =>
  quasis.map(({ value }: Node, index: number) => `${index === 0 ? '' : `{${index - 1}}`}${value.cooked}`).join('');

/** Words behind each other, beginning in small letters: neither a name, a code, nor a command. */
const isProse = (text: string): boolean =>
  /(?:^|[^\w\-<])[a-z]{2,}[,.:;]? (?:\{\d\}|[a-z(])/.test(
    text.replaceAll(/(?:ops|npm run|npm start|npx|aws) ?[a-z{][a-z\d{} -]*/g, ''),
  ) || /[a-z]{2,} [a-z]+\.$/.test(text);

/** Calls whose texts reach nobody, or are declared and translated where they are printed. */
const untoldCalls =
  /^(?:Error|counted|text|flag|choice|optional|withDefault|wholeNumber|required|when|byOption|shopOption|words|toLookAt|countedThat|ops|aws|cdk|reporterFor|log|warn|info|error)$/;

function isUntold(node: Node): boolean {
  if (node.type === 'BinaryExpression') return /^[!=]==?$/.test(node.operator);
  if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return false;
  return untoldCalls.test(node.callee.property?.name ?? node.callee.name ?? '');
}

/** Fields of what is declared: they are printed by the frame, which translates them. */
const isUntoldField = (node: Node, field: string): boolean =>
  node.type === 'Property' &&
  field === 'value' &&
  /^(?:name|summary|help|takes|examples|run)$/.test(nameOf(node.key) ?? '');

function keysOfCall({ callee, arguments: given }: Node, tree: Node): string[] {
  const [first, second] = given as Node[];
  switch (callee.name) {
    case 'counted':
    case 'countedThat':
    case 'toLookAt':
      return second !== undefined && isText(second) ? [`{0} ${second.value}`] : [];
    case 'translated':
      return first !== undefined && isText(first) ? [first.value] : [];
    case 'tableOf':
      return second === undefined ? [] : titlesOf(second, tree);
    default:
      return [];
  }
}

/** The titles of a table: the names in what its function gives for a row. */
function titlesOf(cellsOf: Node, tree: Node): string[] {
  if (cellsOf.type === 'Identifier') {
    const found = declarationOf(cellsOf.name, tree);
    if (found === null) throw new Error(`The cells of a table come of ${cellsOf.name}, which is not in its file.`);
    return titlesOf(found, tree);
  }
  if (cellsOf.body.type === 'BlockStatement') return returnsOf(cellsOf.body).flatMap(titlesIn);
  return titlesIn(cellsOf.body);
}

function titlesIn(node: Node): string[] {
  switch (node.type) {
    case 'ParenthesizedExpression':
      return titlesIn(node.expression);
    case 'ConditionalExpression':
      return [...titlesIn(node.consequent), ...titlesIn(node.alternate)];
    case 'LogicalExpression':
      return titlesIn(node.right);
    case 'ObjectExpression':
      return node.properties.flatMap((one: Node) =>
        one.type === 'SpreadElement' ? titlesIn(one.argument) : one.computed ? [] : [nameOf(one.key)],
      );
    default:
      return [];
  }
}

function returnsOf(node: Node): Node[] {
  if (node.type === 'ReturnStatement') return node.argument === null ? [] : [node.argument];
  if (/Function/.test(node.type)) return [];
  return Object.values(node).flatMap((child: unknown) =>
    (Array.isArray(child) ? child : [child]).filter(isNode).flatMap(returnsOf),
  );
}

function declarationOf(name: string, node: Node): Node | null {
  if (node.type === 'FunctionDeclaration' && node.id?.name === name) return node;
  if (node.type === 'VariableDeclarator' && node.id.name === name) return node.init;
  for (const child of Object.values(node).flat()) {
    const found = isNode(child) ? declarationOf(name, child) : null;
    if (found !== null) return found;
  }
  return null;
}
