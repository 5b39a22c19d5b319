import { jstText, type Result } from '../../../core/kernel/index.ts';
import type { AlarmFacts } from '../../../wiring/deployment.ts';
import { t } from '../../language/language.ts';
import { type Outcome, reporterFor } from '../outcome.ts';

const say = reporterFor('alarms');

/** Alarms of a stage that stand now. A page wakes a person on AWS, a ticket waits for the morning. */
export function checkAlarms(alarms: Result<readonly AlarmFacts[]>, stage: string): Outcome[] {
  if (!alarms.ok) return say.unchecked(t`Which alarms stand`, alarms.error);
  const prefix = `tsunagi-${stage}-`;
  const standing = alarms.value.flatMap(({ name, ...alarm }) => {
    // Those that send nothing are parts of others. Another stage's name may begin like this one's.
    const own = name.startsWith(prefix) ? name.slice(prefix.length) : '';
    const [, severity, shortName] = /^(page|ticket)-(?:direct-)?(.+)$/.exec(own) ?? [];
    return severity === undefined || shortName === undefined ? [] : [{ severity, shortName, ...alarm }];
  });
  if (standing.length === 0) return say.fine(t`none stands`);
  return standing.flatMap(({ severity, shortName, description, since }) => {
    const { why, page } = readDescription(description);
    const [tell, urgency] = severity === 'page' ? [say.wrong, t`page`] : [say.watch, t`ticket`];
    const found =
      since === null
        ? t`The alarm ${shortName} stands (${urgency})`
        : t`The alarm ${shortName} stands since ${jstText(since)} (${urgency})`;
    return tell(found, why, t`Do what its page says: ${page}`);
  });
}

/** The parts of an alarm's description, as `lib/constructs/alarms.ts` writes it. */
export function readDescription(description: string): { readonly why: string; readonly page: string } {
  const [why = '', page = 'docs/runbook/README.md'] = description.split(' More: ');
  return { why, page };
}
