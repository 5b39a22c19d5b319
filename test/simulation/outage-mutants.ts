import type { Mutant } from './mutants.ts';

/** Planted bugs in how outages are met; only worlds with outages can tell. */
export const outageMutants: readonly Mutant[] = [
  {
    name: 'outage-pause-never-lifted',
    file: 'core/health/judge.ts',
    edits: [{ find: 'goodRounds >= settings.healthyRounds', replace: 'goodRounds < 0' }],
  },
  {
    name: 'effects-only-at-transitions',
    file: 'core/health/probe-round.ts',
    edits: [
      {
        find: '  const incident = await assertConsequences(ports, mall, healths, telling, run.memory.laggards);',
        replace:
          '  const isNew = healths.some((health) => !standing.healths.includes(health) && health.version > 0);\n  const incident = isNew ? await assertConsequences(ports, mall, healths, settings) : null;',
      },
    ],
  },
  {
    name: 'audit-counts-what-was-placed-meanwhile',
    file: 'core/audit/audit-shop.ts',
    edits: [
      {
        find: 'isBehind(batch.listedAt.get(orderNumber), cursor));',
        replace: 'isBehind(batch.listedAt.get(orderNumber), cursor) || cursor > 0);',
      },
    ],
  },
  {
    name: 'told-at-the-first-failure',
    file: 'core/incidents/keep.ts',
    edits: [{ find: 'now - from >= settings.openedMailAfterMs', replace: 'now - from >= 0' }],
  },
  {
    name: 'relapse-told-at-once',
    file: 'core/incidents/keep.ts',
    edits: [{ find: '    const { noticedAt: _, ...rest } = stored;', replace: '    const rest = stored;' }],
  },
  {
    name: 'told-though-answered-again',
    file: 'core/incidents/keep.ts',
    edits: [
      { find: '  if (!outs.some((health) => isFailing(health, now))) return incident;\n', replace: '' },
      {
        file: 'core/health/probe-round.ts',
        find: '  return isFailing ? settings : { ...settings, openedMailAfterMs: Number.POSITIVE_INFINITY };',
        replace: '  return isFailing ? settings : { ...settings };',
      },
    ],
  },
  {
    name: 'all-clear-before-the-audit',
    file: 'core/incidents/keep.ts',
    edits: [
      { find: 'if (!(caughtUp && audited) && !isLate)', replace: 'if (!caughtUp && !isLate)' },
      {
        file: 'core/incidents/aftermath.ts',
        find: '...(await sentAfter(ports, incident, pauses, caughtUp && audited)),',
        replace: '...(await sentAfter(ports, incident, pauses, caughtUp)),',
      },
      {
        file: 'core/incidents/aftermath.ts',
        find: 'shop.cursor >= due.caughtUpAt && (await isAudited())',
        replace: 'shop.cursor >= due.caughtUpAt',
      },
    ],
  },
  {
    name: 'mail-without-a-claim',
    file: 'core/notices/deliver.ts',
    edits: [
      {
        find: "  if ((await ports.notices.put({ ...key, version, state: sending })) === 'changed') return false;",
        replace: '  void ports.notices.put({ ...key, version, state: sending }).catch(() => undefined);',
      },
    ],
  },
  {
    name: 'account-refusal-taken-for-the-mails',
    file: 'aws/mailer.ts',
    edits: [
      {
        find: "  const isOfOne = name === 'BadRequestException' || (name === 'MessageRejected' && aboutTheMail.test(message));\n  return isOfOne && !aboutAllMails.test(message);",
        replace: "  return name === 'BadRequestException' || name === 'MessageRejected' || message === '';",
      },
      {
        file: 'core/notices/refusals.ts',
        find: '{ isOneTaken: false, held: [] }',
        replace: '{ isOneTaken: true, held: [] }',
      },
    ],
  },
  {
    name: 'refused-though-none-was-taken',
    file: 'core/notices/refusals.ts',
    edits: [{ find: '{ isOneTaken: false, held: [] }', replace: '{ isOneTaken: true, held: [] }' }],
  },
  {
    name: 'maintenance-taken-for-an-outage',
    file: 'core/pause/maintenance.ts',
    edits: [{ find: 'at < Math.min(maintenance.to + overrunMs', replace: 'at < Math.min(maintenance.from' }],
  },
  {
    name: 'refused-key-taken-for-an-outage',
    file: 'core/health/evidence.ts',
    edits: [
      { find: "  if (isKeyTrouble(error)) return 'key';", replace: "  if (isKeyTrouble(error)) return 'failed';" },
    ],
  },
  {
    name: 'throttling-taken-for-an-outage',
    file: 'core/health/evidence.ts',
    edits: [{ find: "'mall.throttled') return 'throttled';", replace: "'mall.throttled') return 'failed';" }],
  },
  {
    name: 'our-network-taken-for-the-mall',
    file: 'core/health/probe-round.ts',
    edits: [
      {
        find: '  if (await reference.answers()) return false;',
        replace: '  if (reference.answers() !== null) return false;',
      },
    ],
  },
  {
    name: 'everybody-comes-back-at-once',
    file: 'core/health/ramp.ts',
    edits: [{ find: '  if (step === undefined) return shops;', replace: '  if (step !== null) return shops;' }],
  },
  {
    name: 'ramp-goes-on-by-stale-evidence',
    file: 'core/health/judge.ts',
    edits: [
      {
        find: 'return seen.answered === 0 || (probes.answered + probes.throttled === 0 && probes.failed > 0);',
        replace: 'return seen.answered === 0 && (probes.answered === 0 || probes.failed > 0);',
      },
    ],
  },
  {
    name: 'silent-round-holds-nobody',
    file: 'core/pause/standing.ts',
    edits: [{ find: 'if (state.silentRounds > 0) {', replace: 'if (state.silentRounds < 0) {' }],
  },
  {
    name: 'few-shops-wait-like-many',
    file: 'core/health/judge.ts',
    edits: [
      {
        find: 'return confirmed ? lightStep(callsPerSecond, settings) : 0;',
        replace: 'return confirmed ? 0 * lightStep(callsPerSecond, settings) : 0;',
      },
    ],
  },
  {
    name: 'first-answer-lets-everybody-back',
    file: 'core/health/judge.ts',
    edits: [
      {
        find: 'return confirmed ? lightStep(callsPerSecond, settings) : 0;',
        replace: 'return confirmed ? lightStep(callsPerSecond, settings) : lightStep(callsPerSecond, settings);',
      },
    ],
  },
  {
    name: 'every-load-is-light',
    file: 'core/health/ramp.ts',
    edits: [
      {
        find: 'callsPerSecond * share <= lightCallsPerSecond',
        replace: 'callsPerSecond * share >= lightCallsPerSecond - lightCallsPerSecond',
      },
    ],
  },
  {
    name: 'pauses-read-once-for-ever',
    file: 'core/health/standing-cache.ts',
    edits: [
      {
        find: 'Math.abs(now - cached.at) < standingAgeMaxMs',
        replace: 'Math.abs(now - cached.at) < 10_000 * standingAgeMaxMs',
      },
    ],
  },
  {
    name: 'flapping-opens-incident-after-incident',
    file: 'core/incidents/keep.ts',
    edits: [{ find: 'openedAt - closedAt <= settings.reopenWithinMs', replace: 'openedAt < closedAt' }],
  },
  {
    name: 'told-before-telling',
    file: 'core/incidents/assert.ts',
    edits: [
      {
        find: '  for (const line of timelineOf(incident)) await ports.incidents.tell(line);\n  if (await ports.bus.tellIncident(newsOf(incident))) return ports.incidents.markTold(incident);',
        replace:
          '  await ports.incidents.markTold(incident);\n  for (const line of timelineOf(incident)) await ports.incidents.tell(line);\n  await ports.bus.tellIncident(newsOf(incident));',
      },
    ],
  },
  {
    name: 'everybody-is-written-to',
    file: 'core/notices/write-letter.ts',
    edits: [
      {
        find: 'filter((capability) => merchant.features.includes(capability));',
        replace: 'filter((capability) => capability.length > merchant.features.length - 9);',
      },
    ],
  },
  {
    name: 'unaudited-counted-as-nothing-missing',
    file: 'core/audit/figures.ts',
    edits: [
      {
        find: "    if (result?.kind !== 'audited') continue;\n    audited++;",
        replace: "    audited++;\n    if (result?.kind !== 'audited') continue;",
      },
    ],
  },
];
