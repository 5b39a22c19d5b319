import { expect } from 'vitest';
import type { Deployment } from '../deployment.ts';
import type { Step } from '../story.ts';

/** The shops that are there from the beginning. The third one of the mall comes later. */
export const firstShops = ['shop-1', 'shop-2'] as const;

/** Shops come in through the command line, with keys from a file. */
export function onboarding(the: () => Deployment, step: Step): void {
  step('takes shops in, each with a key that the mall accepts', async () => {
    for (const shopUrl of firstShops) {
      const { code, stdout, stderr } = await addShop(the(), shopUrl);
      expect(code, stderr).toBe(0);
      expect(stdout).toContain('Its key works');
    }
  });

  step('refuses a key that is another shop’s, and stores nothing', async () => {
    const [taken] = firstShops;
    const { code, stderr } = await addShop(the(), taken, { code: 'shop-9' });
    expect(code).not.toBe(0);
    expect(stderr).toContain(`rms#${taken}`);
    expect((await the().ops('shops', 'list')).stdout).not.toContain('shop-9');
  });
}

/** Adds a shop of the mall. Its orders count from an hour ago. */
export function addShop(deployment: Deployment, shopUrl: string, others: { code?: string; extra?: string[] } = {}) {
  const shop = deployment.place.mall.shops.find((one) => one.shopUrl === shopUrl);
  const keys = [`serviceSecret=${shop?.serviceSecret}`, `licenseKey=${shop?.licenseKey}`].join('\n');
  return deployment.ops(
    'shops',
    'add',
    ...[
      '--mall',
      'rms',
      '--code',
      others.code ?? shopUrl,
      '--name',
      `${shopUrl} の店`,
      '--merchant',
      `merchant-of-${shopUrl}`,
    ],
    ...['--import-from', '-1h', '--keys-from', deployment.file(`${shopUrl}.keys`, keys)],
    ...(others.extra ?? []),
  );
}
