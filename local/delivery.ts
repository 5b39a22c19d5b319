import type { CloudResource } from './assembly/resources.ts';
import type { CloudClock } from './clock.ts';
import type { Fleet } from './functions/fleet.ts';
import { invokeAsync } from './functions/invoke-async.ts';
import type { Outcome } from './functions/outcome.ts';
import type { Queues } from './queues/start-queues.ts';

/** Hands something to a target of a rule or a schedule, or to a destination. */
export type Deliver = (target: CloudResource, body: string, groupId?: string) => Promise<Outcome | null>;

/**
 * Delivery to functions and queues. A function is invoked as EventBridge does it, asynchronously, and the promise resolves with
 * its outcome when it was run or given up; a queue has the message when the promise resolves.
 */
export function startDelivery(fleet: Fleet, queues: Queues, clock: CloudClock): Deliver {
  const deliver: Deliver = async (target, body, groupId) => {
    switch (target.type) {
      case 'AWS::Lambda::Function':
        return invokeAsync(fleet.named(target.name), body, clock, async (destination, record) => {
          await deliver(destination, JSON.stringify(record));
        });
      case 'AWS::SQS::Queue':
        await queues.send(target.ref, body, groupId);
        return null;
      default:
        throw new Error(`Nothing can be delivered to ${target.logicalId}, which is of type ${target.type}.`);
    }
  };
  return deliver;
}
