import { expect } from 'vitest';
import type { Deployment } from '../deployment.ts';
import { listenersOf } from '../listeners.ts';
import type { Step } from '../story.ts';

/** Every socket of the account, the mall, and the functions that the account runs. */
export function listening(the: () => Deployment, step: Step): void {
  step('listens on this machine only', async () => {
    const { ministack, mall } = the().place;
    const addresses = [ministack, mall].map(({ pid }) => listenersOf(pid));
    // Where the system does not show it, there is nothing to look at.
    if (addresses.includes(null)) return;
    expect(addresses.flat()).toHaveLength(2);
    for (const address of addresses.flat()) expect(address).toMatch(/^(127\.0\.0\.1|::1):\d+$/);
  });
}
