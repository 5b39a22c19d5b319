import type { Context, Hono } from 'hono';
import { html, raw } from 'hono/html';
import { codeOrName, InputError, jstDay } from '../../../core/kernel/index.ts';
import type { Shop } from '../../../core/model/index.ts';
import { t, translated } from '../../../language/language.ts';
import { counted, cutText } from '../../../language/phrases.ts';
import { type Span, shopsGiven, spanMeant } from '../../../ops/arguments/meant.ts';
import type { When } from '../../../ops/arguments/parameter.ts';
import { readArguments } from '../../../ops/arguments/read-arguments.ts';
import { type Encoding, encodings, openEncoder } from '../../../ops/files/encoding.ts';
import { encodingName } from '../../../ops/files/named-table.ts';
import { type Format, formats, writeExport } from '../../../ops/orders/export-orders.ts';
import { type LabelWish, labelWork } from '../../../ops/orders/labels/export-labels.ts';
import { type LabelFormatName, labelFormatOf, labelFormats } from '../../../ops/orders/labels/formats.ts';
import { type LabelNote, type WrittenLabels, writeLabels } from '../../../ops/orders/labels/write-labels.ts';
import { ordersExport } from '../../../ops/orders/orders-export.ts';
import { type Filled, filledWith, formFields, shopChoices } from '../../fields.ts';
import {
  cardsPart,
  csrfField,
  type Frame,
  type Markup,
  nothing,
  page,
  problemPart,
  withoutOptions,
} from '../../page.ts';
import { orderPath } from '../../paths.ts';
import type { ConsoleContext, Env } from '../../view.ts';
import { settingsPath } from './label-settings.ts';

const path = '/orders/files';

/** Orders that a page names for one reason. */
const namedMax = 200;

/** A form that was sent, its shops joined as the command takes them. */
type Typed = Readonly<Record<string, string>>;

/** The page of files: orders as CSV or JSON, and shipping labels, of all shops or of those that were chosen. */
export function mountFiles(
  app: Hono<Env>,
  { instance, record }: ConsoleContext,
  knownShops: () => Promise<readonly Shop[]>,
): void {
  const { ports } = instance;

  app.get(path, (c) => show(c, c.req.query(), nothing));

  app.post(`${path}/orders`, async (c) => {
    const typed = await typedIn(c);
    try {
      return await exportAnswer(c, typed);
    } catch (error) {
      return again(c, typed, error);
    }
  });

  app.post(`${path}/labels`, async (c) => {
    const typed = await typedIn(c);
    try {
      const work = await workOf(typed);
      if ('without' in work) return await show(c, typed, withoutPart(work.without, work.format, typed));
      const written = await writeLabels(work);
      if (typed.save === undefined)
        return c.html(page(c.get('frame'), t`Shipping labels`, lookPart(c.get('frame'), written, typed)));
      record(`${c.req.method} ${c.req.path}/${typed.shop ?? ''} (${written.labels}): saved`);
      return fileAnswer(
        c,
        `${typed.format}-${work.shipsOn}.csv`,
        'text/csv;charset=shift_jis',
        new Blob([written.bytes.slice()]).stream(),
      );
    } catch (error) {
      return again(c, typed, error);
    }
  });

  /** The work that is meant, or the merchants whose settings it lacks. Throws an `InputError` with every problem. */
  async function workOf(typed: Typed) {
    const problems: string[] = [];
    const wish = valuesOf<LabelWish>({ ...typed, output: 'labels.csv' });
    const shops = await shopsGiven(ports, wish, problems);
    const ids = [...new Set(shops.map(({ merchant }) => merchant))];
    const merchants = new Map((await ports.merchants.some(ids)).map((merchant) => [merchant.id, merchant]));
    const without = ids.filter((id) => merchants.get(id)?.labels?.[wish.format] === undefined);
    if (problems.length === 0 && without.length > 0) return { without, format: wish.format };
    const work = problems.length > 0 ? null : await labelWork(ports, { ...wish, settings: undefined }, problems);
    if (work === null) throw new InputError(t`These labels cannot be written`, problems);
    return work;
  }

  async function exportAnswer(c: Context<Env>, typed: Typed): Promise<Response> {
    const problems: string[] = [];
    const { format, encoding, from, to, ...given } = valuesOf<ExportGiven>(typed);
    const shops = await shopsGiven(ports, given, problems);
    const span: Span = spanMeant({ from, to }, ports.clock.now(), problems);
    if (problems.length > 0) throw new InputError(t`This export cannot start`, problems);
    // Spreadsheets on Windows take a file for UTF-8 by its first character.
    const encoder = await openEncoder(encoding, { bom: format === 'csv' && encoding === 'utf8' });
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const sink = {
      write: (bytes: Uint8Array) => writer.write(bytes),
      finish: async () => undefined,
      abandon: async () => undefined,
    };
    const deed = `${c.req.method} ${c.req.path}/${typed.shop ?? ''}`;
    const ignore = (): void => undefined;
    void writeExport({
      ...{ orders: ports.orders, shops, span, format, encoder, sink },
      onLost: ignore,
      onProgress: ignore,
    }).then(
      async ({ orders }) => {
        record(`${deed} (${orders}): saved`);
        await writer.close();
      },
      // A file that ends early is none: the browser is told.
      async (error: unknown) => {
        record(`${deed}: ${codeOrName(error)}`);
        await writer.abort(error);
      },
    );
    const day = jstDay(span.from);
    return fileAnswer(c, `orders-${day}.${format}`, format === 'csv' ? 'text/csv' : 'application/x-ndjson', readable);
  }

  async function again(c: Context<Env>, typed: Typed, error: unknown): Promise<Response> {
    if (!(error instanceof InputError)) throw error;
    return show(c, typed, problemPart(withoutOptions(translated(error.words), labels())), 400);
  }

  async function show(c: Context<Env>, filled: Filled, notice: Markup, status: 200 | 400 = 200): Promise<Response> {
    const frame = c.get('frame');
    const shops = await knownShops();
    const today = jstDay(ports.clock.now());
    return c.html(
      page(
        frame,
        t`Files of orders`,
        html`${notice}<div class="people">${labelForm(frame, filled, shops, today)}${exportForm(frame, filled, shops, today)}</div>`,
      ),
      status,
    );
  }
}

