import { auditByHand, auditByHandName } from '../../core/import/index.ts';
import { dayMs, type EpochMs, jstText } from '../../core/kernel/index.ts';
import {
  type AuditFigures,
  decideByHand,
  figuresOf,
  pausesOf,
  type Shop,
  type ShopAudit,
} from '../../core/model/index.ts';
import { budgetUntil } from '../../core/ports/index.ts';
import { counted, t } from '../../language/index.ts';
import { findColumns, findOf, foundText } from '../../views/incident/index.ts';
import { jstIso } from '../../views/plain.ts';
import { refuse, type Span, shopOption, shopsMeant, spanMeant, windowOf } from '../arguments/meant.ts';
import { flag, optional, spanFrom, spanHelp, spanTo } from '../arguments/parameter.ts';
import { defineCommand, exit, type OpsContext } from '../frame/command.ts';
import { tableLines } from '../terminal/index.ts';
import { tellWait } from './import.ts';

/** Longer than any audit takes: a person watches it, and may end it at any moment. */
const budgetMs = 2 * dayMs;

export const auditCommand = defineCommand({
  name: 'audit',
  summary: 'Compares the orders of a span with the mall, and imports what is missing',
  help: `取込漏れ: the mall lists the order, it was placed before the shop's cursor, and
has no row at a second look. 重複: its claims are not what its lines say, or the
mall has a row of 発送明細 once too often after a call of ours. Missing orders and
claims are set right through the normal path, surplus rows by the push that made
them; those that none looks at any more a person removes at the mall. 要確認:
the mall lists the order, and it cannot be read (ops orders problems); it stays
so until it can. A shop that cannot be audited is named with the reason, and
never counts as 0: while the mall is down, say, or refuses its key. A shop that
a person has paused is audited all the same.

Ends with 1 when something was found, or a shop was not audited.

${spanHelp}`,
  examples: [
    ['audit --from "2026-11-24 15:45" --to "2026-11-24 22:35"', 'every shop'],
    ['audit --from -2d --to now --shop kado-no-mise --dry-run', 'one shop; finds, and changes nothing'],
  ],
  options: {
    from: spanFrom('placed'),
    to: spanTo('placed'),
    shop: optional(shopOption('only this shop')),
    dryRun: flag('find and count; change nothing, keep nothing'),
  },
  async run(context, { from, to, shop: shopName, dryRun, json }) {
    const { ports, importSettings: settings, terminal } = context;
    const now = ports.clock.now();
    const problems: string[] = [];
    const shops = await shopsMeant(ports, shopName, problems);
    const span = spanMeant({ from, to }, now, problems);
    problems.push(...problemsOfSpan(context, shops, span, now));
    if (problems.length > 0) return refuse(t`This audit cannot start`, problems);
    if (!json) await tellManualPauses(context, shops);

    const name = auditByHandName(now);
    const seen = { shops: 0, found: 0, unaudited: 0 };
    const budget = budgetUntil(ports.clock, now + budgetMs);
    const onShop = (result: ShopAudit['result']): void => {
      seen.shops++;
      if (result.kind === 'unaudited') seen.unaudited++;
      else seen.found += result.missingCount + result.doubledCount + (result.unreadCount ?? 0);
      terminal.progress(
        t`${seen.shops} of ${counted(shops.length, 'shop')}: ${seen.found} found, ${seen.unaudited} not audited`,
      );
    };
    const runId = ports.random.id();
    const window = windowOf(span);
    const onWait = (one: Shop, until: EpochMs): void => tellWait(context, one, until);
    const work = { ports, settings, budget, runId, shops, span: window, dryRun, name };
    const results = await auditByHand({ ...work, onShop, onWait });
    const keys = shops.map(({ key }) => key);
    const figures = figuresOf(keys, results);
    const finds = [...results].sort((a, b) => (a.shop < b.shop ? -1 : 1)).flatMap(findOf);
    if (json) {
      const kept = dryRun ? null : name;
      terminal.printJson({ audit: kept, from: jstIso(span.from), to: jstIso(span.to), dryRun, ...figures, finds });
    } else {
      const rows = finds.length === 0 ? [] : [...tableLines(findColumns(), finds), ''];
      terminal.print(...rows, ...totalLines(figures, span, dryRun ? null : name));
    }
    return finds.length === 0 ? exit.ok : exit.failed;
  },
});

function problemsOfSpan({ ports }: OpsContext, shops: readonly Shop[], span: Span, now: EpochMs): string[] {
  const problems: string[] = [];
  if (span.to > now) problems.push(t`--to (${jstText(span.to)}) lies in the future.`);
  const earliest = now - Math.min(...shops.map(({ mall }) => ports.malls.traits(mall).lookBackMs));
  if (span.from < earliest) {
    problems.push(
      t`--from (${jstText(span.from)}) is further back than the mall answers; use ${jstText(earliest)} or later.`,
    );
  }
  return problems;
}

async function tellManualPauses({ ports, terminal }: OpsContext, shops: readonly Shop[]): Promise<void> {
  const now = ports.clock.now();
  const pauses = pausesOf(await ports.pauses.standing(), now);
  const despite = shops.filter((shop) => {
    const decision = decideByHand(pauses, shop, now);
    return decision.kind === 'allowed' && decision.despite.length > 0;
  });
  if (despite.length === 0) return;
  terminal.say(
    despite.length === 1
      ? t`${counted(1, 'shop')} that people have paused is audited all the same; the pauses stay.`
      : t`${counted(despite.length, 'shop')} that people have paused are audited all the same; the pauses stay.`,
  );
}

function totalLines(figures: AuditFigures, span: Span, name: string | null) {
  const { shops, audited, atMall } = figures;
  const whole = t`Placed ${jstText(span.from)} to ${jstText(span.to)}: ${audited} of ${counted(shops, 'shop')} audited`;
  return [
    audited === shops ? whole : t`${whole}, ${shops - audited} not audited: see above`,
    t`${foundText(figures)}; ${counted(atMall, 'order')} at the mall`,
    name === null ? t`Nothing was changed. Without --dry-run it is set right.` : t`Kept for 60 days as ${name}.`,
  ];
}
