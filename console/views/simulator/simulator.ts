import { html } from 'hono/html';
import { type Capability, capabilities } from '../../../core/model/index.ts';
import { t } from '../../../language/index.ts';
import { capabilityWord } from '../../../views/pause/index.ts';
import { cardsPart, csrfField, type Frame, type Markup, nothing } from '../../page.ts';
import { orderPath } from '../../paths.ts';
import { answer, changing, type View } from '../../view.ts';
import { attempt } from './attempt.ts';
import { daysLink, mountDays, type PlayedDays } from './days.ts';
import { faultWords } from './fault-words.ts';
import { mountTour, type PlayedTour, tourPart } from './tour.ts';

interface PlayedFault {
  readonly id: string;
  readonly kind: string;
  /** What it strikes alone, as far as that has a word here; null: everything. */
  readonly only: Capability | string | null;
  readonly applied: number;
}

export interface PlayedMall {
  readonly name: string;
  readonly title: string;
  readonly faultKinds: readonly string[];
  faults(): readonly PlayedFault[];
  shops(): readonly string[];
  orders(limit: number): readonly { readonly shop: string; readonly orderNumber: string }[];
  /** Throws an Error in words where the mall refuses it. */
  act(
    doing:
      | { readonly kind: 'break'; readonly fault: string; readonly only: Capability | null }
      // All where no id says which.
      | { readonly kind: 'mend'; readonly id: string | null }
      | { readonly kind: 'sell'; readonly shop: string; readonly count: number }
      | { readonly kind: 'edit' | 'cancel'; readonly shop: string; readonly orderNumber: string },
  ): void;
}

const ordersShown = 5;
const soldMax = 100;
/** An outage such as that of 2020-02-10. */
const usualFault = 'server-error-html';

function actAt(mall: PlayedMall, doing: string, field: (name: string) => string): void {
  mall.act(doingOf(doing, field));
}

function doingOf(doing: string, field: (name: string) => string): Parameters<PlayedMall['act']>[0] {
  switch (doing) {
    case 'break':
      return { kind: 'break', fault: field('fault'), only: capabilities.find((one) => one === field('only')) ?? null };
    case 'sell':
      return { kind: 'sell', shop: field('shop'), count: Math.min(soldMax, Math.max(1, Number(field('count')) || 1)) };
    case 'edit':
    case 'cancel':
      return { kind: doing, shop: field('shop'), orderNumber: field('order') };
    default:
      return { kind: 'mend', id: field('id') === '' ? null : field('id') };
  }
}

function mallPart(frame: Frame, mall: PlayedMall): Markup {
  const faults = mall.faults();
  const action = (doing: string): string => `/simulator/${mall.name}/${doing}`;
  const form = (doing: string, fields: Markup): Markup =>
    html`<form method="post" action="${action(doing)}" class="filters">${csrfField(frame)}${fields}</form>`;
  const mends = (fault: PlayedFault): Markup =>
    frame.mayChange
      ? form(
          'mend',
          html`<input type="hidden" name="id" value="${fault.id}"><button aria-label="${t`Mend it: ${faultText(fault)}`}">${t`Mend it`}</button>`,
        )
      : nothing;
  return html`<section><h2>${mall.title}</h2>
${faults.length === 0 ? html`<p class="good">${t`answers`}</p>` : html`<ul class="faults">${faults.map((fault) => html`<li class="bad">${faultText(fault)} ${mends(fault)}</li>`)}</ul>`}
${
  frame.mayChange
    ? html`${form('break', html`<label>${t`Fault`} <select name="fault">${mall.faultKinds.map((kind) => html`<option value="${kind}"${kind === usualFault ? html` selected` : nothing}>${faultWords(kind)}</option>`)}</select></label><label>${t`affects`} <select name="only"><option value="">${t`everything`}</option>${capabilities.map((one) => html`<option value="${one}">${t`${capabilityWord(one)} alone`}</option>`)}</select></label><button>${t`Break`}</button>`)}
${faults.length < 2 ? nothing : form('mend', html`<button>${t`Mend everything`}</button>`)}
${form('sell', html`<label>${t`shop`} <select name="shop">${mall.shops().map((code) => html`<option>${code}</option>`)}</select></label><label>${t`Orders to place`} <input name="count" type="number" min="1" max="${soldMax}" value="1"></label><button>${t`Sell`}</button>`)}
${cardsPart(
  `${mall.title}: ${t`newest orders`}`,
  [t`newest orders`, t`shop`, t`at the mall`],
  mall.orders(ordersShown).map((order) => orderRow(mall, order, form)),
)}`
    : nothing
}</section>`;
}

function faultText({ kind, only, applied }: PlayedFault): string {
  if (only === null) return t`broken: it ${faultWords(kind)}; calls struck: ${applied}`;
  const capability = capabilities.find((one) => one === only);
  return t`${capability === undefined ? only : capabilityWord(capability)} alone is broken: it ${faultWords(kind)}; calls struck: ${applied}`;
}

function orderRow(
  { name }: PlayedMall,
  { shop, orderNumber }: ReturnType<PlayedMall['orders']>[number],
  form: (doing: string, fields: Markup) => Markup,
): Markup {
  const path = orderPath(`${name}#${shop}`, orderNumber);
  const fields = html`<input type="hidden" name="shop" value="${shop}"><input type="hidden" name="order" value="${orderNumber}">`;
  const label = (words: string): Markup => html`<button aria-label="${words} ${orderNumber}">${words}</button>`;
  return html`<tr><th scope="row"><a href="${path}">${orderNumber}</a></th><td>${shop}</td><td>${form('edit', html`${fields}${label(t`Edit`)}`)}${form('cancel', html`${fields}${label(t`Cancel`)}`)}</td></tr>`;
}

interface Played {
  readonly malls: readonly PlayedMall[];
  /** Null where fewer than two malls are played. */
  readonly tour: PlayedTour | null;
  readonly days: PlayedDays;
}

/** What `npm start` plays: break and mend each mall, sell, edit, cancel, take the tour, play a day, and watch in the other views what comes of it. */
export function simulatorView({ malls, tour, days }: Played): View {
  return {
    path: '/simulator',
    title: () => t`Simulator`,
    mount(app, context) {
      app.get('/simulator', (c) => {
        const frame = c.get('frame');
        const body = html`<p>${t`These malls are simulated. What you do here happens at the mall; the other pages show what comes of it.`}</p>
${tour === null ? nothing : tourPart(frame, tour)}${daysLink()}${malls.map((mall) => mallPart(frame, mall))}`;
        return answer(c, t`Simulator`, body);
      });
      if (tour !== null) mountTour(app, context, tour);
      mountDays(app, context, days);
      app.post('/simulator/:mall/:doing', changing(context), async (c) => {
        const mall = malls.find(({ name }) => name === c.req.param('mall'));
        if (mall === undefined) return c.notFound();
        const form = await c.req.parseBody();
        const field = (name: string): string => (typeof form[name] === 'string' ? form[name] : '');
        c.set(
          'deed',
          [`POST ${c.req.path}`, ...['fault', 'only', 'id', 'shop', 'order', 'count'].map(field)]
            .filter((part) => part !== '')
            .join(' '),
        );
        return attempt(c, '/simulator', () => actAt(mall, c.req.param('doing'), field));
      });
    },
  };
}
