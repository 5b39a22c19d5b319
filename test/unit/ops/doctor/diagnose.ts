import { diagnoseStage, type Surroundings } from '../../../../ops/doctor/diagnose.ts';
import { type Outcome, remediesFor } from '../../../../ops/doctor/outcome.ts';
import type { StageFacts } from '../../../../wiring/deployment.ts';
import { wellAround, wellStage } from './stage-facts.ts';

const remedies = remediesFor({ name: 'prod', region: 'ap-northeast-1', profile: 'shop' });

/** What the doctor says of a stage that is well but for these facts. */
export const diagnose = (facts: Partial<StageFacts>, around: Surroundings = wellAround()): Outcome[] =>
  diagnoseStage(wellStage(facts), around, remedies);

/** What is not in order, as `state check: finding`, and what is typed to mend it. */
export function troublesOf(outcomes: readonly Outcome[]): { readonly told: string[]; readonly run: string[] } {
  const troubles = outcomes.flatMap((one) => (one.kind === 'fine' || one.kind === 'not-here' ? [] : [one]));
  return {
    told: troubles.map(({ kind, check, what }) => `${kind} ${check}: ${what}`),
    run: troubles.flatMap(({ fix }) => fix.run),
  };
}

/** What is not in order with a stage that is well but for these facts. */
export const troubles = (facts: Partial<StageFacts>, around?: Surroundings) => troublesOf(diagnose(facts, around));
