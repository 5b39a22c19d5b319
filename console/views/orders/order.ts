import type { Hono } from 'hono';
import { html } from 'hono/html';
import type { Shop, ShopKey } from '../../../core/model/index.ts';
import type { Ports } from '../../../core/ports/index.ts';
import { t, translated } from '../../../language/index.ts';
import { unknownLines } from '../../../ops/orders/orders-show.ts';
import { isToBeRetried, isToBeWithdrawn } from '../../../ops/pushes/standing-pushes.ts';
import { changeColumns } from '../../../views/change/index.ts';
import {
  aboutText,
  amountFields,
  announcedText,
  type ContentFacts,
  claimColumns,
  contentFields,
  type DestinationFacts,
  type EventFacts,
  eventText,
  itemColumns,
  noClaimsText,
  notesOf,
  type OrderFacts,
  orderFields,
  parcelTexts,
  personFields,
  problemTexts,
  readOrder,
  revisionTexts,
} from '../../../views/order/index.ts';
import { importsHeldBy, pausesNow } from '../../../views/pause/index.ts';
import { timeText } from '../../../views/words.ts';
import { csrfField, type Frame, type Markup, nothing, problemPart } from '../../page.ts';
import { fieldsPart, partTable } from '../../parts.ts';
import { answer, type ConsoleContext, type Env } from '../../view.ts';
import { actionLinks, correctLink } from './actions.ts';
import { changesPath } from './changes.ts';

/** The page of one order: what `ops orders show` gathers, without the buyer's data until a person asks for them. */
export function mountOrder(app: Hono<Env>, { instance: { ports }, record }: ConsoleContext): void {
  app.on(['GET', 'POST'], '/orders/:shop/:number', async (c) => {
    const frame = c.get('frame');
    const { shop: key, number: orderNumber } = c.req.param();
    const shop = await ports.shops.get(key as ShopKey);
    const title = t`Order ${orderNumber}`;
    if (shop === null) return answer(c, title, problemPart(t`There is no shop ${key}.`), 404);
    const now = ports.clock.now();
    const isWhole = c.req.method === 'POST';
    const facts = await readOrder(ports, shop, orderNumber, { isWhole });
    if (facts === null) {
      const why = unknownLines(orderNumber, [shop], importsHeldBy(await pausesNow(ports, [shop]), [shop], now)).join(
        '\n',
      );
      return answer(c, title, problemPart(why), 404);
    }
    // The record names the person and the order, and none of the data.
    if (isWhole) record(`${c.req.method} ${c.req.path}: shown`);
    return answer(c, title, orderPart({ ports, facts, shop, isWhole, now, frame }));
  });
}

interface OrderView {
  readonly ports: Pick<Ports, 'malls'>;
  readonly facts: OrderFacts;
  readonly shop: Shop;
  readonly isWhole: boolean;
  readonly now: number;
  readonly frame: Frame;
}

function orderPart(view: OrderView): Markup {
  const { facts, now } = view;
  const { cancelRequest } = notesOf(facts);
  const banner =
    cancelRequest === null ? nothing : html`<section class="banner warn"><p>${translated(cancelRequest)}</p></section>`;
  return html`${banner}
${problemPartOf(facts)}
<div class="sides"><div>
${fieldsPart(orderFields(facts, now))}
${actionLinks(view.ports, facts, view.shop, view.frame)}
${contentPart(view)}
${parcelsPart(view)}
${changesPart(view)}
${facts.kind === 'stored' ? claimsPart(facts) : nothing}
</div>
${timelinePart(facts)}
</div>
${originalPart(view)}`;
}

function problemPartOf(facts: OrderFacts): Markup {
  const texts = problemTexts(facts);
  if (texts.length === 0) return nothing;
  return html`<section class="banner bad"><h2>${t`Problem`}</h2>${texts.map((text) => html`<p>${text}</p>`)}</section>`;
}

function contentPart(view: OrderView): Markup {
  const { facts } = view;
  const { content } = facts;
  if (content === null) return hasMallWords(facts) ? askPart(view) : nothing;
  const { destinations } = content;
  return html`<section><h2>${t`What was ordered`}</h2>
${destinations.map((one, index) => itemsPart(facts, one, destinations.length > 1 ? index + 1 : null))}
${fieldsPart([...amountFields(content), ...contentFields(content)])}</section>
<section><h2>${t`Buyer and destination`}</h2>${askPart(view)}${peopleParts(content)}</section>`;
}

/** The items for one destination; `place` is its number where there are several. */
function itemsPart(facts: OrderFacts, { items }: DestinationFacts, place: number | null): Markup {
  const title = place === null ? t`Items` : t`Items for destination ${place}`;
  if (items.length === 0) return nothing;
  return html`${place === null ? nothing : html`<h3>${title}</h3>`}${partTable(title, itemColumns(facts), items)}`;
}

