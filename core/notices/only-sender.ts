import type { TimeBudget } from '../ports/clock.ts';
import type { Ports } from '../ports/index.ts';

/** One for all mails of an installation: what an account may send in a second is one figure, too. */
const lease = 'mails';

/**
 * Sends unless another run is sending just now: runs begin each minute and may take longer, and side by side each of them would
 * go at the whole rate of the account. A run that died keeps the others off until its time is over.
 */
export async function asOnlySender(
  work: { readonly ports: Pick<Ports, 'leases' | 'clock'>; readonly writer: string; readonly budget: TimeBudget },
  send: () => Promise<void>,
): Promise<'sent' | 'busy'> {
  const { ports, writer, budget } = work;
  const now = ports.clock.now();
  if (!(await ports.leases.take(lease, writer, now, now + budget.remainingMs()))) return 'busy';
  try {
    await send();
  } finally {
    await ports.leases.release(lease, writer);
  }
  return 'sent';
}
