import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../local/events/pattern.ts';

const event = {
  source: 'tsunagi.orders',
  'detail-type': 'OrderImported',
  resources: [],
  detail: {
    shop: 'rms#hana',
    amount: 300,
    note: '',
    gone: null,
    gift: false,
    ip: '10.0.0.7',
    tags: ['a', 'b'],
    lines: [{ sku: 'x-1' }, { sku: 'y-2' }],
  },
};

const detail = (pattern: object) => ({ detail: pattern });

describe('an event pattern', () => {
  it.each<[string, object]>([
    ['a value', { source: ['other', 'tsunagi.orders'] }],
    ['a number', detail({ amount: [300] })],
    ['false', detail({ gift: [false] })],
    ['null', detail({ gone: [null] })],
    ['an empty text', detail({ note: [''] })],
    ['one value of a list', detail({ tags: ['b', 'z'] })],
    ['a field inside a list of objects', detail({ lines: { sku: ['y-2'] } })],
    ['a prefix', { source: [{ prefix: 'tsunagi.' }] }],
    ['a prefix in any case', { source: [{ prefix: { 'equals-ignore-case': 'TSUNAGI.' } }] }],
    ['a suffix', detail({ shop: [{ suffix: '#hana' }] })],
    ['a text in any case', { 'detail-type': [{ 'equals-ignore-case': 'orderimported' }] }],
    ['a wildcard', detail({ shop: [{ wildcard: 'r*s#*' }] })],
    ['a number in a range', detail({ amount: [{ numeric: ['>', 100, '<=', 300] }] })],
    ['a field that is there', detail({ gone: [{ exists: true }] })],
    ['a field that is not there', detail({ other: [{ exists: false }] })],
    ['a field of a part that is not there', { other: { field: [{ exists: false }] } }],
    ['an empty list as no value', { resources: [{ exists: false }] }],
    ['anything but a value', detail({ shop: [{ 'anything-but': 'rms#yama' }] })],
    ['anything but some prefixes', detail({ shop: [{ 'anything-but': { prefix: ['yahoo#', 'au#'] } }] })],
    ['an address in a network', detail({ ip: [{ cidr: '10.0.0.0/24' }] })],
    ['either of two patterns', { $or: [{ source: ['other'] }, detail({ amount: [300] })] }],
    ['all of its fields', { source: ['tsunagi.orders'], ...detail({ amount: [300], gift: [false] }) }],
  ])('an event pattern matches %s', (_, pattern) => {
    expect(compilePattern(pattern)(event)).toBe(true);
  });

  it.each<[string, object]>([
    ['another value', { source: ['other'] }],
    ['the text of a number', detail({ amount: ['300'] })],
    ['null for a field that is not there', detail({ other: [null] })],
    ['one field of two', { source: ['tsunagi.orders'], ...detail({ amount: [1] }) }],
    ['a number out of its range', detail({ amount: [{ numeric: ['>', 300] }] })],
    ['anything but what it is', detail({ shop: [{ 'anything-but': ['rms#hana', 'x'] }] })],
    ['anything but a prefix it has', detail({ shop: [{ 'anything-but': { prefix: ['rms#'] } }] })],
    ['anything but, for a field that is not there', detail({ other: [{ 'anything-but': 'x' }] })],
    ['a literal star', detail({ shop: [{ wildcard: 'rms\\*hana' }] })],
    ['a prefix of a number', detail({ amount: [{ prefix: '3' }] })],
    ['an address of another network', detail({ ip: [{ cidr: '10.0.1.0/24' }] })],
    ['neither of two patterns', { $or: [{ source: ['other'] }, detail({ amount: [1] })] }],
  ])('an event pattern does not match %s', (_, pattern) => {
    expect(compilePattern(pattern)(event)).toBe(false);
  });

  it.each<[string, unknown, RegExp]>([
    ['no object', 'x', /a pattern is an object/],
    ['no field', {}, /needs a field/],
    ['a field without a list', { source: 'x' }, /a pattern is an object/],
    ['an empty list', { source: [] }, /pattern\.source is an empty list/],
    ['an unknown operator', { source: [{ like: 'x' }] }, /uses "like"; known are prefix/],
    ['two operators in one', { source: [{ prefix: 'x', suffix: 'y' }] }, /object of one operator/],
    ['a range without bounds', detail({ amount: [{ numeric: ['>'] }] }), /one or two pairs/],
    ['an unknown comparison', detail({ amount: [{ numeric: ['!', 1] }] }), /a comparison and a number/],
    ['a network that is none', detail({ ip: [{ cidr: 'x/8' }] }), /a network such as/],
  ])('an event pattern with %s is refused, naming the field', (_, pattern, message) => {
    expect(() => compilePattern(pattern)).toThrow(message);
  });
});