interface ExportGiven {
  readonly shop: string | undefined;
  readonly mall: undefined;
  readonly merchant: undefined;
  readonly format: Format;
  readonly encoding: Encoding;
  readonly from: When;
  readonly to: When;
}

/** What a form asks for, read as the command reads its options. Throws an `InputError` with every problem. */
function valuesOf<Values>({ csrf: _, save: __, ...options }: Typed): Values {
  const read = readArguments(ordersExport, { places: [], options, unknown: [] });
  if (read.kind === 'wrong') throw new InputError(t`This file cannot be written`, [...read.problems]);
  return read.values as Values;
}

async function typedIn(c: Context<Env>): Promise<Typed> {
  const form = await c.req.parseBody({ all: true });
  return Object.fromEntries(
    Object.entries(form).flatMap(([name, value]) => {
      const texts = [value].flat().filter((one) => typeof one === 'string' && one !== '');
      return texts.length === 0 ? [] : [[name, texts.join(',')]];
    }),
  );
}

function fileAnswer(c: Context<Env>, name: string, type: string, body: ReadableStream): Response {
  c.header('content-type', type);
  c.header('content-disposition', `attachment;filename="${name}"`);
  return c.body(body);
}

const labels = () => ({
  shop: t`Shop`,
  from: t`Placed from`,
  to: t`Placed before`,
  format: t`Format`,
  encoding: t`Encoding`,
  date: t`Day of shipping`,
  cancelRequested: t`Orders whose cancel is requested, too`,
  'cancel-requested': t`Orders whose cancel is requested, too`,
});

/** The shops of a file; all where none is chosen. */
function shopsField(filled: Filled, shops: readonly Shop[]): Markup {
  const chosen = filledWith(filled, 'shop').split(',');
  const box = ([key, name]: readonly [string, string]): Markup =>
    html`<label class="check"><input type="checkbox" name="shop" value="${key}"${chosen.includes(key) ? raw(' checked') : ''}> ${name}</label>`;
  return html`<details${filledWith(filled, 'shop') === '' ? '' : raw(' open')}><summary>${t`Choose shops (all where none is chosen)`}</summary>
<fieldset class="choices"><legend>${t`Shops`}</legend>${shopChoices(shops).map(box)}</fieldset></details>`;
}

