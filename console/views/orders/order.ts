import type { Hono } from 'hono';
import { html } from 'hono/html';
import { jstText } from '../../../core/kernel/index.ts';
import type { Change, Claim, OrderRow, Pause, ShopKey } from '../../../core/model/index.ts';
import { t, translated } from '../../../language/language.ts';
import { jstTextOr } from '../../../language/phrases.ts';
import { type OrderFacts, orderFacts, problemLines, wrongDateText } from '../../../ops/orders/lines.ts';
import { unknownLines } from '../../../ops/orders/orders-show.ts';
import { shipNotesOf } from '../../../ops/orders/ship-note.ts';
import { type OrderEvent, progressText, timelineOf } from '../../../ops/orders/timeline.ts';
import { importsHeldBy, pausesNow } from '../../../ops/outages/pause-words.ts';
import { shownParcelText } from '../../../ops/pushes/known-parcels.ts';
import {
  parcelsOf,
  pauseOverPush,
  pushKindText,
  pushStateText,
  whyAndNextText,
} from '../../../ops/pushes/push-words.ts';
import { isToBeRetried, isToBeWithdrawn } from '../../../ops/pushes/standing-pushes.ts';
import { cardsPart, csrfField, type Frame, type Markup, nothing, page, problemPart } from '../../page.ts';
import { shopPath, skuPath } from '../../paths.ts';
import type { ConsoleContext, Env } from '../../view.ts';
import { changesPath } from './changes.ts';
import { maskedContent, type ShownContent, wholeContent, withoutMallWords } from './masked.ts';

/** The page of one order: what `ops orders show` gathers, without the buyer's data until a person asks for them. */
export function mountOrder(app: Hono<Env>, { instance: { ports }, mayChange, record }: ConsoleContext): void {
  app.on(['GET', 'POST'], '/orders/:shop/:number', async (c) => {
    const frame = c.get('frame');
    const { shop: key, number: orderNumber } = c.req.param();
    const shop = await ports.shops.get(key as ShopKey);
    const title = t`Order ${orderNumber}`;
    if (shop === null) return c.html(page(frame, title, problemPart(t`There is no shop ${key}.`)), 404);
    const isNumber = /^[\x21-\x7e]{1,100}$/.test(orderNumber);
    const row = isNumber ? ((await ports.orders.rows(shop.key, [orderNumber])).get(orderNumber) ?? null) : null;
    const pauses = await pausesNow(ports, [shop]);
    const isWhole = c.req.method === 'POST';
    const looked = (): void => {
      // Who looked at a buyer's data, and at which order; nothing of the data.
      if (isWhole) record(`${c.req.method} ${c.req.path}: shown`);
    };
    if (row === null) {
      const pushes = isNumber ? await ports.changes.ofOrder({ shop: shop.key, orderNumber }) : [];
      if (pushes.length === 0)
        return c.html(
          page(
            frame,
            title,
            problemPart(unknownLines(orderNumber, [shop], importsHeldBy(pauses, [shop], ports.clock.now())).join('\n')),
          ),
          404,
        );
      looked();
      const body = html`<p>${shop.name} <small>${shop.key}</small></p><p>${t`nothing is stored of it`}</p>
${changesPart({ pushes, isWhole, pauses, mayChange })}${timelinePart(timelineOf(shop, null, [], pushes), null)}${pushes.some(hasMallWords) ? askPart(isWhole, frame) : nothing}`;
      return c.html(page(frame, title, body));
    }
    const facts = await orderFacts(ports, shop, row);
    looked();
    const content = isWhole ? wholeContent(facts) : maskedContent(facts, ports.malls.traits(shop.mall));
    return c.html(page(frame, title, orderPart({ facts, content, isWhole, pauses, mayChange, frame })));
  });
}

interface OrderView {
  readonly facts: OrderFacts;
  readonly content: ShownContent;
  readonly isWhole: boolean;
  readonly pauses: readonly Pause[];
  readonly mayChange: boolean;
  readonly frame: Frame;
}

function orderPart(view: OrderView): Markup {
  const { facts, content } = view;
  const { shop, row, history, pushes, claims } = facts;
  return html`${headPart(facts)}
${cancelRequestSection(row)}
${problemSection(facts)}
${timelinePart(timelineOf(shop, row, history, pushes), { facts, content })}
${changesPart({ ...view, pushes })}
${row.kind === 'stored' ? claimsPart(claims) : nothing}
${originalPart(view)}`;
}

