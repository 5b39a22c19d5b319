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

/** An element of a request; `text` is its own text, trimmed (blanks of Japanese width too). */
export interface Element {
  name: string;
  text: string;
  children: Element[];
}

const TOKEN =
  /<!\[CDATA\[([\s\S]*?)\]\]>|<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<\/([\w:.-]+)\s*>|<([\w:.-]+)(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*(\/?)>|([^<]+)|</y;

/** An element of plain text alone, as nearly all of a request are. */
const PLAIN = /<([\w:.-]+)>([^<&]*)<\/\1>/y;

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The root of an XML document, or null where the text is not one. Attributes are not kept. */
export function readXml(source: string): Element | null {
  const top: Element = { name: '', text: '', children: [] };
  const open: Element[] = [top];
  for (let at = 0; at < source.length; ) {
    const here = open.at(-1);
    if (!here) return null;
    PLAIN.lastIndex = at;
    const [whole, name = '', own = ''] = PLAIN.exec(source) ?? [];
    if (whole !== undefined) {
      here.children.push({ name, text: own.trim(), children: [] });
      at += whole.length;
      continue;
    }
    TOKEN.lastIndex = at;
    const [token = '', cdata, closing, opening, selfClosing, plain] = TOKEN.exec(source) ?? [];
    at += token.length;
    if (cdata !== undefined) here.text += cdata;
    else if (closing !== undefined) {
      if (open.length < 2 || here.name !== closing) return null;
      here.text = here.text.trim();
      open.pop();
    } else if (opening !== undefined) {
      const child: Element = { name: opening, text: '', children: [] };
      here.children.push(child);
      if (selfClosing === '') open.push(child);
    } else if (plain !== undefined) here.text += plain.replace(/&(#x[\da-f]+|#\d+|\w+);/gi, decoded);
    else if (token === '<') return null;
  }
  const [root, second] = top.children;
  return open.length === 1 && root && !second && top.text.trim() === '' ? root : null;
}

function decoded(whole: string, name: string): string {
  if (!name.startsWith('#')) return ENTITIES[name] ?? whole;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}

/** All elements at `path` below `from`: `at(request, 'Order/Item')`. */
export function allAt(from: Element, path: string): Element[] {
  const named = ({ children }: Element, name: string): Element[] => children.filter((child) => child.name === name);
  if (!path.includes('/')) return named(from, path);
  return path.split('/').reduce<Element[]>((found, name) => found.flatMap((one) => named(one, name)), [from]);
}

/** The text of the first element at `path`; null where it is missing or empty. */
export function textAt(from: Element, path: string): string | null {
  const text = allAt(from, path)[0]?.text ?? '';
  return text === '' ? null : text;
}

interface XmlForm {
  /** Begins with `<?xml …?>`. */
  declaration: boolean;
  /** `newlines`: the text of a leaf has line breaks and blanks around it, as in a sample of the mall's own page. */
  padding: 'none' | 'newlines';
}

const SIGN = /[&<>]/;
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

export function writeXml(root: Tree, form: XmlForm): string {
  return `${form.declaration ? DECLARATION : ''}${treeText(root, form)}`;
}

function treeText({ name, attributes, parts }: Tree, form: XmlForm): string {
  let named = '';
  for (const key of Object.keys(attributes)) {
    named += ` ${key}="${escaped(String(attributes[key])).replaceAll('"', '&quot;')}"`;
  }
  if (parts.length === 0) return `<${name}${named} />`;
  let inner = '';
  for (const part of parts) inner += isLeaf(part) ? leafText(part, form) : treeText(part, form);
  return `<${name}${named}>${inner}</${name}>`;
}

function leafText({ name, text, cdata }: Leaf, { padding }: XmlForm): string {
  const inner = cdata && text !== '' ? `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>` : escaped(text);
  return padding === 'none' || text === '' ? `<${name}>${inner}</${name}>` : `<${name}>\n    ${inner}\n  </${name}>`;
}

function escaped(text: string): string {
  if (!SIGN.test(text)) return text;
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
