import { minuteMs } from '../../../core/kernel/time.ts';
import { capabilities } from '../../../core/model/health.ts';
import type { MallName } from '../../../core/model/shop.ts';
import type { Trouble, TroubleKind } from './mall.ts';
import type { OutageScene } from './scene.ts';

/** One thing that happens in a scene. One that finds nothing to happen to does nothing. */
export type Step = (scene: OutageScene) => Promise<void> | void;

/** Makes something wrong at a mall, from now on or later. */
export function trouble(
  scene: OutageScene,
  kind: TroubleKind,
  more: Partial<Trouble> & { readonly mall: MallName; readonly forMs: number },
): void {
  const { forMs, from = scene.time.now(), ...rest } = more;
  const one = { kind, capabilities, shop: null, share: 1, ...rest, from, until: from + forMs };
  scene.troubles.push(one);
  const whose = one.shop ?? `${one.mall} ${one.capabilities.join(', ')}`;
  const share = one.share === 1 ? '' : ` for ${Math.round(one.share * 100)} % of the calls`;
  const later = from > scene.time.now() ? ` in ${((from - scene.time.now()) / minuteMs).toFixed(2)} min` : '';
  scene.tell(`${whose} ${kind}${share}${later} for ${(forMs / minuteMs).toFixed(2)} min`);
}
