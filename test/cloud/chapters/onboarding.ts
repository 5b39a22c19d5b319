import { expect } from 'vitest';
import type { Deployment } from '../deployment.ts';
import type { Step } from '../story.ts';

/** The shops of the mall. Each has a merchant of its own. */
export const shopUrls = ['shop-1', 'shop-2'] as const;

/** Shops come in through the command line, with keys from a file. */
export function onboarding(the: () => Deployment, step: Step): void {
  step('takes shops in, each with a key that the mall accepts', async () => {
    const [first, second] = shopUrls;
    expect(await the().walk('npm run ops -- shops add', shopVariables(the(), first))).toContain('Its key works');
    expect(await the().walk('npm run ops -- merchants change', shopVariables(the(), first))).toContain('@example.jp');
    const again = await the().ops(
      'shops add --mall rms --code $SHOP --name $SHOP_NAME --merchant $MERCHANT --import-from -7d --keys-from $KEYS_FILE',
      shopVariables(the(), second),
    );
    expect(again.code, again.stderr).toBe(0);
  });

  step('refuses a key that is another shop’s, and stores nothing', async () => {
    const [taken] = shopUrls;
    const { code, stderr } = await the().ops(
      'shops add --mall rms --code copied --name $SHOP_NAME --merchant $MERCHANT --import-from -7d --keys-from $KEYS_FILE',
      shopVariables(the(), taken),
    );
    expect(code).not.toBe(0);
    expect(stderr).toContain(`rms#${taken}`);
    expect((await the().ops('shops list')).stdout).not.toContain('copied');
  });
}

/** What the reader of the page sets for a shop. */
export function shopVariables({ place }: Deployment, shopUrl: string) {
  const shop = place.mall.shops.find((one) => one.shopUrl === shopUrl);
  const keys = `serviceSecret=${shop?.serviceSecret}\nlicenseKey=${shop?.licenseKey}\n`;
  return {
    SHOP: shopUrl,
    SHOP_NAME: `${shopUrl}の店`,
    MERCHANT: `merchant-of-${shopUrl}`,
    KEYS_FILE: place.file(`${shopUrl}.keys`, keys),
  };
}
