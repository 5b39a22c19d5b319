import type { Day } from '../../drill/day.ts';
import type { DrillMail } from '../../drill/naive.ts';
import { runDrill } from '../../drill/run-drill.ts';
import { scripts } from '../../drill/scripts.ts';
import { distinct, type Planted, plantedAtRms } from '../../privacy/planted.ts';
import { createSearch, type Found } from '../../privacy/search.ts';
import { outsideOfRows, peopleInRows } from '../../privacy/stored.ts';
import { writtenOut } from '../../privacy/written.ts';

/** What a drill wrote down, searched. */
export interface SearchedDrill {
  readonly found: readonly Found[];
  /** How much was planted of each kind. */
  readonly planted: Readonly<Record<string, number>>;
  /** How many things were searched of each kind, and how many characters. */
  readonly searched: Readonly<Record<string, { readonly things: number; readonly characters: number }>>;
  readonly unexpected: readonly string[];
}

/** Plays 2020-02-10 with all functions, and looks for every person and key of it in whatever was written outside of the rows of orders. */
export async function searchedDrill(options: {
  readonly shops: number;
  readonly skus: number;
}): Promise<SearchedDrill> {
  const script = scripts.find(({ id }) => id === '2020-02-10');
  if (script === undefined) throw new Error('There is no script 2020-02-10.');
  const messages: unknown[] = [];
  const mails: DrillMail[] = [];
  const keys = new Set<string>();
  let day: Day | undefined;
  const { unexpected } = await runDrill({
    script,
    seed: 1,
    ...options,
    onDay(opened) {
      day = opened;
      keepSent(opened.store.workMessages, messages);
      keepSent(opened.store.stockMessages, messages);
    },
    onMail: (mail) => void mails.push(mail),
    onCall: ({ request }) => {
      const { authorization = '' } = request.headers as Readonly<Record<string, string>>;
      if (authorization !== '') keys.add(authorization.replace(/^\w+ /, ''));
    },
  });
  if (day === undefined) throw new Error('The day never began.');
  const { store } = day;
  const planted = distinct([
    ...plantedAtRms(day.rms),
    ...peopleInRows(store),
    ...ofKeysBeside(day),
    ...[...keys].map(asKey),
  ]);
  const sources: (readonly [string, readonly unknown[]])[] = [
    ['log lines', day.logs.flatMap(({ lines }) => lines)],
    ['queue messages', messages],
    ['mails', mails],
    ['errors of runs', day.unexpected],
    ...outsideOfRows(store),
  ];
  const search = createSearch(planted);
  const searched = sources.map(([where, things]) => ({ where, things: things.length, text: writtenOut(things) }));
  return {
    found: searched.flatMap(({ where, text }) => search(where, text)),
    planted: Object.fromEntries([...Map.groupBy(planted, ({ what }) => what)].map(([what, all]) => [what, all.length])),
    searched: Object.fromEntries(
      searched.map(({ where, things, text }) => [where, { things, characters: text.length }]),
    ),
    unexpected,
  };
}

/** Keeps everything that is pushed to a list, even if its `push` is replaced later. */
function keepSent(list: unknown[], kept: unknown[]): void {
  let push = (...items: unknown[]): number => Array.prototype.push.apply(list, items);
  Object.defineProperty(list, 'push', {
    configurable: true,
    get:
      () =>
      (...items: unknown[]): number => {
        kept.push(...items);
        return push(...items);
      },
    set: (taken: typeof push) => {
      push = taken;
    },
  });
}

const ofKeysBeside = ({ beside }: Day): Planted[] =>
  beside.flatMap(({ control }) =>
    control.shops().flatMap((shop) => {
      const { clientSecret, refreshToken, accessToken } = shop as Readonly<Record<string, string | undefined>>;
      return [clientSecret, refreshToken, accessToken].flatMap((key) => (key ? [asKey(key)] : []));
    }),
  );

const asKey = (value: string): Planted => ({ what: 'key', value });
