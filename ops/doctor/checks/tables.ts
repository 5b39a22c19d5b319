import type { Result } from '../../../core/kernel/index.ts';
import { counted, t } from '../../../language/index.ts';
import type { ExaminedTable, StageFacts, TableCareFacts, TableFacts } from '../../../wiring/deployment.ts';
import { type Outcome, type Remedies, reporterFor } from '../outcome.ts';

const say = reporterFor('tables');

/** Tables with rows that expire: superseded revisions, leases, pushes that have ended. `lib/data-stack.ts` declares it of them. */
const expiring: ReadonlySet<string> = new Set(['Revisions', 'Control', 'Pushes']);
const expiresBy = 'expiresAt';

export function checkTables(tables: readonly ExaminedTable[], remedies: Remedies): Outcome[] {
  const found = tables.flatMap(({ word, name, facts, care }): Found[] =>
    facts.ok && facts.value !== null ? [{ title: titleOf(word), name, facts: facts.value, care }] : [],
  );
  const outcomes = [
    ...tables.flatMap(({ word, name, facts }) => {
      if (!facts.ok) return say.unchecked(t`The table ${name}`, facts.error);
      return facts.value === null ? gone(titleOf(word), name) : [];
    }),
    ...found.flatMap(atWork),
    ...unguarded(found, remedies),
    ...found.flatMap(({ title, care }) =>
      care !== null && !care.ok ? say.unchecked(t`How ${title} is backed up and forgets`, care.error) : [],
    ),
  ];
  if (outcomes.length > 0 || tables.length === 0) return outcomes;
  // The tables of this machine count no rows.
  if (found.every(({ care }) => care === null)) return say.fine(titlesOf(found));
  const rows = found.reduce((sum, { facts }) => sum + facts.items, 0);
  return say.fine(t`${titlesOf(found)}; ${counted(rows, 'row')} some hours ago`);
}

interface Found {
  readonly title: string;
  readonly name: string;
  readonly facts: TableFacts;
  readonly care: Result<TableCareFacts> | null;
}

function gone(title: string, name: string): Outcome[] {
  return say.wrong(
    t`The table ${title} is gone (${name})`,
    t`No run can read or write what it held: every run fails.`,
    t`Restore it, as docs/how-to/restore.md says; the import then goes back over what was lost.`,
  );
}

function atWork({ title, facts: { status, indexes } }: Found): Outcome[] {
  const outcomes: Outcome[] = [];
  if (status !== 'ACTIVE') {
    outcomes.push(
      ...say.wrong(
        t`The table ${title} is ${status}`,
        status === 'UPDATING' || status === 'CREATING'
          ? t`It is being changed; it works during the change if it worked before.`
          : t`It cannot be worked with.`,
        t`Wait some minutes, and run this again.`,
      ),
    );
  }
  for (const index of indexes.filter((one) => one.status !== 'ACTIVE')) {
    outcomes.push(
      ...say.watch(
        t`The index ${index.name} of ${title} is ${index.status}`,
        t`What is found through it (shops of a shard, due work, open orders) may be found late.`,
        t`Wait until it is built; that takes minutes to hours, by the number of rows.`,
      ),
    );
  }
  return outcomes;
}

