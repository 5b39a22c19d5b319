import { hash, randomUUID } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { shopsWithPushes } from '../../../core/import/index.ts';
import { secondMs } from '../../../core/kernel/index.ts';
import type { Change } from '../../../core/model/index.ts';
import { counted, durationText, enumerated, t } from '../../../language/index.ts';
import { refuse } from '../../../ops/arguments/meant.ts';
import { quoted } from '../../../ops/completion/spots.ts';
import { gatherPushes } from '../../../ops/pushes/gather.ts';
import { type Handling, type Picked, pickPushes } from '../../../ops/pushes/standing-pushes.ts';
import {
  changeColumns,
  changeFacts,
  changeGroups,
  groupColumns,
  pushKindText,
  pushStateText,
  withoutMallWords,
} from '../../../views/change/index.ts';
import { pausesNow } from '../../../views/pause/index.ts';
import { countsOf } from '../../../views/plain.ts';
import { type Filled, fieldsIn, formFields, hiddenFields, orProblem, readTyped } from '../../fields.ts';
import { csrfField, type Markup, nothing, opsCommand, problemPart } from '../../page.ts';
import { partTable } from '../../parts.ts';
import { livePart, liveStream } from '../../stream.ts';
import { answer, type ConsoleContext, changing, type Env } from '../../view.ts';
import { asItStands, type Bulk, type BulkSeen, perSecond, startBulk } from './bulk.ts';
import { changeTable, type Deed, deeds, progressOf } from './change-list.ts';
import { labelled } from './list.ts';

const keptMax = 20;

type Choice = Readonly<Partial<Record<'do' | 'shop' | 'order' | 'kind' | 'reason', string>>>;

const path = '/orders/changes';

export const changesPath = (choice: Choice): string => `${path}?${new URLSearchParams(choice)}`;

interface Begun {
  readonly deed: Deed;
  readonly seen: string;
  readonly bulk: Bulk;
}

/** The pages on which changes are tried again or taken back, many at once: a preview counts them first. */
export function mountChanges(app: Hono<Env>, context: ConsoleContext): void {
  const { instance } = context;
  const begun = new Map<string, Begun>();
  const streams = { retry: liveStream(progressOf('retry')), withdraw: liveStream(progressOf('withdraw')) };

  app.get(path, async (c) => {
    const choice = choiceIn(c.req.query());
    const found = choice.do === undefined ? null : await orProblem(picked(context, choice));
    return previewPage(c, context, choice, found, nothing);
  });

  app.post(path, changing(context), async (c) => {
    const form = await c.req.parseBody();
    const choice = choiceIn(form);
    // A second press of the same button leads to what the first one began.
    const [same] =
      [...begun].find(
        ([, one]) => one.deed === deedOf(choice.do) && one.seen === form.seen && !one.bulk.now().isOver,
      ) ?? [];
    if (same !== undefined) {
      c.set('outcome', 'running');
      return c.redirect(`${path}/${same}`, 303);
    }
    const found = await orProblem(picked(context, choice));
    if ('problem' in found) return previewPage(c, context, choice, found, nothing);
    const what = `ops ${recordOf(found.deed, choice)} (${found.pushes.length})`;
    c.set('deed', what);
    // Only those that were counted are handled.
    if (seenOf(found.pushes) !== form.seen) {
      const changed = problemPart(
        t`They have changed since they were counted. Nothing was done. This is how they stand now.`,
      );
      return previewPage(c, context, choice, found, changed, 409);
    }
    c.set('outcome', 'begun');
    const id = randomUUID();
    const bulk = startBulk(instance.ports, found.pushes, found.doing);
    // Who did it stands in the history of each change, too: where the end cannot be written down, nothing breaks.
    bulk.ended.then(() => context.record(`${what}: ${outcomeOfBulk(bulk.now())}`)).catch(() => undefined);
    begun.set(id, { deed: found.deed, seen: seenOf(found.pushes), bulk });
    const over = [...begun].filter(([, { bulk: one }]) => one.now().isOver).map(([old]) => old);
    for (const old of over.slice(0, -keptMax)) begun.delete(old);
    return c.redirect(`${path}/${id}`, 303);
  });

  app.get(`${path}/:id`, async (c) => {
    const result = begun.get(c.req.param('id'));
    const frame = c.get('frame');
    if (result === undefined) return goneResult(c);
    const { deed, bulk } = result;
    const at = `${path}/${c.req.param('id')}`;
    const seen = bulk.now();
    // A retry is decided after its request: each load shows how far it has come.
    const named = await Promise.all(seen.named.map((handled) => asItStands(instance.ports.changes, handled)));
    const progress = progressOf(deed)({ ...seen, named });
    const body = html`${seen.isOver ? progress : livePart(frame, `${at}/live`, progress)}
${seen.isOver ? nothing : html`<form class="stop" method="post" action="${at}/stop">${csrfField(frame)}<button>${t`Stop`}</button> <small>${t`It goes on without this page, and ends with the console.`}</small> <noscript><a href="${at}">${t`Show how far it is`}</a></noscript></form>`}
<p><a href="${path}">${t`Choose others`}</a></p>`;
    return answer(c, deedTitle(deed), body);
  });

  app.get(`${path}/:id/live`, (c) => {
    const result = begun.get(c.req.param('id'));
    return result === undefined ? c.notFound() : streams[result.deed](c, result.bulk);
  });

  app.post(`${path}/:id/stop`, changing(context), (c) => {
    const id = c.req.param('id');
    begun.get(id)?.bulk.stop();
    return c.redirect(`${path}/${id}`, 303);
  });
}

