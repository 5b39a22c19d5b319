import type { Incident, ToldOccasion } from './incident.ts';

/**
 * What a relapse must leave behind of an incident that was closed: that merchants were told of it, and of what. Its all-clear may
 * not have reached everybody yet, and who uses nothing of what fails now would never hear of it again.
 */
export function toldBefore(incident: Incident): ToldOccasion[] {
  const { told = [], reopened, noticedAt, stage, affected } = incident;
  if (noticedAt === undefined || stage.kind !== 'closed') return [...told];
  return [...told, { reopened, ...relapseOf(incident), noticedAt, closedAt: stage.at, affected }];
}

/** What says with which relapse an occasion begins; nothing of the first one. */
function relapseOf({ reopenedAt, before }: Pick<Incident, 'reopenedAt' | 'before'>) {
  return {
    ...(reopenedAt === undefined ? {} : { reopenedAt }),
    ...(before === undefined ? {} : { before }),
  };
}

/** An incident with what was out since an earlier occasion began, as one. */
export function sinceOccasion(incident: Incident, first: Incident): Incident {
  const { reopenedAt: _, before: __, ...rest } = incident;
  return { ...rest, ...relapseOf(first) };
}

/** The earlier occasions of an incident that merchants were told of, each as it was when it was closed; the newest first. */
export function earlierOccasions(incident: Incident): Incident[] {
  const { told = [], reopenedAt: _, before: __, noticedAt: ___, secondAudit: ____, ...rest } = incident;
  return told
    .map(({ closedAt, ...occasion }, index): Incident => {
      const stage = { kind: 'closed', at: closedAt } as const;
      return { ...rest, ...occasion, stage, told: told.slice(0, index) };
    })
    .toReversed();
}
