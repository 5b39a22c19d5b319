import type { ExchangeEntry, JournalEntry } from './entry.ts';

/** What stands in an address where the licence key stood. */
export const keyRemoved = 'removed';

/** Query parameters that carry a key: license.expiryDate.get has the licence key in its address (`docs/malls/rms.md`). */
const keyParameter = /([?&]licenseKey=)([^&]*)/gi;

/** An address without the keys in it. */
export function withoutKeys(path: string): string {
  return path.replace(keyParameter, `$1${keyRemoved}`);
}

/** Whether a header carries a key, or what was made with one (Yahoo's X-SWS-Signature); the access tokens of Amazon and Shopify. */
export function isKeyHeader(name: string): boolean {
  return ['authorization', 'x-sws-signature', 'x-amz-access-token', 'x-shopify-access-token'].includes(
    name.toLowerCase(),
  );
}

/** The token endpoints of Yahoo, Amazon and Shopify: a refresh token or a secret goes in, an access token comes out (`docs/malls/`). */
export function isTokenCall(path: string): boolean {
  return /\/(?:(?:yconnect\/v2|auth\/o2)\/token|admin\/oauth\/access_token)(\?|$)/.test(path);
}

/** Throws when a key would get into the journal. The message holds nothing of the key. */
export function refuseSecrets(entry: JournalEntry): void {
  switch (entry.kind) {
    case 'exchange': {
      const header = Object.keys(entry.request.headers).find(isKeyHeader);
      if (header !== undefined) {
        throw new Error(
          `A request with the header "${header}" was about to be written to the journal; keys never are. Make the entry with exchangeEntry(), which names the shop instead.`,
        );
      }
      if (isTokenCall(entry.request.path) && holdsWords(entry)) {
        throw new Error(
          'A request to a token endpoint was about to be written to the journal with what it said; keys never are. Make the entry with exchangeEntry(), which removes it.',
        );
      }
      if (withoutKeys(entry.request.path) !== entry.request.path) {
        throw new Error(
          'A request with a licenseKey in its address was about to be written to the journal; keys never are. Make the entry with exchangeEntry(), which removes it.',
        );
      }
      return;
    }
    case 'row':
      if (Object.hasOwn(entry.row, 'credential')) {
        throw new Error(
          `A row of ${entry.table} with a credential was about to be written to the journal; keys never are, sealed ones neither. Make the row with plainItem() or plainRow(), which leave it out.`,
        );
      }
      return;
    case 'run':
    case 'run-end':
    case 'event':
    case 'mail':
    case 'health':
    case 'request':
    case 'failed-message':
    case 'fault':
    case 'held-span':
    case 'warm-span':
    case 'book':
    case 'level':
    case 'shown':
      return;
  }
}

/** Whether any text of a token call's request or answer is left. */
function holdsWords({ request, outcome }: ExchangeEntry): boolean {
  return [request.body, 'body' in outcome ? outcome.body : keyRemoved].some((text) => text !== keyRemoved);
}
