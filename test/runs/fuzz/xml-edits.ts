import { type Edit, editedText } from './edits.ts';

const texts = [
  '',
  ' ',
  '-1',
  '0',
  '99999999999',
  'true',
  'ＯＫ',
  '2026-02-30T25:00:00+09:00',
  '&lt;b&gt;',
  'x'.repeat(2_000),
  '𠮷',
];

/** Elements that hold text; every fourth time those of one name that hold other elements, such as all Items. */
function elementsOf(xml: string, edit: Edit): RegExpExecArray[] {
  const trees = [...new Set([...xml.matchAll(/<([A-Z]\w*)(?:\s[^<>]*)?>(?=<[A-Z])/g)].map((match) => match[1]))];
  const name = edit.with % 4 === 0 ? trees[edit.at % Math.max(1, trees.length)] : undefined;
  const wanted = name === undefined ? '<([A-Za-z]\\w*)>[^<]*</\\1>' : `<(${name})(?:\\s[^<>]*)?>[\\s\\S]*?</${name}>`;
  return [...xml.matchAll(new RegExp(wanted, 'g'))];
}

/** XML with whole elements taken out, doubled, emptied or filled otherwise; every fifth time its text is broken anywhere. */
export function editedXml(xml: string, changes: readonly Edit[]): string {
  let now = xml;
  for (const edit of changes) {
    const elements = elementsOf(now, edit);
    const one = elements[edit.at % Math.max(1, elements.length)];
    if (one === undefined || edit.with % 5 === 0) {
      now = editedText(now, [edit]);
      continue;
    }
    const [whole, name = ''] = one;
    const text = texts[edit.with % texts.length] ?? '';
    const instead: Record<Edit['how'], string> = {
      remove: '',
      repeat: whole + whole,
      replace: `<${name}>${text}</${name}>`,
      add: `${whole}<${name}>${text}</${name}>`,
      cut: `<${name}/>`,
      nest: `<${name}>${whole}</${name}>`,
    };
    now = now.slice(0, one.index) + instead[edit.how] + now.slice(one.index + whole.length);
  }
  return now;
}
