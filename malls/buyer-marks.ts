/** A name or an address in the one form in which two are compared: after NFKC, whatever the case, without white space. */
export function namesAlike(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/\s/g, '');
}

/** False of what is written where nothing is known: nothing, marks, or the same digit again and again. */
export function isFilled(text: string): boolean {
  return !/^(?:(.)\1*)?$/u.test(text.replaceAll(/[^\p{L}\p{N}]/gu, ''));
}
