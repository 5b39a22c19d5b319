import { type MallName, mallOf, type ShopKey } from '../../core/model/index.ts';
import {
  type CheckedLines,
  checkLines,
  type DraftLine,
  type GivenKey,
  keysOfLines,
  type LineKeys,
  type LineProblem,
  type LineToCheck,
  type MerchantColumn,
  type MerchantPlan,
  openHeldKeys,
  placeShops,
  planOnboarding,
  problemsAcrossLines,
  problemsAgainstStore,
  type ReadLine,
  type Standing,
  shopOfDraft,
  shopOfLine,
  soundLines,
} from '../../core/tenants/index.ts';
import { t } from '../../language/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import type { CsvRow } from '../files/csv.ts';
import type { OpsContext } from '../frame/command.ts';
import { askLineKeys, type KeyList, notTyped } from './key-lines.ts';
import { readMerchantLine } from './merchant-lines.ts';

/** What a list of merchants implies, and everything that speaks against it. Nothing was written for it. */
export interface Examination {
  readonly problems: readonly LineProblem[];
  /** What is wrong with the list of keys and with no line of merchants. */
  readonly keyProblems: readonly string[];
  readonly plans: readonly MerchantPlan[];
}

/** Checks a list against itself, against what is stored, against the keys (null: the person is asked), and with `check` against the mall. Reports all problems at once. */
export async function examine(
  context: OpsContext,
  rows: readonly CsvRow<MerchantColumn>[],
  keys: KeyList | null,
  { check, partial }: { readonly check: boolean; readonly partial: boolean },
): Promise<Examination> {
  const { ports, shards } = context;
  const now = ports.clock.now();
  const [shops, removed, merchants] = await Promise.all([
    ports.shops.all(),
    ports.removedShops.list(),
    ports.merchants.list(),
  ]);
  const stored = new Map(shops.map((shop) => [shop.key, shop]));
  const readings = rows.map((row) => readMerchantLine(row, now));
  const drafts = readings.map(({ draft }) => draft);
  const standing: Standing = {
    shops: stored,
    removed: new Map(removed.map((one) => [one.key, one])),
    now,
    lookBackMs: (mall) => ports.malls.traits(mall).lookBackMs,
  };
  const problems: LineProblem[] = [
    ...readings.flatMap((reading) => reading.problems),
    ...problemsAcrossLines(drafts),
    ...drafts.flatMap((draft) => problemsAgainstStore(draft, standing)),
  ];
  // The operator does not type the keys of a list that will be refused.
  const typed = keys !== null || (problems.length > 0 && !partial) ? [] : soundLines(drafts, problems);
  const keyOf = keys === null ? await typedKeys(context, newShops(typed, stored)) : listed(keys);
  const keyed = keys === null ? typed : drafts;
  const lineKeys = keysOfLines(keyed, new Set(stored.keys()), await openHeldKeys(ports, shops), keyOf, columnOf);
  problems.push(...lineKeys.problems);

  const checked = check ? await askTheMall(context, drafts, lineKeys) : { problems: [], working: new Map() };
  problems.push(...checked.problems);
  const plans = planOnboarding(soundLines(drafts, problems), {
    merchants: new Map(merchants.map((merchant) => [merchant.id, merchant])),
    stored: new Set(stored.keys()),
    credentials: lineKeys.credentials,
    working: checked.working,
    callsPerSecondAt: (mall) => rateAt(context, mall),
    now,
    nextShard: placeShops(shops, shards),
  });
  return { problems: problems.sort((a, b) => a.line - b.line), keyProblems: keys?.problems ?? [], plans };
}

async function askTheMall(
  context: OpsContext,
  drafts: readonly DraftLine[],
  { credentials }: LineKeys,
): Promise<CheckedLines> {
  const { ports, terminal } = context;
  const lines = drafts.flatMap((draft): LineToCheck[] => {
    const key = shopOfDraft(draft);
    const credential = credentials.get(draft.line);
    const code = draft.values.shopCode;
    if (key === null || credential === undefined || code === undefined) return [];
    const mall = mallOf(key);
    const callsPerSecond = draft.values.callsPerSecond ?? rateAt(context, mall);
    return [{ line: draft.line, shop: { key, mall, code }, column: columnOf(mall), credential, callsPerSecond }];
  });
  const checked = await checkLines(ports, lines, (done) =>
    terminal.progress(t`keys tried at the mall: ${done} of ${lines.length}`),
  );
  terminal.endProgress();
  return checked;
}

const columnOf = (mall: MallName): string => mallDesks.of(mall).keyColumn;

/** The calls a second of a shop whose line leaves it open. */
const rateAt = ({ ports, callsPerSecond }: OpsContext, mall: MallName): number =>
  ports.malls.traits(mall).callsPerSecond ?? callsPerSecond;

function newShops(lines: readonly ReadLine[], stored: ReadonlyMap<ShopKey, unknown>): ShopKey[] {
  return lines.map(({ values }) => shopOfLine(values)).filter((shop) => !stored.has(shop));
}

async function typedKeys(
  { ports, terminal }: OpsContext,
  shops: readonly ShopKey[],
): Promise<(shop: ShopKey) => GivenKey> {
  const typed = await askLineKeys(terminal, shops, ports.clock.now());
  // The operator is not asked for the key of a stored shop, so there is nothing to compare it with.
  return (shop) => typed.get(shop) ?? notTyped();
}

function listed({ byShop }: KeyList): (shop: ShopKey) => GivenKey {
  return (shop) =>
    byShop.get(shop) ?? { kind: 'absent', problem: t`there is no key of ${shop} in the list of keys (--keys).` };
}