/** What tables should have, with which of them lack it, and the call that gives it to them. Null care: the table is on this machine. */
const guards = (): readonly {
  readonly lacks: (table: Found) => boolean | undefined;
  readonly told: readonly [what: string, why: string, say: string];
  readonly call: (name: string) => string;
}[] => [
  {
    lacks: ({ facts, care }) => care !== null && !facts.isProtected,
    told: [
      t`Not protected from being deleted`,
      t`One call by mistake, or one script, takes all rows.`,
      t`Protect them:`,
    ],
    call: (name) => `update-table --table-name ${name} --deletion-protection-enabled`,
  },
  {
    lacks: ({ care }) => care?.ok && !care.value.isRecoverable,
    told: [
      t`Not backed up (point-in-time recovery is off)`,
      t`Rows that are lost or spoilt by mistake stay lost.`,
      t`Switch it on; from then on every second of the last 35 days can be restored:`,
    ],
    call: (name) =>
      `update-continuous-backups --table-name ${name} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true`,
  },
  {
    lacks: ({ title, care }) => expiring.has(title) && care?.ok && care.value.expiresBy !== expiresBy,
    told: [
      t`Expired rows stay (time to live is off)`,
      t`Superseded revisions hold personal data and must go when they are due; leases pile up.`,
      t`Switch it on:`,
    ],
    call: (name) =>
      `update-time-to-live --table-name ${name} --time-to-live-specification Enabled=true,AttributeName=${expiresBy}`,
  },
];

function unguarded(found: readonly Found[], remedies: Remedies): Outcome[] {
  return guards().flatMap(({ lacks, told: [what, why, todo], call }) => {
    const open = found.filter(lacks);
    if (open.length === 0) return [];
    const calls = open.map(({ name }) => remedies.aws(`dynamodb ${call(name)}`));
    return say.wrong(`${what}: ${titlesOf(open)}`, why, todo, ...calls);
  });
}

const titlesOf = (found: readonly Found[]): string => found.map(({ title }) => title).join(', ');

/** `ORDERS`, as variables have it, and `Orders`, as the stack's outputs do. */
function titleOf(word: string): string {
  return `${word.slice(0, 1)}${word.slice(1).toLowerCase()}`;
}

const sayDataKey = reporterFor('data key');

export function checkDataKey({ dataKey }: Pick<StageFacts, 'dataKey'>, remedies: Remedies): Outcome[] {
  if (dataKey === null) return [];
  if (!dataKey.ok) return sayDataKey.unchecked(t`The KMS key`, dataKey.error);
  if (dataKey.value === null) {
    return sayDataKey.wrong(
      t`The KMS key is gone`,
      t`No stored shop key opens any more, so nothing is imported. It cannot be brought back.`,
      t`Deploy the stage with a new key (docs/start/deploy.md), and store every shop’s keys again:`,
      remedies.ops('shops key --shop <shop>'),
    );
  }
  const { arn, state, deletedAt, rotates } = dataKey.value;
  const enable = remedies.aws(`kms enable-key --key-id ${arn}`);
  switch (state) {
    case 'Enabled':
      break;
    case 'PendingDeletion':
      return sayDataKey.wrong(
        t`The KMS key is to be deleted${deletedAt === null ? '' : t` on ${deletedAt.slice(0, 10)}`}`,
        t`Already now no shop’s key opens, and nothing is imported; from that day on every stored key is lost for good.`,
        t`Keep it, and switch it on again:`,
        remedies.aws(`kms cancel-key-deletion --key-id ${arn}`),
        enable,
      );
    case 'Disabled':
      return sayDataKey.wrong(
        t`The KMS key is switched off`,
        t`No shop’s key opens, so nothing is imported; the cursors wait.`,
        t`Switch it on; the import catches up by itself:`,
        enable,
      );
    default:
      return sayDataKey.wrong(
        t`The KMS key is ${state}`,
        t`It cannot open the shops’ keys.`,
        t`Look at it:`,
        remedies.aws(`kms describe-key --key-id ${arn}`),
      );
  }
  if (!rotates) {
    return sayDataKey.watch(
      t`The KMS key is not renewed every year`,
      t`It works. Renewing it changes nothing for what is sealed.`,
      t`Switch it on:`,
      remedies.aws(`kms enable-key-rotation --key-id ${arn}`),
    );
  }
  // Only the ids of multi-Region keys begin with this prefix.
  const isMultiRegion = arn.includes(':key/mrk-');
  const regions = isMultiRegion ? t`for all Regions` : t`for this Region alone (keep multiRegionKey: false)`;
  return sayDataKey.fine(t`enabled, renewed every year, ${regions}`);
}
