import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attributeOf, plainOf, readXml, type XmlElement, xmlText } from '../../../malls/xml.ts';

const read = (source: string): unknown => {
  const root = readXml(source);
  return root === null ? null : { [root.name]: plainOf(root, new Set(['Item'])) };
};

describe('the reader of XML', () => {
  it.each([
    ['<?xml version="1.0" encoding="UTF-8"?>\n<A><B>1</B></A>', { A: { B: '1' } }],
    ['\ufeff<A/>', { A: '' }],
    ['<A><B>\n    kc-d50-w\n  </B></A>\n', { A: { B: 'kc-d50-w' } }],
    ['<A><B><![CDATA[<&>]]]]><![CDATA[> ]]></B></A>', { A: { B: '<&>]]>' } }],
    ['<A>&lt;&amp;&gt;&quot;&apos;&#12354;&#x20BB7;</A>', { A: '<&>"\'あ𠮷' }],
    ['<A x="1 > 0" y=\'"\'><!-- <B> --><B z="&amp;"/></A>', { A: { B: '' } }],
    ['<A><B>1</B><B>2</B></A>', { A: { B: ['1', '2'] } }],
    ['<A><B>1</B><B>1</B></A>', { A: { B: '1' } }],
    ['<A><Item>1</Item><Item>1</Item></A>', { A: { Item: ['1', '1'] } }],
    ['<A><Item>1</Item></A>', { A: { Item: ['1'] } }],
    [
      '<A x="R&D"><B>R&D</B><C>&nbsp;AT&T &amp; &</C><D>&#xD800;&#x110000;&e;</D></A>',
      { A: { B: 'R&D', C: '&nbsp;AT&T & &', D: '&#xD800;&#x110000;&e;' } },
    ],
    ['<A><B>　全角の空白は文字　</B></A>', { A: { B: '　全角の空白は文字　' } }],
    [
      '<A><constructor>1</constructor><__proto__>2</__proto__></A>',
      { A: JSON.parse('{"constructor":"1","__proto__":"2"}') },
    ],
  ])('reads %j', (source, value) => {
    expect(JSON.stringify(read(source))).toBe(JSON.stringify(value));
  });

  it.each([
    ['<A code="17655404" quantity="1"/>', 'code', '17655404'],
    ["<A x='\"' code = 'a&amp;b'></A>", 'code', 'a&b'],
    ['<A subcode="1" code=""/>', 'code', ''],
    ['<A subcode="1"/>', 'code', ''],
    ['<A/>', 'code', ''],
  ])('tells attributes: %s', (source, name, value) => {
    expect(attributeOf(readXml(source) as XmlElement, name)).toBe(value);
  });

  it.each([
    ['an element that is not closed', '<A><B>1</A>'],
    ['what breaks off', '<A><B>1</B>'],
    ['what breaks off in a tag', '<A><B'],
    ['what breaks off in CDATA', '<A><![CDATA[1</A>'],
    ['two roots', '<A/><B/>'],
    ['text outside of the root', '<A/>x'],
    ['nothing', ''],
    ['half an attribute', '<A x="1></A>'],
    ['a tag that ends with attributes', '<A></A x="1">'],
    ['a document type', '<!DOCTYPE A [<!ENTITY e "x">]><A>&e;</A>'],
    ['a document type from elsewhere', '<!DOCTYPE A SYSTEM "file:///etc/passwd"><A/>'],
    ['elements within elements without end', `${'<A>'.repeat(1_000)}${'</A>'.repeat(1_000)}`],
  ])('refuses %s', (_name, source) => {
    expect(readXml(source)).toBeNull();
  });

  const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,8}$/);
  const text = fc.string({ unit: 'grapheme', maxLength: 20 }).map((one) => xmlText(one));
  const { tree } = fc.letrec<{ tree: string }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5 },
      fc.tuple(name, text).map(([tag, inner]) => `<${tag}>${inner}</${tag}>`),
      fc
        .tuple(name, fc.array(tie('tree'), { maxLength: 4 }))
        .map(([tag, inner]) => `<${tag}>${inner.join('\n ')}</${tag}>`),
    ),
  }));
  const textsOf = (element: XmlElement): string[] => [element.text, ...element.children.flatMap(textsOf)];

  it('gives back every text that was written', () => {
    fc.assert(
      fc.property(name, fc.array(fc.string({ unit: 'grapheme' })), (tag, texts) => {
        const root = readXml(`<R>${texts.map((one) => `<${tag}>${xmlText(one)}</${tag}>`).join('')}</R>`);
        const expected = texts.map((one) =>
          xmlText(one).replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&gt;', '>'),
        );
        const trimmed = expected.map((one) => one.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, ''));
        expect(root?.children.map((child) => child.text)).toEqual(trimmed);
      }),
    );
  });

  it('reads every document, and none of those that were cut off', () => {
    fc.assert(
      fc.property(tree, fc.nat(), (document, cut) => {
        expect(readXml(document)).not.toBeNull();
        const rest = document.slice(0, cut % document.length);
        expect(readXml(rest)).toBeNull();
      }),
    );
  });

  it('never throws, and makes nothing up, whatever comes', () => {
    const piece = fc.oneof(
      fc.constantFrom('<', '>', '</', '/>', '<![CDATA[', ']]>', '<!--', '-->', '&', ';', '"', '=', '<?', '?>', '<!'),
      name,
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, tree), { maxLength: 30 }), (pieces) => {
        const source = pieces.join('');
        const root = readXml(source);
        if (root === null) return;
        expect(source.startsWith('<') || source.charCodeAt(0) === 0xfeff || /^[ \t\r\n]/.test(source)).toBe(true);
        for (const one of textsOf(root)) expect(one.length).toBeLessThanOrEqual(source.length);
        expect(() => JSON.stringify(plainOf(root, new Set(['A'])))).not.toThrow();
      }),
    );
  });

  it.each([
    ['attributes', (size: number) => `<A${' x="1"'.repeat(size)} <`],
    ['blanks', (size: number) => `<A${' '.repeat(size)}<`],
    ['texts in a row', (size: number) => `<A>${'a&amp;'.repeat(size)}`],
    ['comments', (size: number) => `<A>${'<!-- -->'.repeat(size)}`],
    ['CDATA', (size: number) => `<A>${'<![CDATA[x]]>'.repeat(size)}`],
    ['a long name', (size: number) => `<${'A'.repeat(size)}`],
  ])('takes no longer for hostile %s than their length', (_name, make) => {
    const took = (size: number): number => {
      const source = make(size);
      const started = performance.now();
      expect(readXml(source)).toBeNull();
      return performance.now() - started;
    };
    took(20_000);
    // A square of the length would be some minutes.
    expect(took(400_000)).toBeLessThan(5_000);
  });
});
