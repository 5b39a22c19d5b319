import { importSpan, type SpanImport } from '../../core/import/index.ts';
import { dayMs, type EpochMs, jstText, TsunagiError } from '../../core/kernel/index.ts';
import { decideByHand, type Pause, pausesOf, type Shop } from '../../core/model/index.ts';
import { budgetUntil } from '../../core/ports/index.ts';
import { createProcessCache, type ImportSession, noteKeyWorks, openImportSession } from '../../core/session/index.ts';
import { clockTextBy, counted, t } from '../../language/index.ts';
import { causeText, refusalLines } from '../../views/pause/index.ts';
import { jstIso } from '../../views/plain.ts';
import { refuse, resolveShop, type Span, shopOption, spanMeant, windowOf } from '../arguments/meant.ts';
import { byOption, spanFrom, spanHelp, spanTo, whoDoes } from '../arguments/parameter.ts';
import { defineCommand, type ExitCode, exit, type OpsContext } from '../frame/command.ts';
import { type Block, tableOf } from '../terminal/index.ts';

/** Longer than any span takes at one call every few seconds: a person watches it, and may end it at any moment. */
const budgetMs = 2 * dayMs;

export const importCommand = defineCommand({
  name: 'import',
  summary: 'Imports a span of a shop again, beside the schedule',
  help: `Asks the mall for every order placed in the span, reads each and stores what is
new or has changed, through the same keys as the
schedule: nothing is stored twice. The cursor of the schedule is not touched.
It may be ended at any moment, and run again.

It runs while a person has paused the shop. While the mall is down or in
maintenance the span is queued, and imported by itself soon after the shop is
free again; the same span asked for twice is one. It is refused while the mall
refuses the shop's key.

${spanHelp}`,
  examples: [
    ['import --shop kado-no-mise --from yesterday --to today', 'everything of yesterday'],
    ['import --shop rms#kado-no-mise --from -3h --to now --json', 'the last three hours; figures as one line of JSON'],
  ],
  options: {
    shop: shopOption('the shop'),
    from: spanFrom('placed'),
    to: spanTo('placed'),
    by: byOption('who asks for it, should it have to wait'),
  },
  async run(context, { shop: shopName, from, to, by, json }) {
    const { ports, terminal } = context;
    const problems: string[] = [];
    const shop = await resolveShop(ports, shopName, problems);
    const span = spanMeant({ from, to }, ports.clock.now(), problems);
    if (!shop || problems.length > 0) return refuse(t`This import cannot start`, problems);

    const pauses = pausesOf(await ports.pauses.standing(), ports.clock.now());
    const decision = decideByHand(pauses, shop, ports.clock.now());
    switch (decision.kind) {
      case 'refused':
        return tellRefusal(context, shop, decision.pause, json);
      case 'waits':
        return queueSpan(context, { shop, span, pause: decision.pause, by: whoDoes(by), json });
      case 'allowed':
        for (const { by: person, since, note } of decision.despite) {
          terminal.say(t`${shop.key} is paused by ${person} since ${jstText(since)}: ${note}`);
          terminal.say(t`An import by hand runs all the same, and the pause stays.`);
        }
    }
    const total = await importWithProgress(context, shop, span);
    await noteKeyWorks(ports, shop, pauses);
    if (json) {
      const unchanged = unchangedOf(total);
      terminal.printJson({ shop: shop.key, from: jstIso(span.from), to: jstIso(span.to), ...total, unchanged });
    } else {
      terminal.print(...resultLines(shop, span, total));
    }
    if (total.unread === 0) return exit.ok;
    terminal.say(
      t`${counted(total.unread, 'order')} could not be read: bad ones among them spoil the mall's answers, and the time was over.`,
      t`Run the same command again; what is stored already is not stored twice.`,
    );
    return exit.failed;
  },
});

export async function openByHand({ ports, importSettings }: OpsContext, shop: Shop): Promise<ImportSession> {
  return openImportSession({
    ports,
    settings: importSettings,
    cache: createProcessCache(ports.clock),
    budget: budgetUntil(ports.clock, ports.clock.now() + budgetMs),
    runId: ports.random.id(),
    // The share of what is not urgent: the schedule's own imports keep theirs.
    share: 'scan',
    shop,
    mall: await ports.malls.shop(shop),
    calls: Number.POSITIVE_INFINITY,
    canWait: false,
  });
}

