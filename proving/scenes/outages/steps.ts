import { minuteMs, secondMs } from '../../../core/kernel/time.ts';
import { type Capability, capabilities } from '../../../core/model/health.ts';
import { changedMerchant, type Merchant } from '../../../core/model/merchant.ts';
import type { MallName, Shop } from '../../../core/model/shop.ts';
import { pauseByHand, resumeByHand } from '../../../core/outage/pauses.ts';
import { failingKinds, trouble } from './mall.ts';
import type { OutageScene, OutageWays, Role, Step } from './scene.ts';
import { windowSteps } from './windows.ts';

/** The steps that a scene draws from; what stands twice is drawn twice as often. */
export function stepsOf(ways: OutageWays): readonly Step[] {
  return [
    ...[goDown, goDown, goDown, failSome, comeBackByHalves, flap, throttleOrSlow, endOne, endOne, wait, wait],
    ...(ways.windows ? [...windowSteps, ...windowSteps] : []),
    ...(ways.crashes ? [restProbe, dieAtAWrite, dieAtAWrite, fireTwice] : []),
    ...(ways.mailTroubles ? [troubleMails, troubleMails] : []),
    ...(ways.people ? [holdByHand, holdByHand] : []),
    ...(ways.changes ? [changeMerchant, addOne, removeOne] : []),
    ...(ways.ownNetwork ? [cutOff] : []),
    ...(ways.singleShops ? [troubleOneShop, troubleOneShop, failOneBesideThrottling] : []),
  ];
}

const capabilitySets: readonly (readonly Capability[])[] = [
  ...[capabilities, capabilities, capabilities],
  ...([['import'], ['status'], ['stock'], ['import', 'status']] as const),
];

function goDown(scene: OutageScene): void {
  const { chance, malls } = scene;
  const forMs = chance.pick([
    chance.int(20, 300) * secondMs,
    chance.int(4, 12) * minuteMs,
    chance.int(5, 40) * minuteMs,
    chance.int(30, 100) * minuteMs,
  ]);
  const mall = chance.pick(malls);
  trouble(scene, chance.pick(failingKinds), { mall, capabilities: chance.pick(capabilitySets), forMs });
}

function failSome(scene: OutageScene): void {
  const { chance, malls } = scene;
  const share = chance.pick([0.1, 0.2, 0.4, 0.6, 0.9]);
  const forMs = chance.int(2, 30) * minuteMs;
  trouble(scene, chance.pick(failingKinds), { mall: chance.pick(malls), share, forMs });
}

/** After an outage the mall answers some calls, and then asks everybody for fewer. */
function comeBackByHalves(scene: OutageScene): void {
  const { chance, malls, time } = scene;
  const [mall, kind] = [chance.pick(malls), chance.pick(failingKinds)];
  const [outMs, greyMs] = [chance.int(3, 12) * minuteMs, chance.int(60, 300) * secondMs];
  const from = time.now() + outMs;
  trouble(scene, kind, { mall, forMs: outMs });
  trouble(scene, kind, { mall, share: chance.pick([0.4, 0.6, 0.9]), from, forMs: greyMs });
  trouble(scene, 'throttles', { mall, from: from + greyMs, forMs: chance.int(2, 6) * minuteMs });
}

/** Up and down by turns, with periods near the span of the evidence. */
function flap(scene: OutageScene): void {
  const { chance, malls, time } = scene;
  const [mall, kind, set] = [chance.pick(malls), chance.pick(failingKinds), chance.pick(capabilitySets)];
  const [least, most] = chance.pick([
    [40, 200],
    [100, 140],
    [60, 420],
  ] as const);
  let from = time.now();
  for (let turn = chance.int(2, 5); turn > 0; turn--) {
    const forMs = chance.int(least, most) * secondMs;
    trouble(scene, kind, { mall, capabilities: set, from, forMs });
    from += forMs + chance.int(least, most) * secondMs;
  }
}

function throttleOrSlow(scene: OutageScene): void {
  const { chance, malls } = scene;
  const forMs = chance.int(1, 15) * minuteMs;
  trouble(scene, chance.pick(['throttles', 'slow']), { mall: chance.pick(malls), share: chance.pick([0.5, 1]), forMs });
}

function troubleOneShop(scene: OutageScene): void {
  const { chance, store } = scene;
  const shops = [...store.shopsByKey.values()];
  if (shops.length === 0) return;
  const { key, mall } = chance.among(shops, (shop) => shop.key);
  const kind = chance.pick(['key-refused', chance.pick(failingKinds)] as const);
  const share = kind === 'key-refused' ? 1 : chance.pick([1, 1, 0.5]);
  trouble(scene, kind, { mall, shop: key, share, forMs: chance.pick([chance.int(2, 20), 600, 600]) * minuteMs });
}

/** The mall asks everybody for fewer calls, but for one shop, which it fails. */
function failOneBesideThrottling(scene: OutageScene): void {
  const { chance, store } = scene;
  const shops = [...store.shopsByKey.values()];
  if (shops.length === 0) return;
  const { key, mall } = chance.among(shops, (shop) => shop.key);
  const forMs = chance.int(3, 20) * minuteMs;
  trouble(scene, chance.pick(failingKinds), { mall, shop: key, forMs });
  trouble(scene, 'throttles', { mall, forMs });
}

