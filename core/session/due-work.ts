/**
 * The one loop of due work: find, pick, claim, take, settle, write, publish. Claims and pending news keep rows in the index of due rows,
 * where those of a dead run are found.
 */
import { type EpochMs, eachLimited, mapLimited } from '../kernel/index.ts';
import { type ClaimSettings, type DueClaim, type DueRow, openUntil } from '../model/index.ts';
import type { Clock } from '../ports/index.ts';
import type { WorkSettings } from './work-settings.ts';

export interface DueRows<Row extends DueRow> {
  idOf(row: Row): string;
  /** Next look, claimed or not; null if none. */
  dueAt(row: Row): EpochMs | null;
  /** Reads at most `most` rows, the most overdue first. */
  due(now: EpochMs, most: number): Promise<Row[]>;
  get(row: Row): Promise<Row | null>;
  put(row: Row): Promise<'stored' | 'changed'>;
  /** Publishes rows' news and notes that; returns ids of refused ones. */
  publish?(rows: readonly Row[]): Promise<Iterable<string>>;
  hasNews?(row: Row): boolean;
}

export interface Picked<Row> {
  readonly rows: readonly Row[];
}

export interface ClaimTerms {
  readonly claim: DueClaim;
  /** Until when an expired claim's run may have called; null without one. */
  readonly openUntil: EpochMs | null;
  readonly now: EpochMs;
}

/** A feature's work on due rows. `Turn` holds facts, not decisions, since they may apply to a later row. */
export interface DueWork<Row extends DueRow, Turn, Choice extends Picked<Row> = Picked<Row>> {
  readonly rows: DueRows<Row>;
  /** Due unclaimed rows, and those that a turn may add; `spare` more than a turn takes. */
  find(now: EpochMs, spare: number): Promise<Row[]>;
  /** True of a row with a defect, which would recur in this run. */
  isBroken(row: Row): boolean;
  /** Rows of the next turn, within the calls left; some need not be due. */
  pick(found: readonly Row[], now: EpochMs): Promise<Choice>;
  /** Pure: claims the row; null if its turn needs none, as for a batch asked about by ticket. */
  claim(row: Row, terms: ClaimTerms, choice: Choice): Row | null;
  /** Reads, plans, calls and reads back. Calls start under claims that outlive them. */
  take(rows: readonly Row[], choice: Choice): Promise<readonly Turn[]>;
  rowOf(turn: Turn): Row;
  /** Pure: the present row after this turn. A later version was changed meanwhile and stays due. */
  settle(standing: Row, turn: Turn): Row;
  /** Pure: a row claimed by another worker, with this turn's call noted; null without a call. */
  stray(standing: Row, turn: Turn): Row | null;
  count(turns: readonly Turn[], written: readonly Row[]): void;
  /** Notes an outcome not written, because others kept writing. */
  lost(row: Row): void;
}

export interface DueRun {
  readonly ports: { readonly clock: Clock };
  readonly settings: DueSettings;
  readonly runId: string;
  readonly defects: ReadonlyMap<string, unknown>;
  /** False if out of time, or nothing can pass. */
  mayCall(): boolean;
}

type DueSettings = Pick<WorkSettings, 'writesAtOnce' | 'indexLagMs'> & ClaimSettings;

/** Works through due rows while time and mall allow. Returns ids of rows with refused news, and whether others are due. */
export async function workThroughDue<Row extends DueRow, Turn, Choice extends Picked<Row> = Picked<Row>>(
  run: DueRun,
  work: DueWork<Row, Turn, Choice>,
): Promise<{ readonly refused: ReadonlySet<string>; isMoreDue(): Promise<boolean> }> {
  const { rows } = work;
  /** Once a run, or news that cannot be noted would be published forever. */
  const told = new Set<string>();
  const refused = new Set<string>();
  const passedOver = (): number => refused.size + run.defects.size;
  /** A run that did nothing yet waits once for the index. */
  let mayWait = true;
  while (run.mayCall()) {
    const now = run.ports.clock.now();
    const found = (await work.find(now, passedOver())).filter((row) => !work.isBroken(row));
    if (mayWait && !found.some((row) => (rows.dueAt(row) ?? Number.POSITIVE_INFINITY) <= now)) {
      mayWait = false;
      await run.ports.clock.sleep(run.settings.indexLagMs);
      continue;
    }
    mayWait = false;
    if (found.length === 0) break;
    const news = found.filter((row) => rows.hasNews?.(row) && !told.has(rows.idOf(row)));
    await publish(rows, news, refused);
    for (const row of news) told.add(rows.idOf(row));
    const picked = await work.pick(
      found.filter((row) => !news.includes(row)),
      now,
    );
    const claimed = run.mayCall() ? await claimRows(run, work, picked) : [];
    if (claimed.length === 0) {
      if (news.length === 0) break;
      continue;
    }
    const turns = await work.take(claimed, picked);
    const written = await writeTurns(run, work, turns);
    work.count(turns, written);
    await publish(rows, written, refused);
    // A turn without a write would find the same rows at once.
    if (written.length === 0) break;
  }
  const isLeft = (row: Row): boolean => !refused.has(rows.idOf(row)) && !work.isBroken(row);
  const isMoreDue = async () => (await rows.due(run.ports.clock.now(), passedOver() + 1)).some(isLeft);
  return { refused, isMoreDue };
}

