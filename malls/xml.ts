/** One element of an XML document. */
export interface XmlElement {
  readonly name: string;
  /** Its attributes as they were written, for `attributeOf`; absent where it has none. */
  readonly attributes?: string;
  /** Its text and CDATA, without the white space of XML around it. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

/** What an element says: its text where it has no children, else its children by name. */
export type XmlValue = string | readonly XmlValue[] | { readonly [name: string]: XmlValue };

/** Answers of malls are 6 deep. */
const depthMax = 32;

interface Open {
  readonly name: string;
  readonly attributes: string;
  readonly texts: string[];
  readonly children: XmlElement[];
}

const markup = /<(?:(\/)?([A-Za-z_][\w.:-]*)((?:\s+[A-Za-z_][\w.:-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/)?>)/y;
const reference = /&(?:#(\d{1,7})|#x([0-9A-Fa-f]{1,6})|(lt|gt|amp|quot|apos));/y;
const slash = 0x2f;
const named = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" } as const;

/**
 * Reads the part of XML that malls answer in: elements, text, CDATA, the five named entities and characters by number. An ampersand
 * by itself is text, although XML forbids it: it must not cost a page of orders. Null for whatever else is no such document. A DOCTYPE is none: so nothing is ever expanded or fetched. The time is linear in the length.
 */
export function readXml(source: string): XmlElement | null {
  const stack: Open[] = [];
  let at = source.charCodeAt(0) === 0xfeff ? 1 : 0;
  let root: XmlElement | null = null;

  const add = (text: string): boolean => {
    const open = stack.at(-1);
    if (open) open.texts.push(text);
    return open !== undefined || isBlank(text);
  };
  const close = (): void => {
    const { name, attributes, texts, children } = stack.pop() as Open;
    const text = trimmed(texts.length === 1 ? (texts[0] as string) : texts.join(''));
    const element: XmlElement = attributes === '' ? { name, text, children } : { name, text, children, attributes };
    const parent = stack.at(-1);
    if (parent) parent.children.push(element);
    else root = element;
  };

  while (at < source.length) {
    const next = source.indexOf('<', at);
    const text = unescaped(next === -1 ? source.slice(at) : source.slice(at, next));
    if (!add(text)) return null;
    if (next === -1) break;
    at = next;
    const end = skipped(source, at);
    if (end === -1) return null;
    if (end !== null) {
      at = end;
      continue;
    }
    if (source.startsWith('<![CDATA[', at)) {
      const last = source.indexOf(']]>', at);
      const open = stack.at(-1);
      if (last === -1 || !open) return null;
      open.texts.push(source.slice(at + 9, last));
      at = last + 3;
      continue;
    }
    const top = stack.at(-1);
    // Half of all tags: the plainest form of an end.
    if (top && source.charCodeAt(at + 1) === slash && source.startsWith(`${top.name}>`, at + 2)) {
      at += top.name.length + 3;
      close();
      continue;
    }
    markup.lastIndex = at;
    const tag = markup.exec(source);
    if (!tag) return null;
    const [whole, ends, name = '', attributes = '', empty] = tag;
    at += whole.length;
    if (ends !== undefined) {
      if (stack.at(-1)?.name !== name || attributes !== '' || empty !== undefined) return null;
      close();
    } else {
      if (root !== null || stack.length >= depthMax) return null;
      stack.push({ name, attributes, texts: [], children: [] });
      if (empty !== undefined) close();
    }
  }
  return stack.length === 0 ? root : null;
}

/**
 * An element as JSON can hold it. Elements of one name become a list where there are several, and those named in `lists` always; one
 * that is repeated with the same text says nothing more, and stays one.
 * So the same order is the same JSON whether it has one line or two.
 */
export function plainOf(element: XmlElement, lists: ReadonlySet<string>): XmlValue {
  if (element.children.length === 0) return element.text;
  // No prototype: an element may be called `__proto__`.
  const plain: Record<string, XmlValue | XmlValue[]> = Object.create(null);
  for (const child of element.children) {
    const value = plainOf(child, lists);
    const before = plain[child.name];
    if (typeof value === 'string' && value === before) continue;
    if (Array.isArray(before)) before.push(value);
    else if (before !== undefined) plain[child.name] = [before, value];
    else plain[child.name] = lists.has(child.name) ? [value] : value;
  }
  return plain;
}

/** The first child of a name; null when there is none. */
export function childOf(element: XmlElement | null, name: string): XmlElement | null {
  return element?.children.find((child) => child.name === name) ?? null;
}

/** The children of a name. */
export function childrenOf(element: XmlElement | null, name: string): readonly XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

/** The text of the first child of a name; '' when there is none. */
export function textOf(element: XmlElement | null, name: string): string {
  return childOf(element, name)?.text ?? '';
}

/** The value of an attribute; '' when there is none. `name` is a name of XML without special signs. */
export function attributeOf(element: XmlElement, name: string): string {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(element.attributes ?? '');
  return unescaped(found?.[1] ?? found?.[2] ?? '');
}

/** Text for between two tags. What XML cannot hold at all becomes a space. */
export function xmlText(text: string): string {
  return text
    .replace(notXml, ' ')
    .replace(/[&<>]/g, (sign) => (sign === '&' ? '&amp;' : sign === '<' ? '&lt;' : '&gt;'));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML 1.0 has no way to write.
const notXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** Where a comment or a processing instruction ends; -1 where it does not, null where there is none. */
function skipped(source: string, at: number): number | null {
  const [start, end] = source.startsWith('<!--', at) ? [4, '-->'] : source.startsWith('<?', at) ? [2, '?>'] : [0, ''];
  if (start === 0) return null;
  const last = source.indexOf(end, at + start);
  return last === -1 ? -1 : last + end.length;
}

/** Text with its references resolved. An ampersand that begins none that XML knows by itself stands for itself: people type it. */
function unescaped(text: string): string {
  if (!text.includes('&')) return text;
  const parts: string[] = [];
  let at = 0;
  for (let next = text.indexOf('&'); next !== -1; next = text.indexOf('&', at)) {
    reference.lastIndex = next;
    const [whole = '&', decimal, hex, name] = reference.exec(text) ?? [];
    const character = name === undefined ? characterOf(decimal, hex) : named[name as keyof typeof named];
    parts.push(text.slice(at, next), character ?? whole);
    at = next + whole.length;
  }
  return parts.join('') + text.slice(at);
}

function characterOf(decimal: string | undefined, hex: string | undefined): string | null {
  const point = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  const isCharacter = point > 0 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
  return isCharacter ? String.fromCodePoint(point) : null;
}

/** White space of XML; a full-width space is text. */
const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
const isBlank = (text: string): boolean => trimmed(text) === '';

function trimmed(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && isSpace(text.charCodeAt(from))) from++;
  while (to > from && isSpace(text.charCodeAt(to - 1))) to--;
  return text.slice(from, to);
}
