import { acceptRequest, emptyTarget, retryRequest, withdrawRequest } from '../../core/model/order-acceptance.ts';
import { changesOfTarget, type OrderTarget, withChange } from '../../core/model/order-target.ts';
import { keptOf, wantedParcels } from '../../core/model/order-words.ts';
import type { Parcel, PushContent } from '../../core/model/push.ts';
import { canonicalContent, isDone, pushIdOf } from '../../core/model/push-row.ts';
import { prng } from '../../simulator/index.ts';
import type { OrderAct } from '../laws/acts.ts';
import { numbersOf, parcelsAskedFor, standingOf } from '../laws/parcels.ts';
import { actOf } from '../worlds/people.ts';

/** A history of one order, and how the row and the laws read it. */
export interface History {
  readonly acts: readonly OrderAct[];
  readonly target: OrderTarget;
  /** Parcels as the row has them, each in a line. */
  readonly read: readonly string[];
  /** The same as the laws fold them: of all acts, and without those that changed nothing in the row. */
  readonly asked: readonly [readonly string[], readonly string[]];
}

const numbers = ['1111', '2222', '3333', '4444', '5555'];

/** Draws what people ask for, take back and try again of one order, and what fails of it. */
export function drawHistory(seed: number): History {
  const draw = prng(seed);
  const chance = (): number => draw.next();
  const pick = <T>(of: readonly T[]): T => of[Math.floor(chance() * of.length)] as T;
  const baskets = pick([[undefined], [undefined], ['1', '2']]);
  const [numbered, length] = [pick([1, 1, 0.7]), 1 + Math.floor(chance() * 14)];
  const parcel = (taken: Set<string>): Parcel => {
    const free = numbers.filter((number) => !taken.has(number));
    const trackingNumber = chance() < numbered ? pick(free) : null;
    if (trackingNumber !== null) taken.add(trackingNumber);
    const corrects = chance() < 0.4 ? pick(numbers.filter((number) => number !== trackingNumber)) : undefined;
    const basketId = pick(baskets);
    return {
      ...{ carrier: pick(['1001', '1001', '1002']), trackingNumber, shippedOn: '2026-11-24' },
      ...(corrects === undefined || trackingNumber === null ? {} : { corrects }),
      ...(basketId === undefined ? {} : { basketId }),
    };
  };
  /** What each request says: a row drops the text of a memo that counts no more. */
  const asked = new Map<string, PushContent>();
  const acts: OrderAct[] = [];
  const changing: OrderAct[] = [];
  const note = (act: OrderAct): void => {
    acts.push(act);
    changing.push(act);
  };
  let target = emptyTarget({ shop: 'rms#kado-no-mise', orderNumber: '1', writer: 'run' });
  for (let at = 1; at <= length; at++) {
    const { requests } = target;
    const way = chance();
    if (requests.length === 0 || way < 0.6) {
      const taken = new Set<string>();
      const parcels = [parcel(taken), ...(chance() < 0.25 ? [parcel(taken)] : [])];
      const known = requests.length > 0 && chance() < 0.25 ? asked.get(pick(requests).id) : undefined;
      const memo: PushContent | null = chance() < 0.15 ? { kind: 'memo', text: pick(['a', 'b']) } : null;
      const content = canonicalContent(known ?? memo ?? { kind: 'ship', parcels });
      const id = pushIdOf(content);
      asked.set(id, content);
      const { words } = target;
      target = acceptRequest(target, { id, content, by: 'hanako', at }).target;
      acts.push(actOf(id, content, at));
      if (target.words.length > words.length) changing.push(actOf(id, content, at));
      continue;
    }
    const { id, state } = pick(requests);
    if (way < 0.75) {
      const answer = withdrawRequest(target, id, { by: 'taro', at, claimMs: 0 });
      if (answer.kind !== 'withdrawn') continue;
      target = answer.target;
      note({ kind: 'withdraw', request: id });
    } else if (way < 0.85) {
      const answer = retryRequest(target, id, { by: 'taro', at, looksAtConfirmed: true });
      target = answer.target;
      const retried = { kind: 'retry', request: id } as const;
      if (answer.kind === 'reopened') note(retried);
      else if (answer.kind === 'confirmed') acts.push(retried);
    } else if (state.kind === 'requested' || state.kind === 'retrying') {
      const end = chance() < 0.5 ? 'confirmed' : 'failed';
      const failed = { kind: 'failed', at, reason: 'content-refused', who: 'merchant' } as const;
      const place = target.requests.findIndex((one) => one.id === id);
      target = withChange(target, place, { state: end === 'failed' ? failed : { kind: 'confirmed', at } });
      note({ kind: 'news', request: id, end });
    }
  }
  return { acts, target, read: linesRead(target), asked: [linesAsked(acts), linesAsked(changing)] };
}

