import { dayMs, minuteMs, secondMs } from '../../core/kernel/time.ts';
import { type ChatWork, sendChats } from '../../core/mail/chat.ts';
import { noRefusals } from '../../core/mail/sending.ts';
import { budgetUntil, type ChatOutcome } from '../../core/ports/system.ts';
import { oversoldIn } from '../../core/stock/oversold.ts';
import { setChat } from '../../core/tenants/change-merchant.ts';
import { createMemoryStore, memoryPorts } from '../memory/index.ts';
import { type Draw, type Draws, turnsOf } from './draws.ts';
import { drawsOf } from './edition.ts';
import { type AcceptedNotice, brokenNotices } from './mail-invariants.ts';
import { belongsTo, occasionInHand } from './mail-service.ts';
import type { AcceptedMail } from './outage-watch.ts';
import { ProcessDied, type SimulatedProcess } from './process.ts';
import type { World } from './world.ts';

/**
 * The chats of a world's merchants. They read the world's tables, and keep their notices in a store of their own with a chance of their own:
 * whatever befalls them, the world around them is the same as without chats, and so are the planted bugs that it catches.
 */
interface Chats {
  readonly store: ReturnType<typeof createMemoryStore>;
  readonly draws: Draws;
  readonly posts: AcceptedMail[];
  /** When a post failed, or its run died. */
  readonly troubles: number[];
  /** Addresses with the titles that they were asked to show. */
  readonly asked: Set<string>;
  runs: number;
}

const chatsByWorld = new WeakMap<World, Chats>();

function chatsOf(world: World): Chats {
  const known = chatsByWorld.get(world);
  if (known !== undefined) return known;
  const draws = drawsOf(world.edition, world.seed, 'chats');
  const chats = { store: createMemoryStore(), draws, posts: [], troubles: [], asked: new Set<string>(), runs: 0 };
  chatsByWorld.set(world, chats);
  return chats;
}

/** One run of those who post to chats, in a storm now and then two at once, as leases allow where a clock is wrong. */
export async function postOnce(world: World, process: SimulatedProcess, limitMs: number): Promise<void> {
  const chats = chatsOf(world);
  await registerChats(world, chats);
  const isTwofold = world.stormy && chats.draws.of('twofold', process.run()).chance(0.2);
  await Promise.all(Array.from({ length: isTwofold ? 2 : 1 }, (_, nth) => postAs(world, chats, process, nth, limitMs)));
}

/** Every merchant has a chat since before the world began. */
async function registerChats(world: World, { store }: Chats): Promise<void> {
  const ports = { ...memoryPorts(world.store), chats: memoryPorts(store).chats, clock: clockAt(world.start - dayMs) };
  for (const { id } of world.store.merchantsById.values()) {
    if (store.chatsByMerchant.has(id)) continue;
    await setChat(ports, id, { address: `https://chat.example.com/hooks/${id}/0123456789`, kind: 'slack' });
  }
}

const clockAt = (at: number) => ({ now: () => at, sleep: async () => undefined });

async function postAs(
  world: World,
  chats: Chats,
  process: SimulatedProcess,
  nth: number,
  limitMs: number,
): Promise<void> {
  const run = `${process.name}-chat-${++chats.runs}`;
  const raw = memoryPorts(world.store);
  const own = memoryPorts(chats.store);
  const turn = turnsOf(chats.draws.of(process.run(), nth));
  const maybeDie = (what: string): void => {
    if (!world.stormy || !turn('put', what).chance(0.06)) return;
    chats.troubles.push(world.time.now());
    throw new ProcessDied();
  };
  const put: typeof own.notices.put = async (notice) => {
    maybeDie(`${notice.merchant} ${notice.kind}`);
    return own.notices.put(notice);
  };
  const work: ChatWork = {
    ports: { ...raw, chats: own.chats, notices: { ...own.notices, put }, clock: process.clock, log: own.log },
    poster: { post: async (address, _, { title }) => posted(world, chats, run, address, title, turn('post', address)) },
    mailer: { send: () => Promise.reject(new Error('A run of chats sends no mail.')) },
    oversoldOrders: oversoldIn(raw.stock),
    refusals: noRefusals(),
    identity: { fromName: '繋ぎシステム サポート', signature: [] },
    runId: run,
    budget: budgetUntil(process.clock, process.clock.now() + limitMs - 2 * secondMs),
    mailsPerSecond: 14,
  };
  try {
    await sendChats(work);
  } catch (error) {
    if (!(error instanceof ProcessDied)) throw error;
    return;
  }
  // Nothing befell this run: what it has not marked, it forgot.
  for (const post of chats.posts) if (post.by === run && !post.answerLost) post.cutOff = false;
}

/** In a storm a chat wants fewer messages, fails, or takes one and never answers; after it, it may still refuse a title at first. */
function posted(world: World, chats: Chats, by: string, address: string, subject: string, chance: Draw): ChatOutcome {
  const { posts, troubles, asked, store } = chats;
  const at = world.time.now();
  const isFirst = !asked.has(`${address} ${subject}`);
  asked.add(`${address} ${subject}`);
  const isIll = (world.stormy || isFirst) && chance.chance(0.3);
  if (isIll) troubles.push(at);
  if (isIll && (!world.stormy || chance.chance(0.6))) {
    const retryAfterMs = chance.pick([null, null, 30 * secondMs, 12 * minuteMs]);
    return { kind: 'later', reason: `HTTP ${retryAfterMs === null ? 503 : 429}`, retryAfterMs, isOpen: false };
  }
  const merchant = world.store.merchantsById.get(new URL(address).pathname.split('/')[2] ?? '');
  const inHand = (kind: AcceptedMail['kind']) => occasionInHand(store, merchant?.id, kind).replace(/^chat~/, '');
  posts.push({
    ...{ at, to: merchant?.contacts.join() ?? '', subject, text: '', ...belongsTo(subject, inHand) },
    ...{ cutOff: true, answerLost: isIll, by, messageId: `post-${posts.length + 1}` },
  });
  return isIll ? { kind: 'later', reason: 'timeout', retryAfterMs: null, isOpen: true } : { kind: 'accepted' };
}

/** What was posted to a world's chats, and when a post failed or its run died. */
export function postsOf(world: World): Pick<Chats, 'posts' | 'troubles'> {
  return chatsByWorld.get(world) ?? { posts: [], troubles: [] };
}

/**
 * Each notice is posted to each merchant's chat whom it concerns, and to no other; a second time only where a fault fell between the acceptance
 * and our mark. A notice that was given up had three posts that were never answered.
 */
export function brokenChats(world: World): string[] {
  const chats = chatsByWorld.get(world);
  if (chats === undefined || world.outages === null) return [];
  const rows = [...chats.store.noticesById.values()].map((notice) => ({
    ...notice,
    occasion: notice.occasion.replace(/^chat~/, ''),
  }));
  const taken: AcceptedNotice = {
    mails: chats.posts,
    rows,
    troubles: [...world.watch.mailTroubles, ...chats.troubles],
  };
  const broken = brokenNotices(world, taken).map((what) => `in chats: ${what}`);
  for (const { merchant, occasion, kind, state } of rows) {
    if (state.kind !== 'refused') continue;
    const open = chats.posts.filter((post) => post.occasion === occasion && post.answerLost).length;
    if (open < 3) broken.push(`in chats: ${kind} to ${merchant} of ${occasion} was given up: ${state.reason}`);
  }
  return broken;
}