async function publish<Row extends DueRow>(
  rows: DueRows<Row>,
  some: readonly Row[],
  refused: Set<string> = new Set(),
): Promise<void> {
  const news = some.filter((row) => rows.hasNews?.(row));
  for (const id of news.length === 0 ? [] : ((await rows.publish?.(news)) ?? [])) refused.add(id);
}

async function claimRows<Row extends DueRow, Turn, Choice extends Picked<Row>>(
  { ports, settings, runId }: DueRun,
  work: DueWork<Row, Turn, Choice>,
  picked: Choice,
): Promise<Row[]> {
  const claimed = await mapLimited(picked.rows, settings.writesAtOnce, async (row) => {
    const now = ports.clock.now();
    const claim = { run: runId, until: now + settings.claimMs };
    const next = work.claim(row, { claim, openUntil: openUntil(row, now, settings), now }, picked);
    if (next === null) return row;
    return (await work.rows.put(next)) === 'stored' ? next : null;
  });
  return claimed.filter((row) => row !== null);
}

const triesMax = 5;

/** Writes over the present row (read if not given), repeatedly if others write. `next` is pure; null writes nothing. */
export async function writeOver<Key, Row extends Key & DueRow>(
  rows: { get(key: Key): Promise<Row | null>; put(row: Row): Promise<'stored' | 'changed'> },
  key: Key,
  next: (standing: Row | null) => Row | null,
  given?: Row,
): Promise<Row | 'same' | 'overtaken'> {
  for (let tries = 1; tries <= triesMax; tries++) {
    const row = next(tries === 1 && given !== undefined ? given : await rows.get(key));
    if (row === null) return 'same';
    if ((await rows.put(row)) === 'stored') return row;
  }
  return 'overtaken';
}

/** Writes rows after their turn; returns those written. Changed rows are reread; a lost claim only leaves that a call was made. */
async function writeTurns<Row extends DueRow, Turn>(
  { settings, runId }: DueRun,
  work: Pick<DueWork<Row, Turn, Picked<Row>>, 'rows' | 'rowOf' | 'settle' | 'stray' | 'lost'>,
  turns: readonly Turn[],
): Promise<Row[]> {
  const { rows } = work;
  const written: Row[] = [];
  await eachLimited(turns, settings.writesAtOnce, async (turn) => {
    const taken = work.rowOf(turn);
    const next = (standing: Row | null): Row | null => {
      const isOurs = standing === taken || standing?.claim?.run === runId;
      return standing && (isOurs ? work.settle(standing, turn) : work.stray(standing, turn));
    };
    const row = await writeOver<Row, Row>(rows, taken, next, taken);
    if (row === 'overtaken') work.lost(taken);
    else if (row !== 'same') written.push(row);
  });
  return written;
}

/** Due rows written by a run without further work; the next message continues. */
const rewrittenAtOnce = 1_000;

/** Changes due rows of a shop without a turn, once, and publishes news. `change` is pure; null leaves a row. Returns those written. */
export async function rewriteDue<Row extends DueRow>(
  { ports, settings }: Pick<DueRun, 'ports' | 'settings'>,
  rows: DueRows<Row>,
  change: (row: Row, at: Omit<ClaimTerms, 'claim'>) => Row | null,
): Promise<Row[]> {
  const now = ports.clock.now();
  const written: Row[] = [];
  const left: Row[] = [];
  await eachLimited(await rows.due(now, rewrittenAtOnce), settings.writesAtOnce, async (row) => {
    const next = change(row, { openUntil: openUntil(row, now, settings), now });
    if (next === null) left.push(row);
    else if ((await rows.put(next)) === 'stored') written.push(next);
  });
  await publish(rows, [...left, ...written]);
  return written;
}
