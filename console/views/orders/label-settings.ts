import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import type { Merchant } from '../../../core/model/index.ts';
import type { Ports } from '../../../core/ports/index.ts';
import { changeMerchant } from '../../../core/tenants/index.ts';
import { t } from '../../../language/index.ts';
import { merchantMeant } from '../../../ops/arguments/meant.ts';
import {
  dayForms,
  type LabelFormat,
  type LabelFormatName,
  labelFormatOf,
  labelFormats,
} from '../../../ops/orders/labels/formats.ts';
import { labelSettingsOf } from '../../../ops/orders/labels/settings.ts';
import { type Filled, fieldsIn, filledWith, formFields, hiddenFields } from '../../fields.ts';
import { csrfField, type Markup, nothing, problemPart } from '../../page.ts';
import { answer, type ConsoleContext, changing, type Env } from '../../view.ts';

const path = '/orders/files/settings';

/** What goes with the way to this page and back: the wish that was made when the sender was missing. */
const wishFields = ['program', 'date', 'cancelRequested', 'shop', 'mall'] as const;
type Wish = Readonly<Record<string, string>>;

/** An address of this length is taken by every server. */
const shopsMax = 2_000;

function wishIn(filled: Filled): Wish {
  const { shop = '', ...others } = fieldsIn(filled, wishFields);
  return shop === '' || shop.length > shopsMax ? others : { ...others, shop };
}

/** The page on which a merchant's sender is entered for a carrier's program. */
export const settingsPath = (sender: string, wish: Filled): string =>
  `${path}?${new URLSearchParams({ program: 'b2', ...wishIn(wish), sender })}`;

const labels = () => ({
  name: t`Name of the sender`,
  zip: t`Postal code`,
  address: t`Address, with the prefecture`,
  building: t`Building`,
  phone: t`Telephone`,
  contents: t`What the parcels hold (品名)`,
  columns: t`Further columns, one “column=text” a line`,
  cashOnDelivery: t`Columns of parcels that are paid on delivery, one “column=text” a line`,
  orderNumberIn: t`Column for the whole order number`,
  days: t`Date format`,
  headings: t`The first line names the columns`,
});

type Name = keyof ReturnType<typeof labels>;

const senderNames = ['name', 'zip', 'address', 'building', 'phone'] as const;

export function mountLabelSettings(app: Hono<Env>, context: ConsoleContext): void {
  const { ports } = context.instance;

  app.get(path, async (c) => {
    const meant = await senderMeant(ports, c.req.query());
    if (meant === null) return c.notFound();
    const { row, program, format } = meant;
    const text = row?.labels?.[program];
    const filled = text === undefined ? standard(format) : filledBy(JSON.parse(text), format);
    return show(c, { ...filled, ...c.req.query() }, meant, nothing);
  });

  app.post(path, changing(context), async (c) => {
    const form = await c.req.parseBody();
    const meant = await senderMeant(ports, form);
    if (meant === null) return c.notFound();
    const { merchant, program, format } = meant;
    c.set('deed', `ops merchants change ${merchant} --labels ${program}`);
    const problems: string[] = [];
    const settings = settingsIn(form, format, problems);
    labelSettingsOf(settings, format, problems);
    if (problems.length > 0) {
      const title = t`The sender cannot be kept like this`;
      return show(c, form, meant, problemPart([title, ...problems.map(labelled)].join('\n')), 400);
    }
    await changeMerchant(ports, merchant, { labels: { [program]: JSON.stringify(settings) } });
    return c.redirect(`/orders/files?${new URLSearchParams(wishIn(form))}`, 303);
  });

  function show(
    c: Context<Env>,
    filled: Filled,
    { merchant, format }: SenderMeant,
    notice: Markup,
    status: 200 | 400 = 200,
  ): Response | Promise<Response> {
    const frame = c.get('frame');
    const hidden = hiddenFields({ ...wishIn(filled), sender: merchant });
    const form = html`<form class="stack" method="post" action="${path}">${csrfField(frame)}${hidden}${fieldsPart(filled, format)}<button class="do">${t`Save`}</button></form>`;
    const body = html`${notice}<p>${t`Merchant ${merchant}`} · ${format.program}</p>
${context.mayChange ? form : html`<p>${t`This console only shows. Start it with --allow-changes.`}</p>`}
<p><a href="/orders/files">${t`Files of orders`}</a></p>`;
    return answer(c, t`Sender of shipping labels`, body, status);
  }
}

interface SenderMeant {
  readonly merchant: string;
  /** Null where only a shop names it. */
  readonly row: Merchant | null;
  readonly program: LabelFormatName;
  readonly format: LabelFormat;
}

