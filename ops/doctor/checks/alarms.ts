import { jstText, type Result } from '../../../core/kernel/index.ts';
import { t } from '../../../language/index.ts';
import type { AlarmFacts, DeployedAlarms } from '../../../wiring/deployment.ts';
import { type Outcome, type Remedies, reporterFor } from '../outcome.ts';

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

const namesMax = 3;

/** Whether a stage has alarms, and whether they notify anybody. Alarms that cannot go off stand never, too. */
export function checkDeployedAlarms(deployed: Result<DeployedAlarms>, { redeploy }: Remedies): Outcome[] {
  // That CloudWatch does not answer is said of the alarms that stand.
  if (!deployed.ok) return [];
  const { count, muted } = deployed.value;
  const nobodyHears = t`Nobody is told when a mall is down or the import stands still`;
  if (count === 0) return say.wrong(t`No alarm is deployed`, nobodyHears, t`Deploy the stack:`, ...redeploy);
  if (muted.length === 0) return [];
  const names = muted.slice(0, namesMax).join(', ');
  return say.wrong(
    t`${muted.length} of ${count} alarms notify nobody: ${names}`,
    nobodyHears,
    t`Switch their actions on in CloudWatch (aws cloudwatch enable-alarm-actions), or deploy the stack if they have none:`,
    ...redeploy,
  );
}

/** The parts of an alarm's description, as `lib/constructs/alarms.ts` writes it. */
export function readDescription(description: string): { readonly why: string; readonly page: string } {
  const [why = '', page = 'docs/runbook/README.md'] = description.split(' More: ');
  return { why, page };
}
