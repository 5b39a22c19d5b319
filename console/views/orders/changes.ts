import { hash, randomUUID } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { shopsWithPushes } from '../../../core/import/index.ts';
import { InputError, jstText } from '../../../core/kernel/index.ts';
import type { Push } from '../../../core/model/index.ts';
import { readArguments } from '../../../ops/arguments/read-arguments.ts';
import { quoted } from '../../../ops/completion/spots.ts';
import { t, translated } from '../../../ops/language/language.ts';
import { pausesNow } from '../../../ops/outages/pause-words.ts';
import { gatherPushes } from '../../../ops/pushes/gather.ts';
import {
  kindWord,
  pauseOverPush,
  pushKindText,
  pushStateText,
  whyAndNextText,
} from '../../../ops/pushes/push-words.ts';
import {
  type Handled,
  type Handling,
  oneByOne,
  type Picked,
  pickPushes,
  pushRetry,
  pushWithdraw,
  retrying,
  withdrawing,
} from '../../../ops/pushes/standing-pushes.ts';
import { stuckGroups } from '../../../ops/pushes/stuck-lines.ts';
import { counted, countOf, countsOf, enumerated } from '../../../ops/terminal/text.ts';
import { command, csrfField, type Markup, nothing, page, problemPart, tablePart } from '../../page.ts';
import { orderPath } from '../../paths.ts';
import { type ConsoleContext, changing, type Env } from '../../view.ts';
import { labelled } from './list.ts';

/** Changes that are handled at once: at the rate of the commands these take ten seconds. */
const atOnce = 200;
const perSecond = 20;
/** Changes that a page lists one by one. */
const shownMax = 50;
/** Results that can be looked at again. */
const keptMax = 20;

type Deed = 'retry' | 'withdraw';

const deeds = {
  retry: { command: pushRetry, handling: retrying },
  withdraw: { command: pushWithdraw, handling: withdrawing },
};

/** What a form or link chooses: what is done, and with which changes. */
type Choice = Readonly<Partial<Record<'do' | 'shop' | 'order' | 'kind' | 'reason', string>>>;

const path = '/orders/changes';

/** The address of a preview. */
export const changesPath = (choice: Choice): string => `${path}?${new URLSearchParams(choice)}`;

interface Done {
  readonly deed: Deed;
  readonly handled: readonly Handled[];
  readonly words: Handling['words'];
}

/** The pages on which changes are tried again or taken back, many at once: a preview counts them first. */
export function mountChanges(app: Hono<Env>, context: ConsoleContext): void {
  const { instance } = context;
  const done = new Map<string, Done>();

  app.get(path, async (c) => {
    const choice = choiceIn(c.req.query());
    const found = choice.do === undefined ? null : await picked(context, choice);
    return previewPage(c, context, choice, found, nothing);
  });

  app.post(path, changing(context), async (c) => {
    const form = await c.req.parseBody();
    const choice = choiceIn(form);
    const found = await picked(context, choice);
    // Only those that were counted are handled.
    if (!('problem' in found) && seenOf(found.pushes) !== form.seen) {
      const changed = problemPart(
        t`They have changed since they were counted. Nothing was done. This is how they stand now.`,
      );
      return previewPage(c, context, choice, found, changed, 409);
    }
    if ('problem' in found) return previewPage(c, context, choice, found, nothing);
    context.record(`${commandOf(found.deed, choice)} (${found.pushes.length})`);
    const handled = await oneByOne(instance.ports, found.pushes, { work: found.doing.work, perSecond });
    const id = randomUUID();
    done.set(id, { deed: found.deed, handled, words: found.doing.words });
    for (const old of [...done.keys()].slice(0, -keptMax)) done.delete(old);
    return c.redirect(`${path}/${id}`, 303);
  });

  app.get(`${path}/:id`, (c) => {
    const result = done.get(c.req.param('id'));
    const frame = c.get('frame');
    if (result === undefined)
      return c.html(
        page(
          frame,
          t`Changes that need a person`,
          problemPart(t`This result is not kept any more. How changes stand: ops push list`),
        ),
        404,
      );
    return c.html(page(frame, deedTitle(result.deed), resultPart(result)));
  });
}

