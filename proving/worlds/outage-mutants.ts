import type { Mutant } from './mutant.ts';

/** Planted bugs in how outages are met; only worlds with outages can tell. */
export const outageMutants: readonly Mutant[] = [
  {
    name: 'outage-pause-never-lifted',
    edits: [{ in: 'fromRecovering', find: 'goodRounds >= settings.healthyRounds', replace: 'goodRounds < 0' }],
  },
  {
    name: 'effects-only-at-transitions',
    edits: [
      {
        in: 'probeMall',
        find: '  const incident = await assertConsequences(ports, mall, healths, telling, run.memory.laggards);',
        replace:
          '  const isNew = healths.some((health) => !standing.healths.includes(health) && health.version > 0);\n  const incident = isNew ? await assertConsequences(ports, mall, healths, settings) : null;',
      },
    ],
  },
  {
    name: 'audit-counts-later-orders',
    edits: [
      {
        in: 'importMissing',
        find: 'isBehind(batch.listedAt.get(orderNumber), cursor));',
        replace: 'isBehind(batch.listedAt.get(orderNumber), cursor) || cursor > 0);',
      },
    ],
  },
  {
    name: 'told-at-the-first-failure',
    edits: [{ in: 'withNotice', find: 'now - from >= settings.openedMailAfterMs', replace: 'now - from >= 0' }],
  },
  {
    name: 'relapse-told-at-once',
    edits: [
      { in: 'begin', find: '    const { noticedAt: _, ...rest } = stored;', replace: '    const rest = stored;' },
    ],
  },
  {
    name: 'told-though-answered-again',
    edits: [
      {
        in: 'withNotice',
        find: '  if (!outs.some((health) => isFailing(health, now))) return incident;\n',
        replace: '',
      },
      {
        in: 'tellingOnly',
        find: '  return isFailing ? settings : { ...settings, openedMailAfterMs: Number.POSITIVE_INFINITY };',
        replace: '  return isFailing ? settings : { ...settings };',
      },
    ],
  },
  {
    name: 'all-clear-before-the-audit',
    edits: [
      { in: 'closedIfDone', find: 'if (!(caughtUp && audited) && !isLate)', replace: 'if (!caughtUp && !isLate)' },
      {
        in: 'counted',
        find: '...(await sentAfter(ports, incident, pauses, caughtUp && audited)),',
        replace: '...(await sentAfter(ports, incident, pauses, caughtUp)),',
      },
      {
        in: 'isAnyLeft',
        find: 'shop.cursor >= due.caughtUpAt && (await isAudited())',
        replace: 'shop.cursor >= due.caughtUpAt',
      },
    ],
  },
  {
    name: 'mail-without-a-claim',
    edits: [
      {
        in: 'sendOne',
        find: "  if ((await ports.notices.put({ ...key, version, state: sending })) === 'changed') return false;",
        replace: '  void ports.notices.put({ ...key, version, state: sending }).catch(() => undefined);',
      },
    ],
  },
  {
    name: 'chat-forgets-what-it-posted',
    edits: [
      {
        in: 'byChat',
        find: "state: { kind: 'sent', at: ports.clock.now(), messageId: '' },",
        replace: 'state,',
      },
    ],
  },
  {
    name: 'chat-drops-what-it-cannot-post',
    edits: [
      {
        in: 'byChat',
        find: "await noteTrouble(work, chats, chat, 'failing', reason);\n        return false;",
        replace: "await noteTrouble(work, chats, chat, 'failing', reason);\n        return true;",
      },
    ],
  },
  {
    name: 'account-refusal-taken-for-the-mails',
    edits: [
      {
        in: 'refusesOneMail',
        find: "  const isOfOne = name === 'BadRequestException' || (name === 'MessageRejected' && aboutTheMail.test(message));\n  return isOfOne && !aboutAllMails.test(message);",
        replace: "  return name === 'BadRequestException' || name === 'MessageRejected' || message === '';",
      },
      {
        in: 'noRefusals',
        find: '{ isOneTaken: false, held: [] }',
        replace: '{ isOneTaken: true, held: [] }',
      },
    ],
  },
  {
    name: 'refused-though-none-was-taken',
    edits: [{ in: 'noRefusals', find: '{ isOneTaken: false, held: [] }', replace: '{ isOneTaken: true, held: [] }' }],
  },
  {
    name: 'maintenance-taken-for-an-outage',
    edits: [
      {
        in: 'isInMaintenance',
        find: 'at < Math.min(maintenance.to + overrunMs',
        replace: 'at < Math.min(maintenance.from',
      },
    ],
  },
  {
    // A refusal is an answer: a mall that refuses every listing looks well.
    name: 'refused-listing-taken-for-an-answer',
    edits: [
      {
        in: 'failureClasses',
        find: "'mall.refusing': { ...mall, applied: 'no' }",
        replace: "'mall.refusing': { ...content, applied: 'no' }",
      },
    ],
  },
  {
    name: 'refused-key-taken-for-an-outage',
    edits: [
      {
        in: 'key',
        find: "verdict: 'key'",
        replace: "verdict: 'failed'",
      },
    ],
  },
  {
    name: 'throttling-taken-for-an-outage',
    edits: [{ in: 'failureClasses', find: "verdict: 'throttled'", replace: "verdict: 'failed'" }],
  },
  {
    name: 'our-network-taken-for-the-mall',
    edits: [
      {
        in: 'isReferenceSilent',
        find: '!(await reference.answers())',
        replace: 'reference.answers() === null',
      },
    ],
  },
  {
    name: 'everybody-comes-back-at-once',
    edits: [
      {
        in: 'shopsOfStep',
        find: '  if (step === undefined) return shops;',
        replace: '  if (step !== null) return shops;',
      },
    ],
  },
  {
    name: 'ramp-goes-on-by-stale-evidence',
    edits: [
      {
        in: 'isUnanswered',
        find: 'return seen.answered === 0 || (probes.answered + probes.throttled === 0 && probes.failed > 0);',
        replace: 'return seen.answered === 0 && (probes.answered === 0 || probes.failed > 0);',
      },
    ],
  },
  {
    name: 'silent-round-holds-no-shop',
    edits: [{ in: 'outagePause', find: 'if (state.silentRounds > 0) {', replace: 'if (state.silentRounds < 0) {' }],
  },
  {
    name: 'few-shops-wait-like-many',
    edits: [
      {
        in: 'confirmedStep',
        find: 'return confirmed ? lightStep(callsPerSecond, settings) : 0;',
        replace: 'return confirmed ? 0 * lightStep(callsPerSecond, settings) : 0;',
      },
    ],
  },
  {
    name: 'first-answer-lets-everybody-back',
    edits: [
      {
        in: 'confirmedStep',
        find: 'return confirmed ? lightStep(callsPerSecond, settings) : 0;',
        replace: 'return confirmed ? lightStep(callsPerSecond, settings) : lightStep(callsPerSecond, settings);',
      },
    ],
  },
  {
    name: 'every-load-is-light',
    edits: [
      {
        in: 'lightStep',
        find: 'callsPerSecond * share <= lightCallsPerSecond',
        replace: 'callsPerSecond * share >= lightCallsPerSecond - lightCallsPerSecond',
      },
    ],
  },
  {
    name: 'pauses-read-once-for-ever',
    edits: [
      {
        in: 'createStandingCache',
        find: '!isNear(cached.at, now, standingAgeMaxMs)',
        replace: '!isNear(cached.at, now, 10_000 * standingAgeMaxMs)',
      },
    ],
  },
  {
    name: 'flapping-opens-incident-after-incident',
    edits: [{ in: 'begin', find: 'openedAt - closedAt <= settings.reopenWithinMs', replace: 'openedAt < closedAt' }],
  },
  {
    name: 'told-before-telling',
    edits: [
      {
        in: 'tell',
        find: '  for (const line of timelineOf(incident)) await ports.incidents.tell(line);\n  if (await ports.bus.tellIncident(newsOf(incident))) return ports.incidents.markTold(incident);',
        replace:
          '  await ports.incidents.markTold(incident);\n  for (const line of timelineOf(incident)) await ports.incidents.tell(line);\n  await ports.bus.tellIncident(newsOf(incident));',
      },
    ],
  },
  {
    name: 'everybody-is-written-to',
    edits: [
      {
        in: 'concerns',
        find: 'filter((capability) => merchant.features.includes(capability));',
        replace: 'filter((capability) => capability.length > merchant.features.length - 9);',
      },
    ],
  },
  {
    name: 'unaudited-counted-as-nothing-missing',
    edits: [
      {
        in: 'figuresOf',
        find: "    if (result?.kind !== 'audited') continue;\n    audited++;",
        replace: "    audited++;\n    if (result?.kind !== 'audited') continue;",
      },
    ],
  },
];
