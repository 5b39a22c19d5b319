import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { InputError, jstDay } from '../../../core/kernel/index.ts';
import type { PushKind, Shop, ShopKey } from '../../../core/model/index.ts';
import type { Ports } from '../../../core/ports/index.ts';
import { t, translated } from '../../../language/index.ts';
import { mallDesks } from '../../../malls/mall-desks.ts';
import { type Command, exit, type ServeConsole } from '../../../ops/frame/command.ts';
import { pushCancel, pushConfirm } from '../../../ops/pushes/push-asks.ts';
import { reasonText } from '../../../ops/pushes/push-kinds.ts';
import { pushMemo } from '../../../ops/pushes/push-orders.ts';
import { pushShip } from '../../../ops/pushes/push-ship.ts';
import { laidOut, type Terminal } from '../../../ops/terminal/index.ts';
import type { OrderFacts } from '../../../views/order/index.ts';
import { type Choice, formFields, readTyped, textsIn } from '../../fields.ts';
import { csrfField, type Frame, type Markup, nothing, problemPart, withoutOptions } from '../../page.ts';
import { orderPath } from '../../paths.ts';
import { answer, type ConsoleContext, changing, type Env } from '../../view.ts';

interface Deed {
  readonly kind: PushKind;
  readonly command: Command;
  readonly title: () => string;
  readonly says: (mall: string) => readonly string[];
  readonly fields: (asked: Asked) => Markup;
}

interface Asked {
  readonly shop: Shop;
  readonly today: string;
  readonly typed: Readonly<Record<string, string>>;
}

type Name = 'confirm' | 'ship' | 'correct' | 'memo' | 'cancel';

const deeds: Readonly<Record<Name, Deed>> = {
  confirm: {
    ...{ kind: 'confirm', command: pushConfirm, title: () => t`Confirm the order…` },
    says: (mall) => [t`The order is marked as confirmed at ${mall} (注文確認).`],
    fields: () => nothing,
  },
  ship: {
    ...{ kind: 'ship', command: pushShip, title: () => t`Report a parcel…` },
    says: (mall) => [t`One parcel is reported to ${mall} as shipped (発送完了報告).`],
    fields(asked) {
      const { input, day, checkbox } = fieldsOf(asked);
      return html`${carrierField(asked)}${input('number', { required: true })}${day('date', asked.today)}${input('basket')}
${checkbox('another')}`;
    },
  },
  correct: {
    ...{ kind: 'ship', command: pushShip, title: () => t`Correct a tracking number…` },
    says: (mall) => [
      t`The tracking number of this parcel is replaced at ${mall}; no parcel is added.`,
      t`Carrier and day stay as they are unless you choose others.`,
    ],
    fields(asked) {
      const { input, day } = fieldsOf(asked, { number: t`right tracking number` });
      return html`${input('corrects', { required: true })}${input('number', { required: true })}${carrierField(asked, t`unchanged`)}${day('date')}`;
    },
  },
  memo: {
    ...{ kind: 'memo', command: pushMemo, title: () => t`Write the memo…` },
    says: (mall) => [t`The memo of the order at ${mall} is replaced by this text; the buyer does not see it.`],
    fields: ({ typed }) =>
      html`<label>${labels().memo}<textarea name="memo" rows="4" cols="40" required>${typed.memo ?? ''}</textarea></label>`,
  },
  cancel: {
    ...{ kind: 'cancel', command: pushCancel, title: () => t`Cancel the order…` },
    says: (mall) => [t`The order is cancelled at ${mall}. This cannot be undone.`],
    fields: (asked) =>
      html`${fieldsOf(asked).select('reason', t`choose`, mallDesks.of(asked.shop.mall).status?.cancelReasons ?? [], reasonText)}
<label class="check"><input type="checkbox" name="sure" required> ${t`The order is to be cancelled`}</label>`,
  },
};

const labels = () => ({
  carrier: t`carrier`,
  number: t`tracking number`,
  date: t`shipped on`,
  basket: t`destination ID, where there are several`,
  corrects: t`wrong tracking number`,
  another: t`It is sent beside the parcels that the order has`,
  memo: t`text of the memo`,
  reason: t`reason for the mall`,
});

const fieldsOf = ({ typed }: Asked, more: Partial<ReturnType<typeof labels>> = {}) =>
  formFields({ ...labels(), ...more }, typed);

const carrierField = (asked: Asked, none = t`choose`): Markup => {
  const carriers = mallDesks.of(asked.shop.mall).carriers.map(({ code, name }): Choice => [code, name]);
  return fieldsOf(asked).select('carrier', none, carriers);
};

function namesFor({ malls }: Pick<Ports, 'malls'>, { kind, progress = '' }: OrderFacts, { mall }: Shop): Name[] {
  const traits = malls.traits(mall);
  if (kind !== 'stored' || traits.isCancelled(progress)) return [];
  const has = (name: Name): boolean => mallDesks.of(mall).status?.kinds.includes(deeds[name].kind) ?? false;
  const names: readonly Name[] = [
    ...(traits.isUnconfirmed(progress) ? (['confirm'] as const) : []),
    'ship',
    'memo',
    'cancel',
  ];
  return names.filter(has);
}

const pathOf = (shop: string, orderNumber: string, name: Name): string => `${orderPath(shop, orderNumber)}/${name}`;

