import type { TimeBudget } from '../ports/clock.ts';
import type { Ports } from '../ports/index.ts';

/** One for all mails of an installation: what an account may send in a second is one figure, too. */
const lease = 'mails';

/**
 * Lets one run at a time send mails: runs begin each minute and may take longer, and side by side each of them would go at the
 * whole rate of the account. `send` asks `mayBegin` once it has a mail to send, so a run without one writes nothing; it is
 * answered no while another run sends, from its first mail to its end. A run that died keeps the others off until its time is over.
 */
export async function asOnlySender(
  work: { readonly ports: Pick<Ports, 'leases' | 'clock'>; readonly writer: string; readonly budget: TimeBudget },
  send: (mayBegin: () => Promise<boolean>) => Promise<void>,
): Promise<void> {
  const { ports, writer, budget } = work;
  let taken: Promise<boolean> | null = null;
  const take = async (): Promise<boolean> => {
    const now = ports.clock.now();
    return (await ports.leases.take(lease, writer, now, now + budget.remainingMs())) !== null;
  };
  try {
    await send(() => {
      taken ??= take();
      return taken;
    });
  } finally {
    if (await isTaken(taken)) await ports.leases.release(lease, writer);
  }
}

async function isTaken(taken: Promise<boolean> | null): Promise<boolean> {
  if (taken === null) return false;
  // Where it failed nobody knows whether it was taken, and to release what is not ours changes nothing.
  return taken.catch(() => true);
}
