import type { Variables } from './variables.ts';

/** Where Yahoo!ショッピング and its token endpoint are. */
export interface YahooAddress {
  readonly baseUrl: string;
  readonly authUrl: string;
}

/** Reads it; null where Yahoo!ショッピング is not configured for this process. An incomplete address is an error. */
export function readYahooAddress(variables: Variables): YahooAddress | null {
  const [baseUrl, authUrl] = [variables.optional('YAHOO_BASE_URL'), variables.optional('YAHOO_AUTH_URL')];
  if (baseUrl === null && authUrl === null) return null;
  return { baseUrl: baseUrl ?? variables.text('YAHOO_BASE_URL'), authUrl: authUrl ?? variables.text('YAHOO_AUTH_URL') };
}
