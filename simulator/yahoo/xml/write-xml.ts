import { isLeaf, type Leaf, type Tree } from './tree.ts';

export interface XmlForm {
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
