import type { Transcoded } from './shift-jis.ts';

export const encodings = ['utf8', 'shift_jis'] as const;
export type Encoding = (typeof encodings)[number];

export interface Encoder {
  readonly start: Uint8Array;
  encode(text: string): Transcoded;
}

/** The encoder of an encoding. Shift_JIS is loaded only when it is wanted. */
export async function openEncoder(encoding: Encoding, { bom }: { readonly bom: boolean }): Promise<Encoder> {
  switch (encoding) {
    case 'utf8':
      return {
        start: Buffer.from(bom ? '\ufeff' : '', 'utf8'),
        encode: (text) => ({ bytes: Buffer.from(text, 'utf8'), lost: [] }),
      };
    case 'shift_jis': {
      const { toShiftJis } = await import('./shift-jis.ts');
      return { start: new Uint8Array(), encode: toShiftJis };
    }
  }
}

/** A character that an encoding does not have, `𠮷 (U+20BB7)`: terminals without the font show a box. */
export function characterText(character: string): string {
  return `${character} (U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')})`;
}
