import { comparable } from '../core/kernel/index.ts';
import type { BuyerMark } from '../core/ports/index.ts';

/** The fields of a model that stay: `true` a value, or a list of values; another `Kept` a model, or a list of models. */
export interface Kept {
  readonly [field: string]: true | Kept;
}

/** The fields of one model that hold plain values, by name. */
export const values = (names: string): Kept =>
  Object.fromEntries(names.split(/\s+/).flatMap((name) => (name === '' ? [] : [[name, true] as const])));

/**
 * A copy with only the named fields. Fields that are unknown, or that a mall adds later, are left out. A model where a value is
 * named is left out, too.
 */
export function keepOnly(model: unknown, kept: Kept): unknown {
  if (Array.isArray(model)) return model.map((one) => keepOnly(one, kept)).filter((one) => one !== undefined);
  if (typeof model !== 'object' || model === null) return model === null ? null : undefined;
  const fields = Object.entries(model).flatMap(([field, value]) => {
    const rule = Object.hasOwn(kept, field) ? kept[field] : undefined;
    const left = rule === undefined ? undefined : rule === true ? plainOf(value) : keepOnly(value, rule);
    return left === undefined ? [] : [[field, left] as const];
  });
  return Object.fromEntries(fields);
}

const isPlain = (value: unknown): boolean => typeof value !== 'object' || value === null;

function plainOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter(isPlain);
  return isPlain(value) ? value : undefined;
}

/** A telephone number in the one form in which two are compared: digits; a Japanese one as it is dialled in Japan, after whatever prefix. */
function phonesAlike(text: string): string {
  const digits = text.normalize('NFKC').replaceAll(/\D/g, '');
  // +81, 0081 or 01081, with or without the 0 that follows it by mistake. No number of Japan begins with 8 without its 0.
  return digits.replace(/^(?:00|010)?810?(?=[1-9]\d{8,9}$)/, '0');
}

/** False of what is written where nothing is known: nothing, marks, or the same digit again and again. */
function isFilled(text: string): boolean {
  return !/^(?:(.)\1*)?$/u.test(text.replaceAll(/[^\p{L}\p{N}]/gu, ''));
}

/** What stands in some fields of a model, one after the other; nothing of whatever is neither text nor number. */
export function fieldsJoined(model: unknown, names: readonly string[]): string {
  const fields = Object(model) as Readonly<Record<string, unknown>>;
  return names
    .map((name) => fields[name])
    .map((value) => (typeof value === 'string' || typeof value === 'number' ? String(value) : ''))
    .join('');
}

/** The marks of a buyer with this mail address, name and telephone number. Empty fields give no mark. */
export function marksOf(buyer: { readonly mail: string; readonly name: string; readonly phone: string }): BuyerMark[] {
  const [mail, name, phone] = [comparable(buyer.mail), comparable(buyer.name), phonesAlike(buyer.phone)];
  return [
    ...(isFilled(mail) ? [{ kind: 'mail' as const, value: mail }] : []),
    ...(isFilled(name) && isFilled(phone) ? [{ kind: 'name-and-phone' as const, value: `${name} ${phone}` }] : []),
  ];
}
