/** What the body of an answer turned out to be. Malls announce JSON and send other things when they are not well. */
export type ReplyBody =
  | { readonly kind: 'json'; readonly value: unknown }
  /** Begins like a JSON object or list, and is not one. */
  | { readonly kind: 'broken'; readonly text: string }
  /** `codes` are the error codes of an XML answer; a page for people (`html`) has none. */
  | { readonly kind: 'markup'; readonly html: boolean; readonly codes: readonly string[] }
  | { readonly kind: 'text' }
  | { readonly kind: 'empty' };

const firstMark = /^[\s\ufeff]*(.?)/u;
const htmlStart = /^[\s\ufeff]*(?:<!--[\s\S]*?-->\s*)*<(?:!doctype|html|head|body|center|h1)\b/i;
const xmlCode = /<(?:code|errorCode)>\s*([A-Za-z0-9_-]{1,60})\s*</g;

/** Parses a body, once. */
export function readBody(body: Buffer | string): ReplyBody {
  const text = typeof body === 'string' ? body : body.toString('utf8');
  // Nearly every body; the others are looked at more closely.
  if (text.startsWith('{')) return jsonOf(text);
  const first = firstMark.exec(text)?.[1] ?? '';
  if (first === '') return { kind: 'empty' };
  if (first === '<') {
    const html = htmlStart.test(text);
    return { kind: 'markup', html, codes: html ? [] : [...text.matchAll(xmlCode)].map((match) => match[1] as string) };
  }
  const read = jsonOf(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  if (read.kind === 'json') return read;
  return first === '{' || first === '[' ? { kind: 'broken', text } : { kind: 'text' };
}

function jsonOf(text: string): ReplyBody {
  try {
    return { kind: 'json', value: JSON.parse(text) };
  } catch {
    return { kind: 'broken', text };
  }
}
