import { describe, expect, it } from 'vitest';
import { changesBetween } from '../../../../core/import/order-history.ts';
import { pack, unpack } from '../../../../core/model/packing.ts';

describe('changes between two originals', () => {
  it('changes between two originals are listed by path, with both values', () => {
    const before = { orderProgress: 100, PackageModelList: [{ ItemModelList: [{ units: 1 }] }] };
    const after = { orderProgress: 300, PackageModelList: [{ ItemModelList: [{ units: 2 }] }] };
    expect(changesBetween(JSON.stringify(before), JSON.stringify(after))).toEqual([
      { path: 'orderProgress', before: 100, after: 300 },
      { path: 'PackageModelList[0].ItemModelList[0].units', before: 1, after: 2 },
    ]);
  });

  it('changes between two originals do not count the order of keys', () => {
    expect(changesBetween('{"a":1,"b":{"c":null,"d":2}}', '{"b":{"d":2,"c":null},"a":1}')).toEqual([]);
  });

  it('changes between two originals include what was added, what was removed, and a list that became an object', () => {
    expect(changesBetween('{"a":[1],"b":1}', '{"a":{"0":1},"c":1}')).toEqual([
      { path: 'a', before: [1], after: { 0: 1 } },
      { path: 'b', before: 1, after: undefined },
      { path: 'c', before: undefined, after: 1 },
    ]);
  });
});

describe('a packed original', () => {
  it('a packed original comes back letter by letter, with letters outside the basic plane and half-width kana', () => {
    const original = JSON.stringify({ familyName: '𠮷田', firstName: '髙志', kana: 'ﾖｼﾀﾞ ﾀｶｼ', memo: '🎌\n"' });
    expect(unpack(pack(original))).toBe(original);
  });

  it('a packed original names its dictionary, and an unknown one is refused with what to do', () => {
    const packed = pack('{}');
    expect(packed[0]).toBe(1);
    const later = Uint8Array.from(packed);
    later[0] = 99;
    expect(() => unpack(later)).toThrow(/dictionary 99.*Install the release that wrote it/);
  });

  it('a packed original is empty once it was erased', () => {
    expect(unpack(new Uint8Array())).toBe('');
  });
});
