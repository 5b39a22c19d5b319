import { readXml, type XmlElement } from '../xml.ts';

/** What the body of an answer turned out to be: XML was to come, and other things do when the mall is not well. */
export type YahooBody =
  | { readonly kind: 'xml'; readonly root: XmlElement }
  /** Begins like XML, and is none. */
  | { readonly kind: 'broken'; readonly text: string }
  /** A page for people. */
  | { readonly kind: 'page'; readonly text: string }
  | { readonly kind: 'text' }
  | { readonly kind: 'empty' };

const pageStart = /^[\s\ufeff]*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<(?:!doctype|html|head|body|center|h1)\b/i;

/** Parses a body, once. */
export function readYahooBody(body: Buffer | string): YahooBody {
  const text = typeof body === 'string' ? body : body.toString('utf8');
  const first = /^[\s\ufeff]*(.?)/u.exec(text)?.[1] ?? '';
  if (first === '') return { kind: 'empty' };
  if (first !== '<') return { kind: 'text' };
  if (pageStart.test(text)) return { kind: 'page', text };
  const root = readXml(text.trimStart());
  return root ? { kind: 'xml', root } : { kind: 'broken', text };
}