const goneResult = (c: Context<Env>): Response | Promise<Response> =>
  answer(
    c,
    t`Changes that need attention`,
    problemPart(t`This result is not kept any more. How changes stand: ops push list`),
    404,
  );

const choiceIn = (given: Filled): Choice => fieldsIn(given, ['do', 'shop', 'order', 'kind', 'reason']);

interface Chosen {
  readonly deed: Deed;
  readonly doing: Handling;
  readonly pushes: readonly Change[];
  readonly cut: readonly string[];
}

async function picked({ instance: { ports }, by }: ConsoleContext, { do: what, ...choice }: Choice): Promise<Chosen> {
  const deed = deedOf(what);
  const title = t`The changes cannot be listed`;
  if (Object.keys(choice).length === 0)
    refuse(title, [t`${enumerated(['--shop', '--order', '--reason'])}: give at least one of them.`]);
  const given = readTyped<Picked>(deeds[deed].command, title, choice);
  const doing = deeds[deed].handling(ports, by, given);
  return { deed, doing, ...(await pickPushes(ports, given, doing, title)) };
}

/** Two lists that are alike are of the same changes, in the same states. */
const seenOf = (pushes: readonly Change[]): string =>
  hash(
    'sha256',
    pushes.map(({ shop, orderNumber, id, version }) => `${shop} ${orderNumber} ${id} ${version}`).join('\n'),
    'base64url',
  );

const deedOf = (what: string | undefined): Deed => (what === 'withdraw' ? 'withdraw' : 'retry');

const deedTitle = (deed: Deed): string => (deed === 'retry' ? t`Try changes again` : t`Withdraw changes`);

async function previewPage(
  c: Context<Env>,
  context: ConsoleContext,
  choice: Choice,
  found: Chosen | { readonly problem: string } | null,
  notice: Markup,
  status: 200 | 409 = 200,
): Promise<Response> {
  const frame = c.get('frame');
  if (found === null)
    return answer(c, t`Changes that need attention`, html`${await groupsPart(context)}${chooser(choice)}`);
  if ('problem' in found) {
    return answer(
      c,
      t`Changes that need attention`,
      html`${problemPart(labelled(found.problem))}${chooser(choice)}`,
      400,
    );
  }
  const pauses = await pausesNow(context.instance.ports, await context.instance.ports.shops.all());
  const { deed, pushes, cut } = found;
  const said =
    deed === 'retry'
      ? t`What is at the mall already is not done again: the mall is looked at first.`
      : t`Only the requests are withdrawn: nothing changes at the mall, and no order is cancelled.`;
  const rows = pushes.map((push) => withoutMallWords(changeFacts(push, pauses)));
  const body = html`${notice}${countedPart(found)}
<p>${said}</p>
${cutShops(cut)}
${
  pushes.length === 0
    ? nothing
    : context.mayChange
      ? html`<form method="post" action="${path}">${csrfField(frame)}<input type="hidden" name="seen" value="${seenOf(pushes)}">
${hiddenFields({ ...choice, do: deed })}
<button class="do">${deed === 'retry' ? t`Try ${counted(pushes.length, 'change')} again` : t`Withdraw ${counted(pushes.length, 'change')}`}</button>
${pushes.length > perSecond * 10 ? html` <small>${t`It takes ${durationText((pushes.length / perSecond) * secondMs)}, and can be stopped.`}</small>` : nothing}</form>`
      : html`<p>${t`This console is read only. Start it with --allow-changes, or use the command:`}</p>`
}
<p>${opsCommand(context.instance, commandOf(deed, choice))}</p>
${changeTable(changeColumns(), rows)}
<p><a href="${path}">${t`Choose others`}</a></p>`;
  return answer(c, deedTitle(deed), body, status);
}

