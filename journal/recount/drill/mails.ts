import type { DrillDay } from './day.ts';

/** The `mails` of a drill. */
export interface MailCount {
  readonly affectedMin: number;
  readonly affectedMax: number;
  readonly unaffected: number;
  readonly corrections: number;
  readonly digests: number;
  readonly total: number;
}

export function countMails({ settings, shops, merchants, mails }: DrillDay): MailCount {
  // A correction sets an all-clear right; it is counted apart.
  const isCorrection = (subject: string): boolean => subject.includes('の再照合');
  const owners = new Set(shops.map(({ merchant }) => merchant));
  const mailsByMerchant = new Map<string, number>();
  const merchantOf = new Map<string, string>();
  for (const { id, features, contacts } of merchants) {
    if (!owners.has(id) || !features.some((feature) => settings.out.includes(feature))) continue;
    mailsByMerchant.set(id, 0);
    for (const contact of contacts) merchantOf.set(contact, id);
  }
  let [unaffected, corrections, digests] = [0, 0, 0];
  for (const { to, subject } of mails) {
    // A digest tells a merchant of changes that failed, and nothing of the outage.
    if (/^【要対応 [0-9]+件】/.test(subject)) {
      digests += 1;
      continue;
    }
    const reached = new Set(to.map((address) => merchantOf.get(address)));
    if (reached.has(undefined)) unaffected += 1;
    if (isCorrection(subject)) corrections += 1;
    else for (const id of reached) if (id !== undefined) mailsByMerchant.set(id, (mailsByMerchant.get(id) ?? 0) + 1);
  }
  const counts = [...mailsByMerchant.values()];
  return {
    affectedMin: counts.length === 0 ? 0 : Math.min(...counts),
    affectedMax: counts.length === 0 ? 0 : Math.max(...counts),
    unaffected,
    corrections,
    digests,
    total: mails.length,
  };
}