function labelForm(frame: Frame, filled: Filled, shops: readonly Shop[], today: string): Markup {
  const { select, day, checkbox } = formFields({ ...labels(), format: t`Program of the carrier` }, filled);
  const programs = labelFormats.map((name) => [name, labelFormatOf[name].program] as const);
  return html`<section><h2>${t`Shipping labels`}</h2>
<p>${t`The orders that are ready to be shipped, for the program of a carrier. An order whose shipment was requested already has no second label.`}</p>
<form class="stack" method="post" action="${path}/labels">${csrfField(frame)}
${select('format', null, programs)}${day('date', today)}${shopsField(filled, shops)}${checkbox('cancelRequested')}
<button class="do">${t`Look at the labels`}</button></form></section>`;
}

function exportForm(frame: Frame, filled: Filled, shops: readonly Shop[], today: string): Markup {
  const { select, day } = formFields(labels(), filled);
  return html`<section><h2>${t`Orders as a file`}</h2>
<p>${t`One line for each item, with everything the order says. The file holds personal data; who saved it is logged.`}</p>
<form class="stack" method="post" action="${path}/orders">${csrfField(frame)}
${day('from', today)}${day('to', dayAfter(today))}${shopsField(filled, shops)}
${select(
  'format',
  null,
  formats.map((format) => [format, format === 'csv' ? 'CSV' : 'JSON']),
)}
${select(
  'encoding',
  null,
  encodings.map((encoding) => [encoding, encodingName[encoding]]),
)}
<button class="do">${t`Save the file`}</button> <small>${t`A character that Shift_JIS does not have becomes 〓.`}</small></form></section>`;
}

const dayAfter = (day: string): string => {
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
};

/** Says which merchants still have to say who sends. */
function withoutPart(merchants: readonly string[], format: LabelFormatName, typed: Typed): Markup {
  const link = (merchant: string): Markup =>
    html`<li><a href="${settingsPath(merchant, format, typed.shop)}">${t`Enter the sender of merchant ${merchant}…`}</a></li>`;
  return html`<section class="banner warn" role="alert"><p>${t`It is not known yet who sends these parcels.`}</p><ul>${merchants.map(link)}</ul></section>`;
}

/** What a file of labels will hold, and what it will not. */
function lookPart(frame: Frame, written: WrittenLabels, { csrf: _, ...typed }: Typed): Markup {
  const { labels: count, orders, left, skipped, notes, onTheirWay, notReady } = written;
  const hidden = Object.entries(typed).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  const others = [
    ...(left.length === 0 ? [] : [t`${counted(left.length, 'order')} without a label`]),
    ...(onTheirWay === 0 ? [] : [t`${counted(onTheirWay, 'order')} whose shipment was requested already.`]),
    ...(notReady === 0 ? [] : [t`${counted(notReady, 'open order')} more in a status that is not to be shipped.`]),
  ];
  const save = html`<form method="post" action="${path}/labels">${csrfField(frame)}${hidden}<input type="hidden" name="save" value="on"><button class="do">${t`Save ${counted(count, 'label')}`}</button></form>
<p>${t`Once they are printed, hand in what the program exports:`} <a href="/shipments">${t`Shipments`}</a></p>`;
  return html`<section class="summary ${left.length > 0 ? 'warn' : 'good'}" aria-label="${t`How many it is about`}"><output class="number">${count}</output>
<ul class="notes"><li>${t`${counted(count, 'label')} of ${counted(orders, 'order')}`}</li>${others.map((other) => html`<li>${other}</li>`)}</ul></section>
${count === 0 ? nothing : save}
${notesPart(t`Orders without a label`, left)}
${notesPart(t`Left out, because a cancel is requested`, skipped)}
${notesPart(t`Look at this`, notes)}
<p><a href="${path}">${t`Other files`}</a></p>`;
}

function notesPart(title: string, notes: readonly LabelNote[]): Markup {
  if (notes.length === 0) return nothing;
  const row = ({ shop, orderNumber, texts }: LabelNote): Markup =>
    html`<tr><th scope="row" class="id"><a href="${orderPath(shop, orderNumber)}">${orderNumber}</a></th><td class="text">${texts.map((text, index) => html`${index === 0 ? nothing : raw('<br>')}${translated(text)}`)}</td></tr>`;
  const more = notes.length > namedMax ? html`<p>${cutText(namedMax, notes.length)}</p>` : nothing;
  return html`<section><h2>${title}</h2>${cardsPart(title, [t`order`, t`reasons`], notes.slice(0, namedMax).map(row))}${more}</section>`;
}