function linesRead(target: OrderTarget): string[] {
  return wantedParcels(target)
    .map(({ parcel, request, former, isFailed }) =>
      [parcel.trackingNumber, parcel.carrier, request.id, isFailed ? 'failed' : 'stands', ...[...former].sort()].join(
        ' ',
      ),
    )
    .sort();
}

/** A parcel of a request that the laws expect twice, since it was asked for again after it was taken back, is one. */
function linesAsked(acts: readonly OrderAct[]): string[] {
  const lines = new Map<string, string>();
  for (const parcel of parcelsAskedFor(acts)) {
    const word = standingOf(parcel);
    if (word === undefined) continue;
    const former = [...numbersOf(parcel)].filter((number) => number !== word.number).sort();
    const name = [word.number ?? lines.size, word.carrier, word.request].join(' ');
    if (!lines.has(name)) lines.set(name, [word.number, word.carrier, word.request, word.state, ...former].join(' '));
  }
  return [...lines.values()].sort();
}

/** What a row must not be, whatever happened. */
export function brokenRules({ acts, target }: History): string[] {
  const changes = changesOfTarget(target);
  const counting = changes.flatMap(({ parcels = [], id }) => parcels.flatMap(({ counts }) => (counts ? [id] : [])));
  const wanted = wantedParcels(target).filter(({ isFailed }) => !isFailed);
  const idle = target.requests.flatMap((one, request) =>
    one.content.kind === 'ship' && !isDone(one) && keptOf(target, request).length === 0
      ? [`${one.id} is open, and nothing of it counts or stays below a failure`]
      : [],
  );
  const replaced = changes.filter(({ state }) => state.kind === 'withdrawn' && state.reason === 'superseded');
  const lost = replaced.filter(({ id }) => counting.includes(id)).map(({ id }) => `${id} is replaced, and counts`);
  const count = `${counting.length} parcels count, and ${wanted.length} are wanted`;
  return [...idle, ...lost, ...(counting.length === wanted.length ? [] : [count]), ...wrongMemo(acts, target)];
}

/** The memo asked for last is open or done; the others are replaced, unless they were done before or taken back. */
function wrongMemo(acts: readonly OrderAct[], { requests }: OrderTarget): string[] {
  const last = acts.findLast((act) => act.kind === 'memo');
  const open = requests
    .filter(({ content, state }) => content.kind === 'memo' && !isDone({ state }))
    .map(({ id }) => id);
  const others = open.filter((id) => id !== last?.request);
  return others.map((id) => `the memo ${id} is open, and ${last?.request} was asked for after it`);
}

/** True where the row reads a history as the laws do. */
export function isReadAlike({
  read,
  asked: [all, changing],
}: History): 'alike' | 'but-for-what-changes-nothing' | 'otherwise' {
  const said = JSON.stringify(read);
  if (said === JSON.stringify(all)) return 'alike';
  return said === JSON.stringify(changing) ? 'but-for-what-changes-nothing' : 'otherwise';
}

/** An act in a few words. */
export function actWords(act: OrderAct): string {
  if (act.kind === 'ship') {
    const parcels = act.parcels.map(
      ({ number, corrects, carrier, destination }) =>
        `${number}${corrects === undefined ? '' : `<${corrects}`}/${carrier}${destination === undefined ? '' : `@${destination}`}`,
    );
    return `${parcels.join(' and ')} (${act.request})`;
  }
  if (act.kind === 'memo') return `memo ${act.text} (${act.request})`;
  return act.kind === 'news' ? `${act.request} ${act.end}` : `${act.kind} ${act.request}`;
}
