import type { BuyerMark } from '../core/ports/index.ts';

/** A name or an address in the one form in which two are compared: after NFKC, whatever the case, without white space. */
function namesAlike(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/\s/g, '');
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
  const [mail, name, phone] = [namesAlike(buyer.mail), namesAlike(buyer.name), buyer.phone.replaceAll(/\D/g, '')];
  return [
    ...(isFilled(mail) ? [{ kind: 'mail' as const, value: mail }] : []),
    ...(isFilled(name) && isFilled(phone) ? [{ kind: 'name-and-phone' as const, value: `${name} ${phone}` }] : []),
  ];
}