function choiceIn(given: Readonly<Record<string, unknown>>): Choice {
  const names = ['do', 'shop', 'order', 'kind', 'reason'] as const;
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = given[name];
      return typeof value === 'string' && value.trim() !== '' ? [[name, value.trim()]] : [];
    }),
  );
}

/** What is chosen, and what would be done with it. */
interface Chosen {
  readonly deed: Deed;
  readonly doing: Handling;
  readonly pushes: readonly Push[];
  /** More are chosen than are handled at once. */
  readonly isCut: boolean;
}

async function picked(
  { instance: { ports }, by }: ConsoleContext,
  { do: what, ...choice }: Choice,
): Promise<Chosen | { readonly problem: string }> {
  const deed: Deed = what === 'withdraw' ? 'withdraw' : 'retry';
  const title = t`The changes cannot be listed`;
  const typed = readArguments(deeds[deed].command, { places: [], options: choice, unknown: [] });
  if (typed.kind === 'wrong') return { problem: labelled([title, ...typed.problems].join('\n')) };
  const given = { ...(typed.values as unknown as Picked), count: atOnce + 1 };
  const doing = deeds[deed].handling(ports, by, given);
  try {
    const { pushes, cut } = await pickPushes(ports, given, doing, title);
    return { deed, doing, pushes: pushes.slice(0, atOnce), isCut: pushes.length > atOnce || cut.length > 0 };
  } catch (error) {
    if (error instanceof InputError) return { problem: labelled(translated(error.words)) };
    throw error;
  }
}

/** Two lists that are alike are of the same changes, in the same states. */
const seenOf = (pushes: readonly Push[]): string =>
  hash(
    'sha256',
    pushes.map(({ shop, orderNumber, id, version }) => `${shop} ${orderNumber} ${id} ${version}`).join('\n'),
    'base64url',
  );

const deedTitle = (deed: Deed): string => (deed === 'retry' ? t`Try changes again` : t`Take changes back`);

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
    return c.html(page(frame, t`Changes that need a person`, html`${await groupsPart(context)}${chooser(choice)}`));
  if ('problem' in found) {
    return c.html(
      page(frame, t`Changes that need a person`, html`${problemPart(found.problem)}${chooser(choice)}`),
      400,
    );
  }
  const pauses = await pausesNow(context.instance.ports, await context.instance.ports.shops.all());
  const { deed, pushes, isCut } = found;
  const said =
    deed === 'retry'
      ? t`What is at the mall already is not done again: the mall is looked at first.`
      : t`Only the requests are taken back: nothing changes at the mall, and no order is cancelled.`;
  const body = html`${notice}${countedPart(found)}
<p>${said}</p>
${isCut ? html`<p class="warn">${t`More are chosen than are handled at once. Do it again for the others, or use the command.`}</p>` : nothing}
${
  pushes.length === 0
    ? nothing
    : context.mayChange
      ? html`<form method="post" action="${path}">${csrfField(frame)}<input type="hidden" name="seen" value="${seenOf(pushes)}">
${Object.entries({ ...choice, do: deed }).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<button class="do">${deed === 'retry' ? t`Try ${counted(pushes.length, 'change')} again` : t`Take ${counted(pushes.length, 'change')} back`}</button></form>`
      : html`<p>${t`This console is read only. Start it with --allow-changes, or use the command:`}</p>`
}
<p>${command(commandOf(deed, choice))}</p>
${listPart(pushes, (push) => whyAndNextText(push, pauseOverPush(push, pauses)), t`why and what next`)}
<p><a href="${path}">${t`Choose others`}</a></p>`;
  return c.html(page(frame, deedTitle(deed), body), status);
}

/** The command that does the same. A reason may be a mall's own words: no shell is to read more in them. */
function commandOf(deed: Deed, { do: _, ...choice }: Choice): string {
  const options = Object.entries(choice).map(
    ([name, value]) => `--${name} ${/^\w[\w#.:-]*$/.test(value) ? value : quoted(value)}`,
  );
  return ['npm run ops -- push', deed, ...options].join(' ');
}

