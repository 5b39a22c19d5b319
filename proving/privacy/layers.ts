/** How deep what is encoded is looked for in what is encoded. */
const depthMax = 3;

/**
 * A text and everything that is written in it in another form: JSON escapes, URL encoding, HTML entities, quoted-printable and base64,
 * each within the others.
 */
export function layersOf(text: string, depth = 0): string[] {
  if (depth >= depthMax) return [text];
  const inner = [unescaped(text), unquoted(text), ...decodedTokens(text)].filter((one) => one !== '' && one !== text);
  return [text, ...inner.flatMap((one) => layersOf(one, depth + 1))];
}

/** JSON escapes, URL encoding and entities, undone where any is. */
function unescaped(text: string): string {
  if (!/\\u[0-9a-fA-F]{4}|%[0-9a-fA-F]{2}|&#/.test(text)) return '';
  return text
    .replaceAll(/\\u([0-9a-fA-F]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replaceAll(/(?:%[0-9a-fA-F]{2})+/g, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'))
    .replaceAll(/&#(\d{1,7});/g, (_, code: string) => safeCharacter(Number(code)))
    .replaceAll(/&#x([0-9a-fA-F]{1,6});/g, (_, code: string) => safeCharacter(Number.parseInt(code, 16)));
}

const safeCharacter = (code: number): string => (code <= 0x10ffff ? String.fromCodePoint(code) : '');

/** Quoted-printable, as mails have it. */
function unquoted(text: string): string {
  if (!/(?:=[0-9A-F]{2}){3}/.test(text)) return '';
  return text
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/(?:=[0-9A-F]{2})+/g, (run) => Buffer.from(run.replaceAll('=', ''), 'hex').toString('utf8'));
}

/** What may be base64 or base64url, decoded, where text comes of it. */
function decodedTokens(text: string): string[] {
  const decoded: string[] = [];
  for (const [token] of text.matchAll(/[A-Za-z0-9+/_-]{16,}={0,2}/g)) {
    const plain = Buffer.from(token, 'base64url').toString('utf8');
    // Ids and words decode to rubbish, most of which is no UTF-8.
    if (!plain.includes('\ufffd') && !plain.includes('\0')) decoded.push(plain);
  }
  return decoded.length === 0 ? [] : [decoded.join('\n')];
}
