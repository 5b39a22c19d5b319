import { type Incident, occasionOf } from '../incidents/incident.ts';
import { earlierOccasions, sinceOccasion } from '../incidents/occasions.ts';
import type { Merchant } from '../merchants/merchant.ts';
import { affectedCapabilities, type DueNotice, dueNotices } from './due-notices.ts';
import type { Notice } from './notice.ts';

/** An occasion of an incident with the mails that it wants sent, between those before it and those after it. */
export interface OccasionDues {
  /** The incident as it is, or as it was when this occasion was closed. */
  readonly incident: Incident;
  readonly dues: readonly DueNotice[];
  /** Occasions that merchants were told of, the newest first. */
  readonly earlier: readonly Incident[];
  readonly later: readonly Incident[];
}

/**
 * What an incident wants told, occasion by occasion, the newest first: a relapse must not swallow the all-clear of those it does
 * not concern. Until it is known whether a relapse lasts, nothing of before is told: "well again" would come while it fails.
 */
export function occasionDues(incident: Incident): OccasionDues[] {
  const earlier = earlierOccasions(incident);
  const present = { incident, dues: dueNotices(incident), earlier, later: [] };
  if (incident.noticedAt === undefined && incident.stage.kind === 'open') return [present];
  const told = incident.noticedAt === undefined ? [] : [incident];
  return [
    present,
    ...earlier.map((one, index) => ({
      incident: one,
      dues: dueNotices(one),
      earlier: earlier.slice(index + 1),
      later: [...told, ...earlier.slice(0, index)],
    })),
  ];
}

/** True when an occasion concerns a merchant: something they use was out. */
export function concernedBy(incident: Incident, { features }: Pick<Merchant, 'features'>): boolean {
  return affectedCapabilities(incident).some((capability) => features.includes(capability));
}

/** True when a later all-clear tells a merchant what this mail would. */
export function isCarried({ later }: OccasionDues, { kind }: Pick<DueNotice, 'kind'>, merchant: Merchant): boolean {
  return kind === 'outage-all-clear' && later.some((one) => concernedBy(one, merchant));
}

/** False for who came after an occasion was over: nobody told them of it. */
function wasThere({ createdAt }: Merchant, { stage }: Incident): boolean {
  return stage.kind !== 'closed' || createdAt < stage.at;
}

/**
 * The incident as a merchant's all-clear must tell of it: with the occasions before this one whose all-clear has not reached
 * them. `noticesOf` gives the mails of an occasion by their keys.
 */
export function withUntold(
  { incident, earlier }: OccasionDues,
  merchant: Merchant,
  noticesOf: (occasion: string) => readonly Notice[],
): Incident {
  // Whom this occasion does not concern gets the all-clear of the earlier one as a mail of its own.
  if (!concernedBy(incident, merchant)) return incident;
  let first = incident;
  for (const one of earlier) {
    const allClear = noticesOf(occasionOf(one)).find(
      (notice) => notice.kind === 'outage-all-clear' && notice.merchant === merchant.id,
    );
    if (allClear?.state.kind === 'sent' || allClear?.state.kind === 'refused') break;
    if (concernedBy(one, merchant) && wasThere(merchant, one)) first = one;
  }
  return first === incident ? incident : sinceOccasion(incident, first);
}
