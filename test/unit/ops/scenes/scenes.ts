import { resolve } from 'node:path';
import { inLanguage } from '../../../../language/index.ts';
import { reportLines, summaryText } from '../../../../ops/doctor/doctor.ts';
import { laidOut } from '../../../../ops/terminal/index.ts';
import { outcomesThere } from '../doctor/troubled-stage.ts';
import { openWorld } from '../world.ts';
import { scenesOfMalls } from './of-malls.ts';
import { scenesOfMerchants } from './of-merchants.ts';
import { scenesOfOrders } from './of-orders.ts';
import { scenesOfPushes } from './of-pushes.ts';
import { scenesOfShops } from './of-shops.ts';
import { scenesOfStock } from './of-stock.ts';
import { type Act, act } from './scene.ts';

/** Where the tests run is not the same everywhere. */
const withoutHere =
  (one: Act): Act =>
  async (folder, language) =>
    (await one(folder, language)).map((screen) => screen.replaceAll(resolve('.'), '/here'));

/** The doctor looks at a stage that stands: this is what it reports of one with three things wrong. */
const doctorsReport: Act = (_, language) =>
  inLanguage(language ?? 'en', () => {
    const outcomes = outcomesThere();
    const lines = [summaryText(outcomes), '', ...laidOut(reportLines(outcomes), 80)];
    return [`$ ops doctor --stage prod\n${lines.join('\n')}\n`];
  });

/** What each command is asked in its golden file, in worlds of its own. */
export const scenes: Readonly<Record<string, readonly Act[]>> = {
  ...scenesOfShops,
  ...scenesOfMalls,
  ...scenesOfMerchants,
  ...scenesOfOrders,
  ...scenesOfPushes,
  ...scenesOfStock,
  doctor: [doctorsReport],
  teardown: [withoutHere(act(openWorld, 'teardown'))],
};
