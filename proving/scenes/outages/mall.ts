import { TsunagiError } from '../../../core/kernel/errors.ts';
import { type ErrorCode, failureClasses, type Verdict } from '../../../core/kernel/failures.ts';
import { minuteMs, secondMs, wholeSecond } from '../../../core/kernel/time.ts';
import { type Capability, capabilities } from '../../../core/model/health.ts';
import type { MallName, Shop, ShopKey } from '../../../core/model/shop.ts';
import type { MallShop } from '../../../core/ports/mall.ts';
import type { Malls } from '../../../core/ports/ports.ts';
import { adapterOf } from '../../../malls/registry.ts';
import type { Draw } from '../../worlds/draws.ts';
import type { Caller } from '../../worlds/process.ts';
import type { VirtualTime } from '../../worlds/virtual-time.ts';

/** A call waits so long for a mall that is silent. */
const timeoutMs = 12 * secondMs;

/** How calls end that a trouble meets: by which failure, and how soon. Without a failure they are answered, and only late. */
const ways = {
  refuses: { code: 'mall.unreachable', ms: [5, 50] },
  silent: { code: 'mall.timeout', ms: [timeoutMs, timeoutMs] },
  resets: { code: 'mall.reset', ms: [20, 4_000] },
  html: { code: 'mall.not-json', ms: [50, 900] },
  'error-200': { code: 'mall.failing', ms: [50, 900] },
  refusing: { code: 'mall.refusing', ms: [50, 900] },
  'breaks-off': { code: 'mall.unreadable', ms: [50, 2_000] },
  throttles: { code: 'mall.throttled', ms: [20, 200] },
  'key-refused': { code: 'key.refused', ms: [20, 200] },
  slow: { code: null, ms: [3_000, 9_000] },
} as const satisfies Record<string, { readonly code: ErrorCode | null; readonly ms: readonly [number, number] }>;

/** A call that no trouble meets. */
const well = { code: null, ms: [20, 600] } as const;

export type TroubleKind = keyof typeof ways;

/** The kinds in which the mall fails, as against one that is only slow, or wants fewer calls. */
export const failingKinds: readonly TroubleKind[] = [
  'refuses',
  'silent',
  'resets',
  'html',
  'error-200',
  'breaks-off',
  'refusing',
];

/** What is wrong at a mall, and when, in true time. */
export interface Trouble {
  readonly kind: TroubleKind;
  readonly mall: MallName;
  readonly capabilities: readonly Capability[];
  /** Only this shop; null: all of them. */
  readonly shop: ShopKey | null;
  /** The share of the calls that it meets. */
  readonly share: number;
  readonly from: number;
  until: number;
}

/** Makes something wrong at a mall, from now on or later. */
export function trouble(
  scene: Pick<MallsOfScene, 'time'> & { readonly troubles: Trouble[]; readonly tell: (line: string) => void },
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

/** One call as it ended for its caller. */
export interface SceneCall {
  readonly at: number;
  readonly endedAt: number;
  readonly by: string;
  readonly mall: MallName;
  readonly shop: ShopKey;
  readonly capability: Capability;
  readonly verdict: Verdict;
}

/** What the malls of a scene need of it. */
export interface MallsOfScene {
  readonly time: VirtualTime;
  readonly malls: readonly MallName[];
  readonly troubles: readonly Trouble[];
  /** How far the clocks of all malls are ahead of true time. */
  readonly mallAheadMs: number;
  readonly calls: SceneCall[];
  /** True while our own way out is cut. */
  isCutOff: boolean;
}

type SceneCaller = Pick<Caller, 'name' | 'clock' | 'turn'>;

/** The malls as one process calls them: without orders, and quick, since only the ends of calls matter here. */
export function sceneMalls(scene: MallsOfScene, process: SceneCaller): Malls {
  return {
    names: scene.malls,
    traits: (mall) => adapterOf(mall).traits,
    shop: async (shop) => sceneShop(scene, process, shop),
    shopWith: () => {
      throw new Error('No key is tried in a scene.');
    },
  };
}

function sceneShop(scene: MallsOfScene, { name, clock, turn }: SceneCaller, { key, mall }: Shop): MallShop {
  const call = async (capability: Capability): Promise<number> => {
    const at = scene.time.now();
    const { code, ms } = endOf(scene, turn(key, capability), mall, key, capability);
    // By the process's clock, so that one that has died does nothing more.
    await clock.sleep(ms);
    const verdict = code === null ? 'answered' : failureClasses[code].verdict;
    scene.calls.push({ at, endedAt: scene.time.now(), by: name, mall, shop: key, capability, verdict });
    if (code !== null) throw new TsunagiError(code, 'later', 'The mall of the scene is in trouble.');
    return wholeSecond(scene.time.now() + scene.mallAheadMs);
  };
  const notInScenes = (): never => {
    throw new Error('No scene has this.');
  };
  return {
    traits: adapterOf(mall).traits,
    listOrders: async () => ({ orderNumbers: [], total: 0, pages: 1, mallTime: await call('import') }),
    readOrders: notInScenes,
    probe: call,
    status: null,
    get stock() {
      return notInScenes();
    },
    keyExpiry: async () => null,
    tryFunction: notInScenes,
  };
}

/** By which failure a call that begins now ends, null where it is answered, and how soon. */
function endOf(
  scene: MallsOfScene,
  call: Draw,
  mall: MallName,
  shop: ShopKey,
  capability: Capability,
): { readonly code: ErrorCode | null; readonly ms: number } {
  const { troubles, time } = scene;
  const now = time.now();
  const met = scene.isCutOff
    ? ways.refuses
    : troubles
        .filter((one) => isMet(one, mall, shop, capability, now))
        .filter(({ kind, from, share }) => share === 1 || call.hits(`${kind} ${from}`, share))
        .map(({ kind }) => ways[kind])[0];
  const { code, ms } = met ?? well;
  const [least, most] = ms;
  return { code, ms: call.lasts(least, most) };
}

function isMet(trouble: Trouble, mall: MallName, shop: ShopKey, capability: Capability, now: number): boolean {
  return (
    trouble.from <= now &&
    now < trouble.until &&
    trouble.mall === mall &&
    trouble.capabilities.includes(capability) &&
    (trouble.shop === null || trouble.shop === shop)
  );
}
