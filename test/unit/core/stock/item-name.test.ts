import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { itemNameMax, shortItemName } from '../../../../core/stock/oversold.ts';

describe('a name of goods', () => {
  it('stays as it is where it is short, and is one line', () => {
    expect(shortItemName('宇治抹茶 100g')).toBe('宇治抹茶 100g');
    expect(shortItemName('  宇治抹茶\r\n\t100g\u0000　')).toBe('宇治抹茶 100g');
    expect(shortItemName('あ'.repeat(itemNameMax))).toBe('あ'.repeat(itemNameMax));
  });

  it('is none where nothing is in it', () => {
    expect(['', ' ', '　\n'].map(shortItemName)).toEqual([null, null, null]);
  });

  it('is cut where it is long, and says so', () => {
    expect(shortItemName('あ'.repeat(61))).toBe(`${'あ'.repeat(59)}…`);
    expect(shortItemName(`${'あ'.repeat(55)} ${'い'.repeat(9)}`)).toBe(`${'あ'.repeat(55)} いいい…`);
  });

  it.each(['𠮷', '👨‍👩‍👧', 'か\u3099', '🇯🇵'])('is never cut within %s', (character) => {
    for (const before of Array.from({ length: 14 }, (_, index) => 50 + index)) {
      const name = shortItemName(`${'あ'.repeat(before)}${character.repeat(9)}`) as string;
      const rest = name.replace(/^あ+/, '').replace('…', '');
      expect(rest).toBe(character.repeat(rest.length / character.length));
      expect(name.length).toBeLessThanOrEqual(itemNameMax);
    }
  });

  it('is never too long for a row, whatever a mall puts into it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const name = shortItemName(text);
        if (name === null) return;
        expect(name.length).toBeLessThanOrEqual(itemNameMax);
        expect(name.isWellFormed()).toBe(true);
        expect(name).not.toMatch(/\p{Cc}/u);
        expect(shortItemName(name)).toBe(name);
      }),
    );
  });
});