export function tellWait({ terminal }: OpsContext, { key }: Shop, until: EpochMs): void {
  terminal.progress(t`${key}: waits for the mall's quota until ${clockTextBy(until)}`, true);
}

async function importWithProgress(context: OpsContext, shop: Shop, span: Span): Promise<SpanImport> {
  const { terminal } = context;
  const run = await openByHand(context, shop);
  let latest: SpanImport | null = null;
  try {
    const onProgress = (progress: Readonly<SpanImport>): void => {
      latest = { ...progress };
      const { listed, read, imported, changed } = progress;
      terminal.progress(t`${shop.key}: ${listed} listed, ${read} read, ${imported} new, ${changed} changed`);
    };
    return await importSpan(run, windowOf(span), onProgress, (until) => tellWait(context, shop, until));
  } catch (error) {
    const done: SpanImport | null = latest;
    if (error instanceof TsunagiError && done) tellInterrupted(context, done);
    throw error;
  }
}

function tellInterrupted({ terminal }: OpsContext, { read, imported, changed }: SpanImport): void {
  terminal.say(
    t`The import ended early. What was stored stands: ${read} read, ${imported} new, ${changed} changed.`,
    t`Run the same command again to import the rest; what is stored already is not stored twice.`,
  );
}

function tellRefusal({ terminal }: OpsContext, shop: Shop, pause: Pause, json: boolean) {
  const { cause, scope, since, by, note, code = null } = pause;
  if (json) terminal.printJson({ shop: shop.key, refused: { cause, scope, since: jstIso(since), by, note, code } });
  terminal.say(...refusalLines(pause));
  return exit.refused;
}

function unchangedOf({ read, imported, changed, missing, quarantined }: SpanImport): number {
  return read - imported - changed - missing - quarantined;
}

function resultLines(shop: Shop, span: Span, total: SpanImport): Block[] {
  const figures: [string, number][] = [
    [t`listed at the mall`, total.listed],
    [t`new`, total.imported],
    [t`changed`, total.changed],
    [t`as stored`, unchangedOf(total)],
    [t`missing`, total.missing],
    [t`quarantined`, total.quarantined],
    ...(total.unread > 0 ? [[t`not read`, total.unread] as [string, number]] : []),
  ];
  const troubled = total.missing + total.quarantined > 0;
  return [
    t`${shop.key} (${shop.name}), placed ${jstText(span.from)} to ${jstText(span.to)}`,
    ...tableOf(figures, ([orders, count]) => ({ orders, '': count })),
    ...(troubled
      ? [t`Missing and quarantined orders are tried again by themselves: ops orders problems --shop ${shop.key}`]
      : []),
  ];
}

async function queueSpan(
  { ports, terminal }: OpsContext,
  wanted: {
    readonly shop: Shop;
    readonly span: Span;
    readonly pause: Pause;
    readonly by: string;
    readonly json: boolean;
  },
): Promise<ExitCode> {
  const { shop, span, pause, by, json } = wanted;
  const now = ports.clock.now();
  const earliest = now - ports.malls.traits(shop.mall).lookBackMs;
  if (span.from < earliest) {
    return refuse(t`This span cannot be imported`, [
      t`--from (${jstText(span.from)}) is further back than the mall answers; use ${jstText(earliest)} or later.`,
    ]);
  }
  const result = await ports.spans.queue({ shop: shop.key, ...windowOf(span), by, at: now });
  const { cause, scope, since } = pause;
  if (json) {
    terminal.printJson({
      shop: shop.key,
      from: jstIso(span.from),
      to: jstIso(span.to),
      queued: result,
      waitsFor: { cause, scope, since: jstIso(since) },
    });
    return exit.ok;
  }
  const already = result === 'renewed' ? t` It waited already, and is one.` : '';
  terminal.print(
    t`Queued: ${shop.key}, placed ${jstText(span.from)} to ${jstText(span.to)}.${already}`,
    t`It waits because ${causeText(pause)} (${scope}, since ${jstText(since)}). It is imported by itself`,
    t`within ten minutes of the moment from which nothing holds the shop any more, and`,
    t`stores nothing twice. How many spans wait: ops status`,
  );
  return exit.ok;
}