/** The count comes first: how many, of which kind, in which state. */
function countedPart({ pushes }: Chosen): Markup {
  if (pushes.length === 0) return html`<p>${t`No such change.`}</p>`;
  const groups = Object.entries(
    countsOf(pushes.map(({ content, state }) => `${pushKindText(content.kind)}, ${pushStateText(state.kind)}`)),
  );
  return html`<section class="summary warn" aria-label="${t`How many it is about`}"><output class="number">${pushes.length}</output>
<ul class="notes">${groups.map(([what, count]) => html`<li>${what}: ${count}</li>`)}</ul></section>`;
}

function listPart(pushes: readonly Push[], last: (push: Push, index: number) => string, title: string): Markup {
  if (pushes.length === 0) return nothing;
  const row = (
    push: Push,
    index: number,
  ): Markup => html`<tr><th scope="row" class="id"><a href="${orderPath(push.shop, push.orderNumber)}">${push.orderNumber}</a></th><td class="id">${push.shop}</td>
<td class="id">${pushKindText(push.content.kind)}</td><td class="id">${pushStateText(push.state.kind)}</td><td>${last(push, index)}</td></tr>`;
  const more = pushes.length - shownMax;
  return html`${tablePart(t`changes`, [t`order`, t`shop`, t`what`, t`state`, title], pushes.slice(0, shownMax).map(row))}${more > 0 ? html`<p>${t`and ${more} more`}</p>` : nothing}`;
}

function resultPart({ handled, words }: Done): Markup {
  const counts = Object.entries(countsOf(handled.map(({ outcome }) => outcome)));
  const summary = enumerated(counts.map(([outcome, count]) => countOf(count, words[outcome] ?? outcome)));
  return html`<p role="status"><strong>${counted(handled.length, 'change')}: ${summary}</strong></p>
${listPart(
  handled.map(({ push }) => push),
  (_, index) => words[handled[index]?.outcome ?? ''] ?? '',
  t`result`,
)}
<p><a href="${path}">${t`Choose others`}</a></p>`;
}

/** What failed, by shop and reason: only shops that have such changes are read. */
async function groupsPart({ instance: { ports, orderList } }: ConsoleContext): Promise<Markup> {
  const shops = await ports.shops.all();
  const having = new Set(await shopsWithPushes({ ...ports, orderList }, new Set(shops.map(({ key }) => key))));
  const meant = shops.filter(({ key }) => having.has(key));
  const { pushes } = await gatherPushes(ports, meant, { state: 'failed' });
  const pauses = await pausesNow(ports, shops);
  const groups = stuckGroups(pushes, 0);
  if (groups.length === 0) return html`<p class="good">${t`No change has failed.`}</p>`;
  const row = ({
    shop,
    reason,
    kinds,
    pushes: count,
    oldest,
    example,
  }: (typeof groups)[number]): Markup => html`<tr><th scope="row" class="id">${shop}</th><td class="id">${enumerated(kinds.map(kindWord))}</td>
<td class="right">${count}</td><td class="id">${jstText(oldest)}</td><td class="text">${whyAndNextText(example, pauseOverPush(example, pauses))}</td>
<td class="id"><a href="${changesPath({ do: 'retry', shop, reason })}">${t`Try again…`}</a><br><a href="${changesPath({ do: 'withdraw', shop, reason })}">${t`Take back…`}</a></td></tr>`;
  return tablePart(
    t`Changes that need a person`,
    [t`shop`, t`what`, { right: t`changes` }, t`oldest`, t`why and what next`, t`what to do`],
    groups.map(row),
  );
}

function chooser(choice: Choice): Markup {
  const field = (name: 'shop' | 'order' | 'reason', label: string): Markup =>
    html`<label>${label}<input name="${name}" value="${choice[name] ?? ''}" autocomplete="off"></label>`;
  return html`<section><h2>${t`Choose by yourself`}</h2><form class="fields" method="get" action="${path}">
${field('shop', t`Shop: code or key`)}${field('order', t`order`)}${field('reason', t`Reason or code`)}
<button name="do" value="retry">${t`Try again…`}</button><button name="do" value="withdraw">${t`Take back…`}</button></form></section>`;
}
