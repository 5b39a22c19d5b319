import { dayMs, hourMs, minuteMs, secondMs } from '../../../core/kernel/time.ts';
import { type Capability, capabilities, type Health } from '../../../core/model/health.ts';
import type { Incident } from '../../../core/model/incident.ts';
import type { Merchant } from '../../../core/model/merchant.ts';
import type { Maintenance } from '../../../core/model/pause.ts';
import { type MallName, type Shop, shopKey } from '../../../core/model/shop.ts';
import { createMemoryStore, type MemoryPorts, type MemoryStore, memoryPorts } from '../../memory/index.ts';
import { type Draw, type Draws, turnsOf, type Word } from '../../worlds/draws.ts';
import { drawsOf, newestEdition } from '../../worlds/edition.ts';
import { onSet } from '../../worlds/outage-watch.ts';
import { createVirtualTime, type VirtualTime } from '../../worlds/virtual-time.ts';
import type { MallsOfScene, SceneCall, Trouble } from './mall.ts';

/** 2026-11-24 10:00 in Japan: the night's work is far. */
const start = Date.UTC(2026, 10, 24, 1);

/** What happens in some scenes only: what always happens hides what happens without it. */
export interface OutageWays {
  /** Processes of ours with clocks that are an hour wrong. */
  readonly wrongClocks: boolean;
  readonly windows: boolean;
  readonly crashes: boolean;
  readonly mailTroubles: boolean;
  readonly people: boolean;
  readonly changes: boolean;
  readonly ownNetwork: boolean;
  readonly singleShops: boolean;
}

export interface Span {
  readonly from: number;
  readonly until: number;
}

/** One run of a function, with what it could not do. */
export interface SceneRun {
  readonly role: Role;
  readonly process: string;
  readonly at: number;
  endedAt: number | null;
  died: boolean;
}

/** The scheduled functions. */
export const roles = ['probe', 'poll', 'status', 'stock', 'audit', 'notify'] as const;
export type Role = (typeof roles)[number];

/** A mail that the mail service has taken. */
export interface SceneMail {
  readonly at: number;
  readonly merchant: string;
  readonly kind: string;
  readonly occasion: string;
  readonly subject: string;
  readonly text: string;
  /** True where our side never learnt that it was taken. */
  readonly answerLost: boolean;
  readonly by: string;
}

/** A window as a person planned it, and what became of the plan. */
export interface PlannedWindow {
  readonly window: Maintenance;
  readonly plannedAt: number;
  removedAt: number | null;
}

/** What was seen, in true time: what must hold is reckoned from it. */
interface SceneWatch {
  readonly healths: { readonly at: number; readonly health: Health; readonly by: string }[];
  readonly incidents: { readonly at: number; readonly incident: Incident }[];
  readonly runs: SceneRun[];
  readonly mails: SceneMail[];
  readonly windows: PlannedWindow[];
  /** When windows were found to be over, for each capability. */
  readonly ends: { readonly at: number; readonly mall: MallName; readonly capability: Capability }[];
  /** Spans in which the probe did not run as it should. */
  readonly disturbed: Span[];
  /** Moments at which a mail could not be sent, or its sender died. */
  readonly mailTroubles: number[];
  /** Merchants to whom a mail was refused. */
  readonly refused: Set<string>;
  /** When a merchant's settings or shops changed. */
  readonly changed: { readonly at: number; readonly merchant: string }[];
  /** When people held something, by scope. */
  readonly byHand: { readonly scope: string; readonly from: number; until: number }[];
  /** Every shop there was, and when. */
  readonly shops: { readonly shop: Shop; readonly from: number; until: number }[];
  readonly broken: string[];
}

/** How the mail service stands. */
interface MailState {
  failing: boolean;
  /** Accepts, and the answer is lost. */
  losing: boolean;
  /** Refuses the mails to this merchant for good. */
  refused: string | null;
}

/** One or two malls, a few shops, those who see to outages, and what befalls them. */
export interface OutageScene extends MallsOfScene {
  readonly seed: number;
  readonly time: VirtualTime;
  readonly start: number;
  readonly store: MemoryStore;
  readonly ports: MemoryPorts;
  readonly draws: Draws;
  /** The chance of a run that begins now: of the next one of a kind. */
  turn(...kind: readonly Word[]): Draw;
  /** The chance of the step at hand. */
  chance: Draw;
  readonly ways: OutageWays;
  readonly troubles: Trouble[];
  readonly calls: SceneCall[];
  readonly watch: SceneWatch;
  readonly mail: MailState;
  /** Until when a function is not fired. */
  readonly rests: Map<Role, number>;
  /** The next probe, or sender of mails, dies before its write of this number. */
  readonly dies: Map<Role, number>;
  /** The next round of the probe is fired twice. */
  twice: boolean;
  /** True until everything is mended. */
  isStormy: boolean;
  mendedAt: number;
  readonly tell: (line: string) => void;
  addShop(mall: MallName, merchant: string): Promise<Shop>;
}

/** One thing that happens in a scene. One that finds nothing to happen to does nothing. */
export type Step = (scene: OutageScene) => Promise<void> | void;