/** The merchant and the program that are meant; null where there are none such. */
async function senderMeant(ports: Pick<Ports, 'shops' | 'merchants'>, filled: Filled): Promise<SenderMeant | null> {
  const merchant = filledWith(filled, 'sender');
  const program = labelFormats.find((one) => one === filledWith(filled, 'program'));
  const found = await merchantMeant(ports, merchant, []);
  return program === undefined || found === null
    ? null
    : { merchant, row: found.row, program, format: labelFormatOf[program] };
}

function fieldsPart(filled: Filled, { needed, columns, collectsBySettings }: LabelFormat): Markup {
  const { input, checkbox, select } = formFields(labels(), filled);
  const own = Object.fromEntries(needed.map((column) => [column, column]));
  const neededFields = formFields(own, filled);
  const textarea = (name: Name): Markup =>
    html`<label>${labels()[name]}<textarea name="${name}" rows="3">${filledWith(filled, name)}</textarea></label>`;
  return html`${senderNames.map((name) => input(name, { required: name !== 'building' }))}${input('contents', { required: true })}
${needed.map((column) => neededFields.input(column, { required: true }))}
<details><summary>${t`More settings`}</summary>${textarea('columns')}${collectsBySettings ? textarea('cashOnDelivery') : nothing}
${select('orderNumberIn', t`none`, columns)}${select('days', null, dayForms)}${checkbox('headings')}</details>`;
}

function labelled(problem: string): string {
  const names: Readonly<Record<string, string>> = labels();
  // A column that is needed has a field of its own, which has its name.
  return problem
    .replace(/^columns: (?=\S+ is missing)/, '')
    .replace(/^(?:sender\.)?(\w+)(?=:)/, (name, last: string) => names[last] ?? name);
}

const standard = ({ days, hasHeadings }: LabelFormat): Filled => ({ days, ...(hasHeadings ? { headings: 'on' } : {}) });

function filledBy(settings: Readonly<Record<string, unknown>>, format: LabelFormat): Filled {
  const {
    sender,
    contents,
    columns = {},
    cashOnDelivery = {},
    orderNumberIn,
    days = format.days,
    headings = format.hasHeadings,
  } = settings as {
    readonly [name: string]: unknown;
    readonly columns?: Readonly<Record<string, string>>;
    readonly cashOnDelivery?: Readonly<Record<string, string>>;
  };
  const isNeeded = ([column]: readonly [string, string]): boolean => format.needed.includes(column);
  const lines = (some: readonly (readonly [string, string])[]): string => some.map((one) => one.join('=')).join('\n');
  const all = Object.entries(columns);
  return {
    ...(sender as object),
    ...{ contents, orderNumberIn, days },
    ...Object.fromEntries(all.filter(isNeeded)),
    columns: lines(all.filter((one) => !isNeeded(one))),
    cashOnDelivery: lines(Object.entries(cashOnDelivery)),
    ...(headings === true ? { headings: 'on' } : {}),
  };
}

/** The settings that a form holds, as a file has them. Notes lines that name no column, or one that has a field of its own. */
function settingsIn(form: Filled, format: LabelFormat, problems: string[]): Readonly<Record<string, unknown>> {
  const textIn = (name: string): string => filledWith(form, name).trim();
  const columnsIn = (name: 'columns' | 'cashOnDelivery'): Record<string, string> => {
    const lines = textIn(name)
      .split(/\r?\n/)
      .filter((line) => line.trim() !== '');
    const pairs = lines.flatMap((line): [string, string][] => {
      const [, column = '', text = ''] = /^([^=＝]+)[=＝](.*)$/.exec(line.trim()) ?? [];
      const isOwn = name === 'columns' && format.needed.includes(column.trim());
      if (format.columns.includes(column.trim()) && !isOwn) return [[column.trim(), text.trim()]];
      problems.push(
        t`${name}: got ${JSON.stringify(line)}, expected “column=text” with a column of ${format.program}: ${format.columns.join(', ')}.`,
      );
      return [];
    });
    return Object.fromEntries(pairs);
  };
  const collecting = columnsIn('cashOnDelivery');
  const needed = Object.fromEntries(format.needed.map((column) => [column, textIn(column)]));
  return {
    sender: Object.fromEntries(senderNames.map((name) => [name, textIn(name)])),
    ...{ contents: textIn('contents'), columns: { ...needed, ...columnsIn('columns') } },
    ...(Object.keys(collecting).length === 0 ? {} : { cashOnDelivery: collecting }),
    ...(textIn('orderNumberIn') === '' ? {} : { orderNumberIn: textIn('orderNumberIn') }),
    ...{ days: textIn('days'), headings: form.headings !== undefined },
  };
}
