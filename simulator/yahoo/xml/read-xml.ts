/** An element of a request; `text` is its own text, trimmed (blanks of Japanese width too). */
export interface Element {
  name: string;
  text: string;
  children: Element[];
}

const TOKEN =
  /<!\[CDATA\[([\s\S]*?)\]\]>|<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<\/([\w:.-]+)\s*>|<([\w:.-]+)(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*(\/?)>|([^<]+)|<|$/g;

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The root of an XML document, or null where the text is not one. Attributes are not kept. */
export function readXml(source: string): Element | null {
  const top: Element = { name: '', text: '', children: [] };
  const open: Element[] = [top];
  for (const match of source.matchAll(TOKEN)) {
    const [token, cdata, closing, opening, selfClosing, plain] = match;
    const here = open.at(-1);
    if (!here) return null;
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
  return path
    .split('/')
    .reduce<Element[]>((found, name) => found.flatMap((one) => one.children.filter((c) => c.name === name)), [from]);
}

/** The text of the first element at `path`; null where it is missing or empty. */
export function textAt(from: Element, path: string): string | null {
  const text = allAt(from, path)[0]?.text ?? '';
  return text === '' ? null : text;
}
