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

/** XML with whole elements taken out, doubled, emptied or filled otherwise; every fifth time its text is broken anywhere. */
export function editedXml(xml: string, changes: readonly Edit[]): string {
  let now = xml;
  for (const edit of changes) {
    const elements = [...now.matchAll(/<([A-Za-z]\w*)>([^<]*)<\/\1>/g)];
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
