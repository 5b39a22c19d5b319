import type { Credential } from '../ports/vault.ts';

/**
 * What of a credential belongs to one shop alone, so that the same one under another name is the same shop. Null where there is
 * nothing of that kind: an application of Yahoo!ショッピング and a person's consent may be for several shops, which tell themselves apart by
 * their code in every call.
 */
export function licenceOf(credential: Credential): string | null {
  return credential.mall === 'yahoo' ? null : credential.licenseKey;
}

/** Whether two credentials are the same in everything a mall sees. */
export function isSameCredential(one: Credential, other: Credential): boolean {
  const [a, b] = [entriesOf(one), entriesOf(other)];
  return a.size === b.size && [...a].every(([name, value]) => b.get(name) === value);
}

/** What a credential of 楽天 was stored as before there was another mall is the same without its mall. */
const entriesOf = (credential: Credential): ReadonlyMap<string, unknown> =>
  new Map(Object.entries(credential).filter(([name]) => name !== 'mall' || credential.mall === 'yahoo'));