function headPart(facts: OrderFacts): Markup {
  const { shop, parcels } = facts;
  const lines = headLines(facts);
  return html`<dl class="head"><dt>${t`shop`}</dt><dd><a href="${shopPath(shop.key)}">${shop.name}</a> (${shop.key})</dd>${lines.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}
${parcels.map((parcel) => html`<dt>${t`parcel`}</dt><dd>${translated(shownParcelText(shop, parcel))}</dd>`)}</dl>`;
}

function headLines({ shop: { mall }, row, mallDate }: OrderFacts): (readonly [name: string, value: string])[] {
  if (row.kind !== 'stored') return [];
  const { progress: note } = shipNotesOf(row);
  return [
    [t`placed`, jstText(row.orderedAt)],
    ...(mallDate === null ? [] : [[t`placed, says the mall`, wrongDateText(row, mallDate)] as const]),
    [t`stored`, jstText(row.storedAt)],
    [t`read`, t`${jstText(row.readAt)}, revision ${row.revision}`],
    [t`status`, row.final ? t`${progressText(mall, row.progress)}, final` : progressText(mall, row.progress)],
    ...(note === null ? [] : [[t`look`, translated(note)] as const]),
    ...(row.erasedAt === undefined ? [] : [[t`personal data removed`, jstText(row.erasedAt)] as const]),
    ...(row.redacted === undefined ? [] : [[t`buyer removed, because they asked`, jstText(row.redacted.at)] as const]),
  ];
}

function cancelRequestSection(row: OrderRow): Markup {
  const { cancelRequest } = shipNotesOf(row);
  if (cancelRequest === null) return nothing;
  return html`<section class="banner warn"><p>${translated(cancelRequest)}</p></section>`;
}

function problemSection(facts: OrderFacts): Markup {
  const [title, ...lines] = problemLines(facts).filter((line) => line !== '');
  if (title === undefined) return nothing;
  return html`<section class="banner bad"><h2>${title}</h2>${lines.map((line) => html`<p>${line}</p>`)}</section>`;
}

/** Everything in the order of time; a revision with what it changed. */
function timelinePart(
  events: readonly OrderEvent[],
  of: { readonly facts: OrderFacts; readonly content: ShownContent } | null,
): Markup {
  const item = ({ at, about, what, by, requestId, revision }: OrderEvent): Markup => {
    const request = requestId === null ? nothing : html` <small>${t`request ${requestId}`}</small>`;
    return html`<li><time>${jstText(at)}</time> <span class="about">${about === t`order` ? '' : about}</span>
<div>${what}${by === null ? nothing : html` <small>${by}</small>`}${request}${of === null || revision === undefined ? nothing : differences(of, revision)}</div></li>`;
  };
  return html`<section><h2>${t`Everything in the order of time`}</h2><ol class="events">${events.map(item)}</ol></section>`;
}

function differences({ facts, content }: Pick<OrderView, 'facts' | 'content'>, revision: number): Markup {
  const entry = facts.history.find((one) => one.revision === revision);
  if (entry === undefined) return nothing;
  const { state, kind } = entry.announcement;
  const announced =
    state === 'accepted'
      ? t`announced: ${kind ?? '?'}`
      : t`announcement pending, again from ${jstTextOr(facts.row.dueAt, t`the next sweep`)}: ${kind ?? '?'}`;
  const changes = content.changes.get(revision) ?? [];
  const lines =
    revision === 1
      ? []
      : entry.changes === null
        ? [html`<li>${t`(what changed is no longer kept)`}</li>`]
        : changes.length === 0
          ? [html`<li>${t`no difference`}</li>`]
          : changes.map(
              ({ path, text }) =>
                html`<li>${text === null ? html`<code>${path}</code> ${t`changed; the values are hidden`}` : html`<code>${text}</code>`}</li>`,
            );
  return html`<ul class="notes">${lines}<li><small>${announced}</small></li></ul>`;
}

