import type { Accounting } from '../alarms/accounting.ts';
import type { Deliver } from '../delivery.ts';
import type { BusEvent } from './put-events.ts';
import type { Rule } from './rules.ts';

/**
 * Hands an event to the targets of a rule that matches it. What a target does not take goes to its dead letters, in the same form; where those
 * do not take it either, it is lost, and accounted for. AWS tries a target for 24 hours first.
 *
 * @throws the target's error, to be shown in the terminal, even if the dead letters have the event
 */
export async function handOn(
  rule: Rule,
  event: BusEvent,
  { deliver, accounting }: { readonly deliver: Deliver; readonly accounting: Accounting },
): Promise<void> {
  accounting.triggered(rule);
  const outcomes = await Promise.allSettled(
    rule.targets.map(async ({ resource, input, groupId, deadLetters }) => {
      try {
        await deliver(resource, input(event), groupId);
      } catch (refusal) {
        const isKept =
          deadLetters !== undefined &&
          (await deliver(deadLetters, input(event)).then(
            () => true,
            () => false,
          ));
        if (!isKept) accounting.lost(rule);
        throw refusal;
      }
    }),
  );
  const refused = outcomes.find((one) => one.status === 'rejected');
  if (refused) throw refused.reason;
}