/** The command that does the same. A reason may be a mall's own words: no shell is to read more in them. */
function commandOf(deed: Deed, { do: _, ...choice }: Choice): string {
  const options = Object.entries(choice).map(
    ([name, value]) => `--${name} ${/^\w[\w#.:-]*$/.test(value) ? value : quoted(value)}`,
  );
  return ['push', deed, ...options].join(' ');
}

function outcomeOfBulk({ of, done, counts, isStopped, failure }: BulkSeen): string {
  const end = failure !== null ? 'failed' : isStopped ? 'stopped' : 'done';
  return [end, `${done}/${of}`, ...Object.entries(counts).map(([outcome, count]) => `${outcome}=${count}`)].join(' ');
}

/** The same for the record: ids and codes. What else was typed, and the words of a mall, may quote a buyer. */
function recordOf(deed: Deed, choice: Choice): string {
  const written = Object.entries(choice).map(([name, value]) => {
    const isSafe = (name === 'reason' ? /^[a-z][a-z0-9.-]*$/ : /^[\w#.:-]+$/).test(value);
    return [name, isSafe ? value : '…'];
  });
  return commandOf(deed, Object.fromEntries(written));
}

function countedPart({ pushes }: Chosen): Markup {
  if (pushes.length === 0) return html`<p>${t`No such change.`}</p>`;
  const groups = Object.entries(
    countsOf(pushes.map(({ content, state }) => enumerated([pushKindText(content.kind), pushStateText(state.kind)]))),
  );
  return html`<section class="summary warn" aria-label="${t`How many it is about`}"><output class="number">${pushes.length}</output>
<ul class="notes">${groups.map(([what, count]) => html`<li>${what}: ${count}</li>`)}</ul></section>`;
}

const cutShops = (cut: readonly string[]): Markup =>
  cut.length === 0
    ? nothing
    : html`<p class="warn">${t`More stand than were read, of ${cut.join(', ')}. Run this again for the rest.`}</p>`;

/** What failed, by shop and reason: only shops that have such changes are read. */
async function groupsPart({ instance: { ports } }: ConsoleContext): Promise<Markup> {
  const shops = await ports.shops.all();
  const having = new Set(await shopsWithPushes(ports, new Set(shops.map(({ key }) => key))));
  const meant = shops.filter(({ key }) => having.has(key));
  const { pushes, cut } = await gatherPushes(ports, meant, { state: 'failed' });
  const pauses = await pausesNow(ports, shops);
  const groups = changeGroups(pushes, 0, pauses).map((one) => ({ ...one, example: withoutMallWords(one.example) }));
  if (groups.length === 0) return html`<p class="good">${t`No change has failed.`}</p>`;
  const links = groups.map(({ shop, reason, example: { kind } }): Markup => {
    const these = { shop, kind, reason };
    return html`<a href="${changesPath({ do: 'retry', ...these })}">${t`Try again…`}</a><br><a href="${changesPath({ do: 'withdraw', ...these })}">${t`Withdraw…`}</a>`;
  });
  const drawn = { title: t`what to do`, cells: links };
  return html`${partTable(t`Changes that need attention`, groupColumns(), groups, null, drawn)}${cutShops(cut)}`;
}

function chooser(choice: Choice): Markup {
  const labels = { shop: t`Shop`, order: t`order`, reason: t`Reason or code` };
  const { input } = formFields(labels, { ...choice });
  return html`<section><h2>${t`Filter`}</h2><form class="fields" method="get" action="${path}">
${input('shop')}${input('order')}${input('reason')}
<button name="do" value="retry">${t`Try again…`}</button><button name="do" value="withdraw">${t`Withdraw…`}</button></form></section>`;
}