function peopleParts({ buyer, destinations }: ContentFacts): Markup {
  const [only, ...others] = destinations;
  const titled = (title: string, person: ContentFacts['buyer'] | DestinationFacts): Markup =>
    html`<div><h3>${title}</h3>${fieldsPart(personFields(person))}</div>`;
  const to =
    others.length === 0
      ? only === undefined
        ? []
        : [titled(t`Destination`, only)]
      : destinations.map((one, index) => titled(t`Destination ${index + 1}`, one));
  return html`<div class="people">${titled(t`Buyer`, buyer)}${to}</div>`;
}

function parcelsPart({ ports, facts, shop, frame }: OrderView): Markup {
  if (facts.kind !== 'stored') return nothing;
  const texts = parcelTexts(facts);
  const item = (text: string, index: number): Markup =>
    html`<li>${text} <small>${t`seen ${timeText(facts.parcels[index]?.seenAt)}`}</small> ${correctLink(ports, facts, shop, frame, facts.parcels[index]?.trackingNumber ?? null)}</li>`;
  const list = texts.length === 0 ? html`<p>${t`none`}</p>` : html`<ul>${texts.map(item)}</ul>`;
  return html`<section><h2>${t`Parcels at the mall`}</h2>${list}</section>`;
}

function changesPart({ facts, frame: { mayChange } }: OrderView): Markup {
  const { pushes, shop, orderNumber: order } = facts;
  const title = t`Requested changes`;
  if (pushes.length === 0) return html`<section><h2>${title}</h2><p>${t`none`}</p></section>`;
  const states = pushes.map(({ state }) => ({ state: { kind: state } }));
  // A confirmed change needs no button; `ops push retry` checks it again.
  const mayRetry = mayChange && states.some((one) => isToBeRetried(one, false));
  const mayWithdraw = mayChange && states.some((one) => isToBeWithdrawn(one, true));
  const link = (deed: 'retry' | 'withdraw', words: string): Markup =>
    html`<a href="${changesPath({ do: deed, shop, order })}">${words}</a>`;
  const links = html`${mayRetry ? link('retry', t`Try again…`) : nothing} ${mayWithdraw ? link('withdraw', t`Withdraw…`) : nothing}`;
  return html`<section><h2>${title}</h2>${partTable(title, changeColumns({ ofOneOrder: true }), pushes)}${mayRetry || mayWithdraw ? html`<p class="pages">${links}</p>` : nothing}</section>`;
}

function claimsPart(facts: OrderFacts): Markup {
  const { claims } = facts;
  const title = t`Claims on stock`;
  const shown = claims?.length ? partTable(title, claimColumns(), claims) : html`<p>${noClaimsText(facts)}</p>`;
  return html`<section><h2>${title}</h2>${shown}</section>`;
}

/** Everything in the order of time; a revision with what it changed. */
function timelinePart(facts: OrderFacts): Markup {
  const item = (event: EventFacts): Markup => {
    const { at, about, by, requestId, revision } = event;
    const request = requestId === null ? nothing : html` <small>${t`request ${requestId}`}</small>`;
    return html`<li><time>${timeText(at)}</time> <span class="about">${about === 'order' ? '' : aboutText(event)}</span>
<div>${eventText(event, facts)}${by === null ? nothing : html` <small>${by}</small>`}${request}${revision === undefined ? nothing : revisionPart(facts, revision)}</div></li>`;
  };
  return html`<section><h2>${t`Timeline`}</h2><ol class="events">${facts.history.map(item)}</ol></section>`;
}

function revisionPart(facts: OrderFacts, number: number): Markup {
  const revision = facts.revisions.find((one) => one.revision === number);
  if (revision === undefined) return nothing;
  const texts = number === 1 ? [] : revisionTexts(revision);
  const list = html`<ul class="notes">${texts.map((text) => html`<li><code>${text}</code></li>`)}</ul>`;
  const folded = html`<details><summary>${t`What changed (${texts.length})`}</summary>${list}</details>`;
  return html`${texts.length === 0 ? nothing : folded}<small class="line">${announcedText(revision, facts)}</small>`;
}

function originalPart({ facts: { order, raw }, isWhole }: OrderView): Markup {
  const text = raw ?? (order === null ? '' : JSON.stringify(order, null, 2));
  if (text === '') return nothing;
  return html`<details><summary>${isWhole ? t`Original from the mall` : t`Original from the mall, without personal data`}</summary><pre tabindex="0">${text}</pre></details>`;
}

const hasMallWords = ({ pushes, kind }: OrderFacts): boolean =>
  kind === 'quarantined' || pushes.some(({ state, code }) => state === 'failed' && code !== null);

const askPart = ({ isWhole, frame }: OrderView): Markup =>
  isWhole
    ? html`<p>${t`Shown in full; this view was logged.`}</p>`
    : html`<form method="post">${csrfField(frame)}<p>${t`Names, addresses, telephone numbers, what people wrote and the words of the mall are hidden.`}</p><button>${t`Show everything`}</button> <small>${t`Who looked at which order is logged.`}</small></form>`;
