/** So long after its end a token is still told from one that never was. */
const knownAfterEndMs = 3_600_000;

/**
 * Keeps a new access token of a mall until some time after its end, and forgets the oldest of the others that are past theirs: a shop gets a new
 * one each hour.
 *
 * @param tokens by their text, in the order in which they were given
 */
export function keepToken<Token extends { readonly expiresAt: number }>(
  tokens: Map<string, Token>,
  text: string,
  token: Token,
  nowMs: number,
): void {
  for (const [known, { expiresAt }] of tokens) {
    if (nowMs < expiresAt + knownAfterEndMs) break;
    tokens.delete(known);
  }
  tokens.set(text, token);
}
