import { diagnoseStage } from '../../../../ops/doctor/diagnose.ts';
import { type Outcome, remediesFor } from '../../../../ops/doctor/outcome.ts';
import { fn, known, notAllowed, schedule, table, wellAround, wellStage } from './stage-facts.ts';

/** A stage with three things wrong, and one that may not be looked at. */
const facts = wellStage({
  functions: [fn('poll-orders', { reservedConcurrency: 0 }), fn('reconcile')],
  schedules: known([
    schedule('poll-orders', 0),
    schedule('poll-orders', 1),
    schedule('reconcile', 0, { isEnabled: false }),
    schedule('reconcile', 1),
  ]),
  tables: [table('ORDERS', { isProtected: false }), table('SHOPS')],
  dataKey: notAllowed('kms:DescribeKey'),
});
/** What the doctor finds there. */
export const outcomesThere = (): Outcome[] =>
  diagnoseStage(facts, wellAround(), remediesFor({ name: 'prod', region: 'ap-northeast-1', profile: undefined }));