export function actionLinks(ports: Pick<Ports, 'malls'>, facts: OrderFacts, shop: Shop, { mayChange }: Frame): Markup {
  const names = mayChange ? namesFor(ports, facts, shop) : [];
  if (names.length === 0) return nothing;
  const link = (name: Name): Markup =>
    html`<li><a class="button" href="${pathOf(shop.key, facts.orderNumber, name)}">${deeds[name].title()}</a></li>`;
  return html`<ul class="inline noprint" aria-label="${t`What can be done`}">${names.map(link)}</ul>`;
}

export function correctLink(
  ports: Pick<Ports, 'malls'>,
  facts: OrderFacts,
  shop: Shop,
  frame: Frame,
  number: string | null,
): Markup {
  if (number === null || !frame.mayChange || !namesFor(ports, facts, shop).includes('ship')) return nothing;
  const address = `${pathOf(shop.key, facts.orderNumber, 'correct')}?${new URLSearchParams({ corrects: number })}`;
  return html`<a class="noprint" href="${address}">${t`Correct the number…`}</a>`;
}

/** The pages on which something is asked for of one order: each says what it will do, and asks as the command does. */
export function mountActions(app: Hono<Env>, context: ConsoleContext): void {
  const { ports } = context.instance;
  for (const name of Object.keys(deeds) as Name[]) {
    const path = `/orders/:shop/:number/${name}`;
    app.get(path, (c) => show(c, name, c.req.query(), nothing));
    app.post(path, changing(context), async (c) => {
      const { shop: key = '', number = '' } = c.req.param() as Record<string, string>;
      const form = textsIn(await c.req.parseBody());
      c.set('deed', `ops ${deeds[name].command.name} ${number} --shop ${key}`);
      try {
        await ask(context, name, { key, number }, form);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        const problem = withoutOptions(translated(error.words), labels());
        return show(c, name, form, problemPart(problem), 400);
      }
      return c.redirect(orderPath(key, number), 303);
    });
  }

  async function show(
    c: Context<Env>,
    name: Name,
    typed: Asked['typed'],
    notice: Markup,
    status: 200 | 400 = 200,
  ): Promise<Response> {
    const frame = c.get('frame');
    const { shop: key = '', number = '' } = c.req.param() as Record<string, string>;
    const shop = await ports.shops.get(key as ShopKey);
    if (shop === null) return answer(c, number, problemPart(t`There is no shop ${key}.`), 404);
    const { title, says, fields } = deeds[name];
    const { name: mall, cancelNote } = mallDesks.of(shop.mall);
    const notes = [...says(mall), ...(name === 'cancel' && cancelNote ? [translated(cancelNote)] : [])];
    const asked = { shop, today: jstDay(ports.clock.now()), typed };
    const form = html`<form class="stack" method="post" action="${pathOf(key, number, name)}">${csrfField(frame)}${fields(asked)}
<button class="do">${t`Request it`}</button></form>`;
    const body = html`${notice}<p>${t`Order ${number}`} · ${shop.name} <small>${key}</small></p>
${notes.map((note) => html`<p>${note}</p>`)}<p>${t`It is done at the mall within minutes; the page of the order shows how it stands.`}</p>
${context.mayChange ? form : html`<p>${t`This console only shows. Start it with --allow-changes.`}</p>`}
<p><a href="${orderPath(key, number)}">${t`Back to the order`}</a></p>`;
    return answer(c, title().replace('…', ''), body, status);
  }
}

/** Runs the command. Throws an `InputError` with every problem that it has. */
async function ask(
  { instance, by }: ConsoleContext,
  name: Name,
  { key, number }: { readonly key: string; readonly number: string },
  { memo = '', sure, csrf: _, ...form }: Readonly<Record<string, string>>,
): Promise<void> {
  const nothingDone = t`Nothing was requested`;
  const { command } = deeds[name];
  if (name === 'cancel' && sure === undefined)
    throw new InputError(nothingDone, [t`Tick that the order is to be cancelled.`]);
  const more = name === 'cancel' ? { yes: 'on' } : {};
  const options = { ...form, ...more, shop: key, by };
  const values = readTyped<Readonly<Record<string, unknown>>>(command, nothingDone, options, [number]);
  const { terminal, said } = listening(memo);
  const open = async () => ({ ...instance, terminal, serveConsole: servesNothing });
  const code = await command.run({ terminal, find: unopened, open }, values);
  if (code !== exit.ok) throw new InputError(nothingDone, said());
}

const servesNothing: ServeConsole = () => Promise.reject(new Error('A page starts no console.'));
const unopened = () => Promise.reject(new Error('A page works on the installation that it shows.'));

function listening(answer: string): { readonly terminal: Terminal; said(): string[] } {
  const lines: string[] = [];
  const keep: Terminal['print'] = (...blocks) => void lines.push(...laidOut(blocks, null));
  const ignore = (): void => undefined;
  return {
    said: () => lines,
    terminal: {
      ...{ width: null, print: keep, say: keep, printJson: ignore, write: async () => undefined },
      ...{ progress: ignore, endProgress: ignore, redraw: keep, endRedraw: ignore },
      ...{ answer: async () => answer, secret: async () => null, input: async () => answer },
      interruption: () => ({ isAsked: () => false, wait: async () => undefined, release: ignore }),
    },
  };
}