/** Opens the scene of a seed; `story` gets a line for each thing that happens. */
export async function openScene(seed: number, story: string[]): Promise<OutageScene> {
  const draws = drawsOf(newestEdition, seed, 'outage-scene');
  const chance = draws.of('scene');
  const time = createVirtualTime(start);
  const store = createMemoryStore();
  const ports = memoryPorts(store);
  const ways = waysOf(chance);
  const malls = chance.hits('two malls', 0.2) ? ['rms', 'yahoo'] : ['rms'];
  const watch = watchOf();
  const tell = (line: string): void => {
    story.push(`${((time.now() - start) / minuteMs).toFixed(2)} min: ${line}`);
  };
  const ahead = chance.of('ahead');
  const minutesAhead = ahead.chance(0.5) ? ahead.int(-12, 12) : ahead.int(-40, 55);
  const mallAheadMs = chance.hits('ahead', 0.35) ? minutesAhead * minuteMs + ahead.int(0, 59) * secondMs : 0;
  const callsPerSecond = chance.of('calls').pick([1, 5, 20, 60, 60]);
  let shops = 0;
  const scene: OutageScene = {
    ...{
      seed,
      time,
      start,
      store,
      ports,
      draws,
      turn: turnsOf(draws.of('run')),
      chance,
      ways,
      malls,
      mallAheadMs,
      watch,
      tell,
    },
    ...{
      troubles: [],
      calls: [],
      isCutOff: false,
      twice: false,
      isStormy: true,
      mendedAt: start,
      rests: new Map(),
      dies: new Map(),
    },
    mail: { failing: false, losing: false, refused: null },
    async addShop(mall, merchant) {
      const code = `shop-${++shops}`;
      const shop = shopOf(mall, code, merchant, { now: time.now(), callsPerSecond });
      await ports.shops.add(shop);
      watch.shops.push({ shop, from: time.now(), until: Number.POSITIVE_INFINITY });
      return shop;
    },
  };
  const few = chance.of('shops').pick([1, 2, 3, 5, 5]);
  const count = chance.hits('hundreds', 0.004) ? 200 : chance.hits('dozens', 0.03) ? 30 : few;
  const apart = Math.max(1, Math.ceil(count / chance.of('merchants').int(1, 4)));
  for (const mall of malls) {
    for (let index = 0; index < count; index++) await scene.addShop(mall, `merchant-${1 + Math.floor(index / apart)}`);
  }
  const merchants = new Set([...store.shopsByKey.values()].map(({ merchant }) => merchant));
  for (const id of merchants) await ports.merchants.put(merchantOf(id, chance.of(id)));
  tell(`${count} shops at ${malls.join(' and ')} with ${callsPerSecond} calls a second, ${merchants.size} merchants`);
  if (mallAheadMs !== 0) tell(`the clocks of the malls are ahead by ${(mallAheadMs / minuteMs).toFixed(1)} minutes`);
  onSet(store.incidentsById, (incident) => watch.incidents.push({ at: time.now(), incident }));
  onSet(store.maintenancesById, ({ mall, from, ended = {} }, before) => {
    for (const capability of capabilities) {
      // By the mall's clock a window can be over before it begins by ours. Such a window never held anybody.
      if (time.now() < from || ended[capability] === undefined || before?.ended?.[capability] !== undefined) continue;
      watch.ends.push({ at: time.now(), mall, capability });
    }
  });
  return scene;
}

function waysOf(chance: Draw): OutageWays {
  return {
    wrongClocks: chance.hits('wrongClocks', 0.15),
    windows: chance.hits('windows', 0.5),
    crashes: chance.hits('crashes', 0.3),
    mailTroubles: chance.hits('mailTroubles', 0.3),
    people: chance.hits('people', 0.3),
    changes: chance.hits('changes', 0.3),
    ownNetwork: chance.hits('ownNetwork', 0.15),
    singleShops: chance.hits('singleShops', 0.5),
  };
}

function watchOf(): SceneWatch {
  const spans = { disturbed: [], mailTroubles: [], changed: [], byHand: [] };
  return {
    healths: [],
    incidents: [],
    runs: [],
    mails: [],
    windows: [],
    ends: [],
    shops: [],
    refused: new Set(),
    ...spans,
    broken: [],
  };
}

const featureSets: readonly (readonly Capability[])[] = [
  ['import'],
  ['import', 'status'],
  ['import', 'stock'],
  ['import', 'status', 'stock'],
];

function merchantOf(id: string, chance: Draw): Merchant {
  return {
    ...{ id, name: id, language: 'ja', createdAt: start - dayMs, version: 1 },
    contacts: chance.hits('reachable', 0.9) ? [`${id}@shop.example`] : [],
    features: chance.pick(featureSets),
  };
}

function shopOf(
  mall: MallName,
  code: string,
  merchant: string,
  { now, callsPerSecond }: { readonly now: number; readonly callsPerSecond: number },
): Shop {
  return {
    ...{ key: shopKey(mall, code), mall, code, name: code, merchant, shard: 0, callsPerSecond },
    ...{ importFrom: now - hourMs, addedAt: now, cursor: now - minuteMs },
    ...{ scannedAt: now, rereadDay: '', rereadAfter: '' },
    credential: { version: 1, sealed: new Uint8Array([1]), checkedAt: now },
  };
}
