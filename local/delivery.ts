import type { CloudResource } from './assembly/resources.ts';
import type { CloudClock } from './clock.ts';
import type { Fleet } from './functions/fleet.ts';
import { invokeAsync, type Tell } from './functions/invoke-async.ts';
import type { Invokable } from './functions/local-function.ts';
import type { Outcome } from './functions/outcome.ts';
import type { Queues } from './queues/start-queues.ts';

/** A target that is not there, or does not take what it is given. */
export class TargetRefused extends Error {}

/** Hands something to a target of a rule or a schedule, or to a destination. */
export type Deliver = (target: CloudResource, body: string, groupId?: string) => Promise<Outcome | null>;

/**
 * Delivery to functions and queues. A function is invoked as EventBridge does it, asynchronously, and the promise resolves with
 * its outcome when it was run or given up; a queue has the message when the promise resolves. `onUndelivered` is called for a
 * function if the record of its run could not be delivered.
 */
export function startDelivery(
  fleet: Pick<Fleet, 'named'>,
  queues: Pick<Queues, 'send'>,
  clock: CloudClock,
  onUndelivered: (functionName: string) => void = () => undefined,
): Deliver {
  const tellOf =
    (name: string): Tell =>
    async (destination, record) => {
      await deliver(destination, JSON.stringify(record)).catch((error: unknown) => {
        onUndelivered(name);
        throw error;
      });
    };
  const deliver: Deliver = async (target, body, groupId) => {
    switch (target.type) {
      case 'AWS::Lambda::Function':
        return invokeAsync(functionNamed(fleet, target.name), body, clock, tellOf(target.name), target.alias);
      case 'AWS::SQS::Queue':
        await queues.send(target.ref, body, groupId).catch((cause: unknown) => {
          throw new TargetRefused(`${target.name} does not take it.`, { cause });
        });
        return null;
      default:
        throw new Error(`Nothing can be delivered to ${target.logicalId}, which is of type ${target.type}.`);
    }
  };
  return deliver;
}

function functionNamed(fleet: Pick<Fleet, 'named'>, name: string): Invokable {
  try {
    return fleet.named(name);
  } catch (cause) {
    throw new TargetRefused(`There is no function ${name}.`, { cause });
  }
}
