import type { EpochMs } from '../../../core/kernel/index.ts';
import { openedMailAfterText } from '../../../core/model/index.ts';
import { t } from '../../../language/language.ts';
import { outageLength, stageSince, stageWord } from '../../outages/incident-words.ts';
import type { MallState } from '../../outages/mall-state-words.ts';
import { auditsForAPerson } from '../../status/for-a-person.ts';
import { type Outcome, type Remedies, reporterFor } from '../outcome.ts';
import type { OutageFacts } from '../read-stored.ts';

const ofMalls = reporterFor('malls');

/** What a state that is not well means, what to do, and what shows more. */
const stateWords = (): Readonly<
  Record<MallState['kind'], { readonly why: string; readonly say: string; readonly run: readonly string[] } | null>
> => ({
  healthy: null,
  planned: null,
  slow: {
    why: t`The mall answers within our time-outs, and takes long. Nothing is held; orders and changes take longer, and a backlog grows.`,
    say: t`Nothing has to be done. See whether shops fall behind:`,
    run: ['status'],
  },
  degraded: {
    why: t`The mall refuses to give orders with their listing. Orders come in, each by a call of its own, and no work is held.`,
    say: t`Nothing has to be done while orders come in. See which shops, and with which codes:`,
    run: ['shops list'],
  },
  suspect: {
    why: t`Calls fail. If the next probes fail, too, the work is held, and after ${openedMailAfterText} merchants are written to.`,
    say: t`Wait for the next probes, a minute or two:`,
    run: ['status'],
  },
  down: {
    why: t`What needs it is held, and goes on by itself once the mall answers. Nothing is lost.`,
    say: t`Nothing has to be done. See what is held, and what was done so far:`,
    run: ['status', 'incidents show latest'],
  },
  trickle: {
    why: t`The mall answers again, and shops are let through step by step. What was held is caught up by itself.`,
    say: t`Nothing has to be done. See how far it is:`,
    run: ['status', 'incidents show latest'],
  },
  maintenance: {
    why: t`The mall is not called. What needs it goes on by itself when the window is over and the mall answers.`,
    say: t`Nothing has to be done. See the windows:`,
    run: ['maintenance list'],
  },
});

/** How the malls' APIs stand, by what the probes found. That an address answers says nothing of them. */
export function checkMallStates(states: readonly MallState[], ops: Remedies['ops']): Outcome[] {
  return states.flatMap(({ kind, text }) => {
    const words = stateWords()[kind];
    return words === null ? ofMalls.fine(text) : ofMalls.watch(text, words.why, words.say, ...words.run.map(ops));
  });
}

const ofIncidents = reporterFor('incidents');

/** Incidents that are not closed, and what audits left open. */
export function checkIncidents(
  { incidents, audits }: Pick<OutageFacts, 'incidents' | 'audits'>,
  now: EpochMs,
  ops: Remedies['ops'],
): Outcome[] {
  const open = incidents.filter(({ stage }) => stage.kind !== 'closed');
  const outcomes = [
    ...open.flatMap((incident) =>
      ofIncidents.watch(
        t`${incident.id} is ${stageWord(incident.stage.kind)}, for ${outageLength(stageSince(incident), now)}`,
        incident.stage.kind === 'open'
          ? t`A mall is in trouble. It is over when the mall answers again and what waited is caught up.`
          : t`The mall answers again. What waited is being caught up and compared with the mall, order by order.`,
        t`Nothing has to be done. See the timeline, the mails and the audits:`,
        ops(`incidents show ${incident.id}`),
      ),
    ),
    ...auditsForAPerson(audits).flatMap(({ what, look }) =>
      ofIncidents.watch(
        `${what.charAt(0).toUpperCase()}${what.slice(1)}`,
        t`What was not compared with the mall, or differs from it, is not known to be right.`,
        t`Look at it (docs/runbook/audit-found.md):`,
        ops(look.replace(/^ops /, '')),
      ),
    ),
  ];
  return outcomes.length > 0 ? outcomes : ofIncidents.fine(t`none is open`);
}
