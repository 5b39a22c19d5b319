import type { Look, PlanContext } from '../../../../core/import/plan.ts';
import type { StoredOrder } from '../../../../core/model/order.ts';
import { defaultImportSettings } from '../../../../core/session/import-settings.ts';
import { rmsTraits } from '../../../../malls/rms/traits.ts';
import { createRms } from '../../../../simulator/rms/index.ts';
import { noon, shop } from '../../../contract/fixtures.ts';

/** OrderModels of plain orders of the shop `kado`, placed at noon. */
export function placed(count: number) {
  const rms = createRms({ now: () => noon, seed: 3 });
  rms.control.addShop({ shopUrl: 'kado' });
  rms.control.addOrders('kado', { count, at: noon, kind: 'plain' });
  return rms.control.books().shops[0]?.orders.map(({ model }) => model) ?? [];
}

/** What plans for that shop are made from. */
export const planContext: PlanContext = {
  shop: shop({ key: 'rms#kado' }),
  traits: rmsTraits,
  settings: defaultImportSettings,
  runId: 'run',
  now: noon,
};

/** A look at noon at an order with this row. */
export const lookAt = (orderNumber: string, seen: StoredOrder | null, more: Partial<Look> = {}): Look => ({
  ...{ orderNumber, seen, readAt: noon, floor: 0, carried: [] },
  ...more,
});
