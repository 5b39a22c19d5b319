import type { Incident, ToldOccasion } from './incident.ts';

/**
 * What a relapse must leave behind of an incident that was closed: that merchants were told of it, and of what. Its all-clear may
 * not have reached everybody yet, and who uses nothing of what fails now would never hear of it again.
 */
export function toldBefore({ told = [], reopened, reopenedAt, noticedAt, stage, affected }: Incident): ToldOccasion[] {
  if (noticedAt === undefined || stage.kind !== 'closed') return [...told];
  const since = reopenedAt === undefined ? {} : { reopenedAt };
  return [...told, { reopened, ...since, noticedAt, closedAt: stage.at, affected }];
}

/** The earlier occasions of an incident that merchants were told of, each as it was when it was closed; the newest first. */
export function earlierOccasions(incident: Incident): Incident[] {
  const { told = [], reopenedAt: _, noticedAt: __, secondAudit: ___, ...rest } = incident;
  return told
    .map(({ closedAt, ...occasion }, index): Incident => {
      const stage = { kind: 'closed', at: closedAt } as const;
      return { ...rest, ...occasion, stage, told: told.slice(0, index) };
    })
    .toReversed();
}
