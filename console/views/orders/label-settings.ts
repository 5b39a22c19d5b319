import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { changeMerchant } from '../../../core/tenants/index.ts';
import { t } from '../../../language/language.ts';
import {
  dayForms,
  type LabelFormat,
  type LabelFormatName,
  labelFormatOf,
  labelFormats,
} from '../../../ops/orders/labels/formats.ts';
import { labelSettingsOf } from '../../../ops/orders/labels/settings.ts';
import { type Filled, filledWith, formFields } from '../../fields.ts';
import { csrfField, type Markup, nothing, page, problemPart } from '../../page.ts';
import { type ConsoleContext, changing, type Env } from '../../view.ts';

const path = '/orders/files/settings';

/** The page on which a merchant's sender is entered for a carrier's program; `shop` are the shops whose labels were asked for. */
export const settingsPath = (merchant: string, format: LabelFormatName, shop = ''): string =>
  `${path}?${new URLSearchParams({ merchant, format, ...(shop === '' ? {} : { shop }) })}`;

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
  days: t`Form of days`,
  headings: t`The first line names the columns`,
});

type Name = keyof ReturnType<typeof labels>;

const senderNames = ['name', 'zip', 'address', 'building', 'phone'] as const;

/** Keeps who sends a merchant's parcels, and what its contract with a carrier wants. */
export function mountLabelSettings(app: Hono<Env>, context: ConsoleContext): void {
  const { ports } = context.instance;

  app.get(path, async (c) => {
    const { merchant = '', format = '', shop = '' } = c.req.query();
    const meant = formatMeant(format);
    if (meant === null) return c.notFound();
    const text = (await ports.merchants.get(merchant))?.labels?.[meant];
    const given =
      text === undefined ? standard(labelFormatOf[meant]) : filledBy(JSON.parse(text), labelFormatOf[meant]);
    return show(c, { merchant, format, shop, ...given }, nothing);
  });

  app.post(path, changing(context), async (c) => {
    const form = await c.req.parseBody();
    const [merchant, name, shop] = ['merchant', 'format', 'shop'].map((field) => filledWith(form, field)) as [
      string,
      string,
      string,
    ];
    const format = formatMeant(name);
    const isThere = (await ports.shops.all()).some((one) => one.merchant === merchant);
    if (format === null || !isThere) return c.notFound();
    c.set('deed', `ops merchants change ${merchant} --labels ${format}`);
    const problems: string[] = [];
    const settings = settingsIn(form, labelFormatOf[format], problems);
    labelSettingsOf(settings, labelFormatOf[format], problems);
    if (problems.length > 0) {
      const title = t`The sender cannot be kept like this`;
      return show(c, form, problemPart([title, ...problems.map(labelled)].join('\n')), 400);
    }
    await changeMerchant(ports, merchant, { labels: { [format]: JSON.stringify(settings) } });
    return c.redirect(`/orders/files?${new URLSearchParams({ format, shop })}`, 303);
  });

  function show(
    c: Context<Env>,
    filled: Filled,
    notice: Markup,
    status: 200 | 400 = 200,
  ): Response | Promise<Response> {
    const frame = c.get('frame');
    const format = labelFormatOf[formatMeant(filledWith(filled, 'format')) as LabelFormatName];
    const kept = ['merchant', 'format', 'shop'].map(
      (name) => html`<input type="hidden" name="${name}" value="${filledWith(filled, name)}">`,
    );
    const form = html`<form class="stack" method="post" action="${path}">${csrfField(frame)}${kept}${fieldsPart(filled, format)}<button class="do">${t`Keep it`}</button></form>`;
    const body = html`${notice}<p>${t`Merchant ${filledWith(filled, 'merchant')}`} · ${format.program}</p>
${context.mayChange ? form : html`<p>${t`This console only shows. Start it with --allow-changes.`}</p>`}
<p><a href="/orders/files">${t`Files of orders`}</a></p>`;
    return c.html(page(frame, t`Sender of shipping labels`, body), status);
  }
}

const formatMeant = (name: string): LabelFormatName | null => labelFormats.find((one) => one === name) ?? null;

function fieldsPart(filled: Filled, { needed, columns, collectsBySettings }: LabelFormat): Markup {
  const { input, checkbox, select } = formFields(labels(), filled);
  const own = Object.fromEntries(needed.map((column) => [column, column]));
  const neededFields = formFields(own, filled);
  const textarea = (name: Name): Markup =>
    html`<label>${labels()[name]}<textarea name="${name}" rows="3">${filledWith(filled, name)}</textarea></label>`;
  return html`${senderNames.map((name) => input(name, { required: name !== 'building' }))}${input('contents', { required: true })}
${needed.map((column) => neededFields.input(column, { required: true }))}
<details><summary>${t`More settings`}</summary>${textarea('columns')}${collectsBySettings ? textarea('cashOnDelivery') : nothing}
${select(
  'orderNumberIn',
  t`none`,
  columns.map((column) => [column, column]),
)}${select(
  'days',
  null,
  dayForms.map((form) => [form, form]),
)}${checkbox('headings')}</details>`;
}

/** A problem names its field as the page does, and not as the file does. */
function labelled(problem: string): string {
  const names: Readonly<Record<string, string>> = labels();
  return problem.replace(/^(?:sender\.)?(\w+):/, (all, name: string) =>
    names[name] === undefined ? all : `${names[name]}:`,
  );
}

const standard = ({ days, hasHeadings }: LabelFormat): Filled => ({ days, ...(hasHeadings ? { headings: 'on' } : {}) });

/** The fields of settings that stand. */
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

/** The settings that a form holds, as a file has them. */
function settingsIn(form: Filled, { needed }: LabelFormat, problems: string[]): Readonly<Record<string, unknown>> {
  const textIn = (name: string): string => filledWith(form, name).trim();
  const columnsIn = (name: Name): Record<string, string> => {
    const lines = textIn(name)
      .split(/\r?\n/)
      .filter((line) => line.trim() !== '');
    const wrong = lines.filter((line) => !/^[^=]+=/.test(line));
    problems.push(...wrong.map((line) => t`${name}: got ${JSON.stringify(line)}, expected “column=text”.`));
    return Object.fromEntries(
      lines.map((line) =>
        line
          .split(/=(.*)/s)
          .map((part) => part.trim())
          .slice(0, 2),
      ),
    );
  };
  const collecting = columnsIn('cashOnDelivery');
  return {
    sender: Object.fromEntries(senderNames.map((name) => [name, textIn(name)])),
    contents: textIn('contents'),
    columns: { ...Object.fromEntries(needed.map((column) => [column, textIn(column)])), ...columnsIn('columns') },
    ...(Object.keys(collecting).length === 0 ? {} : { cashOnDelivery: collecting }),
    ...(textIn('orderNumberIn') === '' ? {} : { orderNumberIn: textIn('orderNumberIn') }),
    ...{ days: textIn('days'), headings: form.headings !== undefined },
  };
}
