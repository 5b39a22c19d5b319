import { describe, expect, it } from 'vitest';
import { allAt, leaf, readXml, textAt, tree, writeXml, written } from '../../../../simulator/yahoo/xml.ts';

describe('reading XML', () => {
  it('reads elements, CDATA, entities and comments, and trims blanks of Japanese width', () => {
    const root = readXml(
      '<?xml version="1.0"?>\n<!-- a --><A x="1">\n　<B>　1 &amp; &#x20BB7;　</B><B><![CDATA[<2>]]></B><C/></A>\n',
    );
    if (!root) throw new Error('not read');
    expect(root.name).toBe('A');
    expect(allAt(root, 'B').map((one) => one.text)).toEqual(['1 & 𠮷', '<2>']);
    expect([textAt(root, 'C'), textAt(root, 'D'), textAt(root, 'B')]).toEqual([null, null, '1 & 𠮷']);
  });

  it.each(['', 'text', '<A>', '<A></B>', '<A/><B/>', '</A>', '<A><</A>', 'x<A/>', '{"a":1}'])(
    'reads nothing from %j',
    (text) => {
      expect(readXml(text)).toBeNull();
    },
  );
});

describe('writing XML', () => {
  const form = { declaration: false, padding: 'none' } as const;

  it('survives every character, in CDATA and out of it', () => {
    const words = 'a & b < c > d "e" ]]> 𠮷';
    const text = writeXml(tree('A', [leaf('B', words), written('C', words), leaf('D', null), tree('E', [])]), form);
    const root = readXml(text);
    if (!root) throw new Error(text);
    expect([textAt(root, 'B'), textAt(root, 'C')]).toEqual([words, words]);
    expect(text).toContain('<D></D><E /></A>');
  });

  it('puts attributes in quotes', () => {
    expect(writeXml(tree('A', [], { n: 1, t: '"<' }), form)).toBe('<A n="1" t="&quot;&lt;" />');
  });
});
