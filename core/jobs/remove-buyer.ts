import { type Redaction, redactOrder } from '../import/index.ts';
import { mallOf } from '../model/index.ts';
import type { OrderKey, Ports } from '../ports/index.ts';
import { type ForgottenPushes, forgetPushes } from '../status/index.ts';

export interface RemovedBuyer extends OrderKey, ForgottenPushes {
  readonly outcome: Redaction;
}

/** Removes a buyer's personal data from an order, its history and its pushes. Safe to interrupt and repeat. */
export async function removeBuyer(
  ports: Pick<Ports, 'orders' | 'targets' | 'malls' | 'clock'>,
  { shop, orderNumber }: OrderKey,
  { by, runId }: { readonly by: string; readonly runId: string },
): Promise<RemovedBuyer> {
  const key = { shop, orderNumber };
  const now = () => ports.clock.now();
  const redacting = { orders: ports.orders, traits: ports.malls.traits(mallOf(shop)), now };
  const outcome = await redactOrder(redacting, key, runId);
  return { ...key, outcome, ...(await forgetPushes(ports, key, { by, now: now(), runId })) };
}
