import { describe, expect, it } from 'vitest';
import { readBody } from '../../../malls/body.ts';

describe('a reply body', () => {
  it.each([
    ['an object', '{"a":1}', { kind: 'json', value: { a: 1 } }],
    ['an object behind a byte order mark', '\ufeff{"a":1}', { kind: 'json', value: { a: 1 } }],
    ['bytes of UTF-8', Buffer.from('{"a":"繋ぎ"}'), { kind: 'json', value: { a: '繋ぎ' } }],
    [
      'JSON that breaks off',
      '{"OrderModelList":[{"orderNumber":"5027',
      { kind: 'broken', text: '{"OrderModelList":[{"orderNumber":"5027' },
    ],
    ['a page', '<html>maintenance</html>', { kind: 'markup', html: true, codes: [] }],
    ['a page with doctype', '\n <!DOCTYPE html><html></html>', { kind: 'markup', html: true, codes: [] }],
    ['a page after a comment', '<!-- sorry -->\n<HTML></HTML>', { kind: 'markup', html: true, codes: [] }],
    [
      'an XML error',
      '<?xml version="1.0"?><errors><element><code>ES01-01</code><message>Un-Authorised</message></element></errors>',
      { kind: 'markup', html: false, codes: ['ES01-01'] },
    ],
    [
      'XML without a code',
      '<result><status><systemStatus>NG</systemStatus></status></result>',
      { kind: 'markup', html: false, codes: [] },
    ],
    ['plain text', 'upstream connect error', { kind: 'text' }],
    ['nothing', '', { kind: 'empty' }],
    ['white space', ' \r\n ', { kind: 'empty' }],
  ])('tells %s', (_name, body, expected) => {
    expect(readBody(body)).toEqual(expected);
  });
});