/** What is wrong ends sooner. */
function endOne({ troubles, chance, time, tell }: OutageScene): void {
  const now = time.now();
  const standing = troubles.filter(({ from, until }) => from <= now && until > now);
  if (standing.length === 0) return;
  const one = chance.among(standing, ({ kind, mall, shop, from }) => `${kind} ${shop ?? mall} ${from}`);
  one.until = now;
  tell(`${one.shop ?? one.mall} ${one.kind} no more`);
}

function wait({ tell }: OutageScene): void {
  tell('time passes');
}

function restProbe(scene: OutageScene): void {
  rest(scene, scene.chance.pick(['probe', 'probe', 'notify', 'poll']), scene.chance.int(1, 14) * minuteMs);
}

function rest({ rests, time, watch, tell }: OutageScene, role: Role, forMs: number): void {
  const until = time.now() + forMs;
  rests.set(role, until);
  tell(`${role} is not run for ${forMs / minuteMs} minutes`);
  if (role === 'probe') watch.disturbed.push({ from: time.now(), until: until + 2 * minuteMs });
  if (role === 'notify') watch.mailTroubles.push(time.now(), until);
}

function dieAtAWrite({ dies, chance, tell }: OutageScene): void {
  const role = chance.pick(['probe', 'probe', 'notify'] as const);
  const write = chance.int(1, 6);
  dies.set(role, write);
  tell(`${role} is about to die before its write ${write}`);
}

function fireTwice(scene: OutageScene): void {
  scene.twice = true;
  scene.tell('two runs of the probe begin together');
}

function troubleMails(scene: OutageScene): void {
  const { mail, chance, time, tell, store, watch } = scene;
  const forMs = chance.int(1, 40) * minuteMs;
  const kind = chance.pick(['failing', 'losing', 'refused'] as const);
  const merchant = chance.among([...store.merchantsById.keys()], (id) => id);
  if (kind === 'refused') mail.refused = merchant;
  else mail[kind] = true;
  tell(`mails: ${kind} ${kind === 'refused' ? merchant : ''} for ${forMs / minuteMs} minutes`);
  watch.mailTroubles.push(time.now());
  time.at(time.now() + forMs, () => {
    if (kind === 'refused') mail.refused = null;
    else mail[kind] = false;
  });
}

async function holdByHand({ ports, chance, time, tell, store, malls, watch }: OutageScene): Promise<void> {
  const running = watch.byHand.filter(({ until }) => until > time.now());
  const one = running[0];
  if (one !== undefined && chance.chance(0.6)) {
    await resumeByHand(ports, { scope: one.scope as MallName });
    one.until = time.now();
    return tell(`taro resumes ${one.scope}`);
  }
  const scope = chance.among([...malls, ...store.shopsByKey.keys()], (scope) => scope);
  await pauseByHand({ ...ports, clock: time }, { scope }, { by: 'taro', note: 'stocktaking' });
  if (!running.some((held) => held.scope === scope))
    watch.byHand.push({ scope, from: time.now(), until: Number.POSITIVE_INFINITY });
  tell(`taro pauses ${scope}`);
}

async function changeMerchant({ ports, chance, store, tell, watch, time }: OutageScene): Promise<void> {
  const merchant = chance.among([...store.merchantsById.values()], ({ id }) => id);
  const facts = chance.pick([
    { contacts: [] },
    { contacts: [`other-${merchant.id}@shop.example`] },
    { features: ['import', 'status', 'stock'] },
    { features: ['import'] },
  ] as const satisfies Partial<Merchant>[]);
  await ports.merchants.put(changedMerchant(merchant, facts));
  watch.changed.push({ at: time.now(), merchant: merchant.id });
  tell(`${merchant.id} has ${JSON.stringify(facts)} from now on`);
}

async function addOne(scene: OutageScene): Promise<void> {
  const { chance, malls, store, tell, watch, time } = scene;
  const merchant = chance.among([...store.merchantsById.keys()], (id) => id);
  const { key } = await scene.addShop(chance.pick(malls), merchant);
  watch.changed.push({ at: time.now(), merchant });
  tell(`${key} of ${merchant} is added`);
}

function removeOne({ chance, store, tell, watch, time }: OutageScene): void {
  const shops: Shop[] = [...store.shopsByKey.values()];
  if (shops.length === 0) return;
  const { key, merchant } = chance.among(shops, (shop) => shop.key);
  store.shopsByKey.delete(key);
  for (const one of watch.shops) if (one.shop.key === key) one.until = time.now();
  watch.changed.push({ at: time.now(), merchant });
  tell(`${key} is removed`);
}

function cutOff(scene: OutageScene): void {
  const { chance, time, tell, watch } = scene;
  if (scene.isCutOff) return;
  const forMs = chance.int(30, 900) * secondMs;
  scene.isCutOff = true;
  tell(`our own network is cut for ${(forMs / minuteMs).toFixed(2)} minutes`);
  watch.disturbed.push({ from: time.now(), until: time.now() + forMs + 3 * minuteMs });
  time.at(time.now() + forMs, () => {
    scene.isCutOff = false;
  });
}
