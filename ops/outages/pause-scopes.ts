import type { MallName, Pause, Shop } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { counted, t } from '../../language/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { merchantMeant, shopAmong } from '../arguments/meant.ts';
import { choice, optional, text } from '../arguments/parameter.ts';
import { problemsOfOne } from '../arguments/read-arguments.ts';
import { type ExitCode, exit, type IsGiven } from '../frame/command.ts';
import { flexible, type Terminal, tableOf } from '../terminal/index.ts';

/** What is paused or resumed, as three options of which one is given. */
export const pauseScopeOptions = {
  shop: optional(text('<shops>', 'shops by code or key, several separated by commas')),
  merchant: optional(text('<merchant>', 'every shop of a merchant')),
  mall: optional(choice(mallDesks.names, 'every shop of a mall, those that are added later, too')),
};

interface Given {
  readonly shop?: string | undefined;
  readonly merchant?: string | undefined;
  readonly mall?: MallName | undefined;
}

/** What is wrong with the three options together. */
export function problemsOfPauseScope(_: unknown, isGiven: IsGiven<keyof Given>): string[] {
  return problemsOfOne(isGiven, 'shop', 'merchant', 'mall');
}

export interface PauseScope {
  readonly scope: Pause['scope'];
  readonly shops: readonly Shop[];
}

/** The scopes that are meant; notes a problem for each shop, and for a merchant, that is not there. */
export async function pauseScopes(
  ports: Pick<Ports, 'shops' | 'merchants'>,
  { shop: names, merchant, mall }: Given,
  problems: string[],
): Promise<PauseScope[]> {
  const shops = (await ports.shops.all()).sort((a, b) => (a.key < b.key ? -1 : 1));
  if (mall !== undefined) return [{ scope: mall, shops: shops.filter((shop) => shop.mall === mall) }];
  const ofShop = (shop: Shop): PauseScope => ({ scope: shop.key, shops: [shop] });
  if (merchant !== undefined) {
    const meant = await merchantMeant(ports, merchant, problems);
    const own = shops.filter((shop) => shop.merchant === merchant);
    if (meant !== null && own.length === 0) problems.push(t`--merchant: ${merchant} has no shop.`);
    return own.map(ofShop);
  }
  const named = (names ?? '').split(',').map((name) => name.trim());
  const found = new Map<string, PauseScope>();
  for (const name of named) {
    const shop = shopAmong(shops, name, problems);
    if (shop !== null) found.set(shop.key, ofShop(shop));
  }
  return [...found.values()];
}

export function tellScopes(
  terminal: Pick<Terminal, 'print' | 'printJson' | 'width'>,
  {
    targets,
    json,
    verb,
  }: { readonly targets: readonly PauseScope[]; readonly json: boolean; readonly verb: 'pause' | 'resume' },
): ExitCode {
  const shops = targets.reduce((sum, target) => sum + target.shops.length, 0);
  if (json) {
    const scopes = targets.map(({ scope, shops: own }) => ({ scope, shops: own.map(({ key }) => key) }));
    terminal.printJson({ dryRun: true, scopes });
    return exit.ok;
  }
  terminal.print(
    ...tableOf(targets, ({ scope, shops: own }) => ({
      [verb === 'pause' ? t`would pause` : t`would resume`]: flexible(scope),
      shops: own.length,
    })),
    t`Nothing was changed: this was a dry run of ${counted(shops, 'shop')}.`,
  );
  return exit.ok;
}
