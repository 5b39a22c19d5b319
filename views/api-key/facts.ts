import { anyList, object, oneOf, optional, orNull, type Static, text } from '../../core/kernel/index.ts';
import { type ApiKey, apiKeyStanding, apiScopes } from '../../core/model/index.ts';
import { fieldsOf, jstIso, jstIsoOrNull } from '../plain.ts';
import { moment } from '../shape.ts';

const standings = ['works', 'ended', 'expired'] as const;

/** A key of the API without its text, which is kept nowhere. */
const apiKeyShape = object({
  /** `merchant`: null for a key of every merchant. */
  ...{ key: text(), name: text(), merchant: orNull(text()), scopes: anyList(oneOf(apiScopes)) },
  ...{ standing: oneOf(standings), createdAt: moment, by: text(), endsAt: moment, endedBy: optional(text()) },
  lastUsedAt: orNull(moment),
});
export type ApiKeyFacts = Static<typeof apiKeyShape>;

export const apiKeyFacts = (key: ApiKey, now: number): ApiKeyFacts => ({
  ...{ key: key.id, ...fieldsOf(key, 'name', 'merchant', 'scopes') },
  ...{ standing: apiKeyStanding(key, now), createdAt: jstIso(key.createdAt), by: key.by, endsAt: jstIso(key.endsAt) },
  ...(key.endedBy === undefined ? {} : { endedBy: key.endedBy }),
  lastUsedAt: jstIsoOrNull(key.lastUsedAt),
});