/** The changes of an order; in the words of its mall only where a person asked for everything. */
function changesPart({
  pushes,
  isWhole,
  pauses,
  mayChange,
}: Pick<OrderView, 'isWhole' | 'pauses' | 'mayChange'> & { readonly pushes: readonly Change[] }): Markup {
  const [first] = pushes;
  if (first === undefined) return html`<section><h2>${t`Requested changes`}</h2><p>${t`none`}</p></section>`;
  const row = (push: Change): Markup => {
    const parcels = parcelsOf(push, pushes).map((parcel) => html`<br>${translated(parcel)}`);
    return html`<tr><th scope="row" class="id">${pushKindText(push.content.kind)}</th><td class="id">${pushStateText(push.state.kind)}</td>
<td class="id" data-label="${t`requested`}">${jstText(push.requestedAt)} <small>${push.by}</small></td><td class="text">${whyAndNextText(isWhole ? push : withoutMallWords(push), pauseOverPush(push, pauses))}${parcels}</td></tr>`;
  };
  const { shop, orderNumber: order } = first;
  // A confirmed change needs no button; `ops push retry` checks it again.
  const mayRetry = mayChange && pushes.some((push) => isToBeRetried(push, false));
  const mayWithdraw = mayChange && pushes.some((push) => isToBeWithdrawn(push, true));
  const link = (deed: 'retry' | 'withdraw', words: string): Markup =>
    html`<a href="${changesPath({ do: deed, shop, order })}">${words}</a>`;
  const links = html`${mayRetry ? link('retry', t`Try again…`) : nothing} ${mayWithdraw ? link('withdraw', t`Take back…`) : nothing}`;
  const offered = mayRetry || mayWithdraw ? html`<p class="pages">${links}</p>` : nothing;
  return html`<section><h2>${t`Requested changes`}</h2>${cardsPart(t`Requested changes`, [t`what`, t`state`, t`requested`, t`why and what next`], pushes.map(row))}${offered}</section>`;
}

function claimsPart(claims: readonly Claim[] | null): Markup {
  const title = html`<h2>${t`Claims on stock`}</h2>`;
  if (claims === null)
    return html`<section>${title}<p>${t`  not known: the lines were removed with the personal data`}</p></section>`;
  if (claims.length === 0) return html`<section>${title}<p>${t`none`}</p></section>`;
  const row = ({ lineId, merchant, sku, quantity, version }: Claim): Markup =>
    html`<tr><td class="id" data-label="${t`line`}">${lineId}</td><td class="id" data-label="${t`merchant`}">${merchant}</td><th scope="row" class="id"><a href="${skuPath(merchant, sku)}">${sku}</a></th><td class="right" data-label="${t`pieces`}">${quantity}</td><td class="id" data-label="${t`by the reading of`}">${jstText(version)}</td></tr>`;
  return html`<section>${title}${cardsPart(t`Claims on stock`, [t`line`, t`merchant`, 'SKU', { right: t`pieces` }, t`by the reading of`], claims.map(row))}</section>`;
}

/** What the mall gave, indented where it is JSON. */
function originalPart({ facts, content: { original }, isWhole, frame }: OrderView): Markup {
  const { row, original: whole, pushes } = facts;
  const title = html`<h2>${t`As the mall gave it`}</h2>`;
  const ask = askPart(isWhole, frame);
  if (whole === '')
    return html`<section>${title}<p>${t`Nothing of it is kept.`}</p>${pushes.some(hasMallWords) ? ask : nothing}</section>`;
  const text = row.kind === 'stored' && original !== '' ? JSON.stringify(JSON.parse(original), null, 2) : original;
  const shown =
    text === ''
      ? nothing
      : html`<details${isWhole ? ' open' : ''}><summary>${isWhole ? t`The whole order` : t`What is free of personal data`}</summary><pre tabindex="0">${text}</pre></details>`;
  return html`<section>${title}${ask}${shown}</section>`;
}

const hasMallWords = ({ state }: Change): boolean => state.kind === 'failed' && state.mallWords !== undefined;

/** Offers to show what is hidden, or says that it is shown. */
const askPart = (isWhole: boolean, frame: Frame): Markup =>
  isWhole
    ? html`<p>${t`It is shown in full. The look was logged.`}</p>`
    : html`<form method="post">${csrfField(frame)}<p>${t`Names, addresses, telephone numbers, what people wrote and the words of the mall are hidden.`}</p><button>${t`Show everything`}</button> <small>${t`Who looked at which order is logged.`}</small></form>`;
