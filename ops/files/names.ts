/** A name as names are compared: full-width and half-width forms alike, whatever the case, without spaces. */
export function comparable(name: string): string {
  return name
    .normalize('NFKC')
    .replaceAll(/[\s\u3000]/g, '')
    .toLowerCase();
}
