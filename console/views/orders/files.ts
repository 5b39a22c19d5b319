import type { Context, Hono } from 'hono';
import { html, raw } from 'hono/html';
import { codeOrName, dayMs, InputError, jstDay } from '../../../core/kernel/index.ts';
import type { Merchant, Shop } from '../../../core/model/index.ts';
import { t, translated } from '../../../language/index.ts';
import { mallDesks } from '../../../malls/mall-desks.ts';
import { type ShopsGiven, shopsGiven, spanMeant } from '../../../ops/arguments/meant.ts';
import type { When } from '../../../ops/arguments/parameter.ts';
import { type Encoding, encodings, openEncoder } from '../../../ops/files/encoding.ts';
import { encodingName } from '../../../ops/files/named-table.ts';
import { fillSink } from '../../../ops/files/sink.ts';
import { type Exported, type Format, formats, writeExport } from '../../../ops/orders/export-orders.ts';
import { labelFormatOf, labelFormats } from '../../../ops/orders/labels/formats.ts';
import { type Filled, formFields, knownShops, shopChoices } from '../../fields.ts';
import { csrfField, type Markup, nothing, problemPart, withoutOptions } from '../../page.ts';
import { answer, type ConsoleContext, type Env } from '../../view.ts';
import { fileAnswer, filesPath, given, type ShowAgain, scopeOf, type Typed, typedIn, valuesOf } from './file-forms.ts';
import { mountLabels } from './label-file.ts';
import { mountLabelSettings, settingsPath } from './label-settings.ts';

export function mountFiles(app: Hono<Env>, context: ConsoleContext): void {
  const { ports } = context.instance;
  const show = async (c: Context<Env>, typed: Typed, notice: Markup, status: 200 | 400 = 200): Promise<Response> => {
    const frame = c.get('frame');
    const [shops, merchants] = await Promise.all([knownShops(context), ports.merchants.list()]);
    const problems: string[] = [];
    const chosen = typed.shop === undefined ? [] : await shopsGiven(ports, { ...noShops, shop: typed.shop }, problems);
    const wrong =
      problems.length === 0 || status === 400
        ? nothing
        : problemPart([t`Choose the shops again`, ...problems].map(labelled).join('\n'));
    const keys = new Set(chosen.map(({ key }) => key));
    const today = ports.clock.now();
    const form = html`<form class="stack" method="post">${csrfField(frame)}
${shopsPart(shops, keys, merchants, typed)}
<div class="people">${labelsPart(typed, today)}${exportPart(typed, today)}</div></form>`;
    const body = html`${notice}${wrong}${form}${sendersPart(merchants, typed)}`;
    return answer(c, t`Files of orders`, body, status);
  };
  const again: ShowAgain = (c, typed, error) => {
    if (!(error instanceof InputError)) throw error;
    return show(c, typed, problemPart(labelled(translated(error.words))), 400);
  };
  app.get(filesPath, (c) => show(c, c.req.query(), nothing));
  mountExport(app, context, again);
  mountLabels(app, context, again);
  mountLabelSettings(app, context);
}

const noShops: ShopsGiven = { shop: undefined, mall: undefined, merchant: undefined };

interface ExportGiven extends ShopsGiven {
  readonly format: Format;
  readonly encoding: Encoding;
  readonly from: When;
  readonly to: When;
}

function mountExport(app: Hono<Env>, { instance, record }: ConsoleContext, again: ShowAgain): void {
  const { ports } = instance;
  app.post(`${filesPath}/orders`, async (c) => {
    const typed = await typedIn(c);
    try {
      const { shop, mall, merchant, from, to, encoding } = typed;
      const format = formats.find((one) => one === typed.format) ?? 'csv';
      const options = { ...given({ shop, mall, merchant, from: from ?? '', to: to ?? '', encoding }), format };
      const wish = valuesOf<ExportGiven>(options);
      const problems: string[] = [];
      const shops = await shopsGiven(ports, wish, problems);
      const span = spanMeant(wish, ports.clock.now(), problems);
      if (problems.length > 0) throw new InputError(t`This export cannot start`, problems);
      // Spreadsheets on Windows take a file for UTF-8 by its first character.
      const encoder = await openEncoder(wish.encoding, { bom: format === 'csv' && wish.encoding === 'utf8' });
      const days = [jstDay(span.from), jstDay(span.to - 1)].join('-');
      const deed = `${c.req.method} ${c.req.path} ${format} ${days} ${scopeOf(typed)}`;
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
      const writer = writable.getWriter();
      const sink = {
        write: (bytes: Uint8Array) => writer.write(bytes),
        finish: () => writer.close(),
        abandon: () => writer.abort(),
      };
      const silent = { onLost: () => undefined, onProgress: () => undefined };
      record(`${deed}: begun`);
      fillSink(sink, (into) =>
        writeExport({ ...{ orders: ports.orders, shops, span, format, encoder, sink: into }, ...silent }),
      )
        .then(outcomeOf, failureOf)
        .then((outcome) => record(`${deed} ${outcome}`))
        .catch(() => undefined);
      return fileAnswer(
        c,
        `orders-${days}.${format}`,
        format === 'csv' ? 'text/csv' : 'application/x-ndjson',
        readable,
      );
    } catch (error) {
      return again(c, typed, error);
    }
  });
}

const outcomeOf = ({ orders, unreadable, changed }: Exported): string =>
  `(${[orders, unreadable.length, changed].join('/')}): done`;

/** A browser that is not there any more leaves a stream that takes nothing. */
const failureOf = (error: unknown): string =>
  error === undefined || (error as { code?: unknown }).code === 'ERR_INVALID_STATE'
    ? ': cancelled'
    : `: ${codeOrName(error)}`;

const labels = () => ({
  ...{ shop: t`Shop`, mall: t`Mall`, merchant: t`Merchant` },
  ...{ from: t`Placed from`, to: t`Placed before`, format: t`Format`, encoding: t`Encoding` },
  ...{ program: t`Program of the carrier`, date: t`Day of shipping` },
  cancelRequested: t`Include orders with a cancel request`,
});

const labelled = (problem: string): string => withoutOptions(problem, labels());

function shopsPart(
  shops: readonly Shop[],
  chosen: ReadonlySet<string>,
  merchants: readonly Merchant[],
  typed: Filled,
): Markup {
  const { select } = formFields(labels(), typed);
  const malls = [...new Set(shops.map(({ mall }) => mall))].sort();
  const names = new Map(merchants.map(({ id, name }) => [id, name]));
  const ids = [...new Set(shops.map(({ merchant }) => merchant))].sort();
  const box = ([key, name]: readonly [string, string]): Markup =>
    html`<label class="check"><input type="checkbox" name="shop" value="${key}"${chosen.has(key) ? raw(' checked') : ''}> ${name}</label>`;
  return html`<div class="fields">${
    malls.length < 2 ? nothing : select('mall', t`any`, malls, (mall) => mallDesks.of(mall).name)
  }
${ids.length < 2 ? nothing : select('merchant', t`any`, ids, (id) => names.get(id) ?? id)}</div>
<details${chosen.size === 0 ? '' : raw(' open')}><summary>${t`Choose shops (all if none is chosen)`}</summary>
<fieldset class="choices"><legend>${t`Shops`}</legend>${shopChoices(shops).map(box)}</fieldset></details>`;
}

function labelsPart(typed: Filled, today: number): Markup {
  const { select, day, checkbox } = formFields(labels(), typed);
  return html`<section class="stack"><h2>${t`Shipping labels`}</h2>
<p>${t`The orders that are ready to be shipped, for the program of a carrier. An order whose shipment was requested already has no second label.`}</p>
${select('program', null, labelFormats, (name) => labelFormatOf[name].program)}${day('date', jstDay(today))}${checkbox('cancelRequested')}
<button class="do" formaction="${filesPath}/labels">${t`Look at the labels`}</button></section>`;
}

function exportPart(typed: Filled, today: number): Markup {
  const { select, day } = formFields(labels(), typed);
  return html`<section class="stack"><h2>${t`Orders as a file`}</h2>
<p>${t`One line for each item, with everything the order says. The file holds personal data; who saved it is logged.`} <a href="/orders?attention=on">${t`Orders that cannot be read are not in it.`}</a></p>
${day('from', jstDay(today))}${day('to', jstDay(today + dayMs))}
${select('format', null, formats, (format) => (format === 'csv' ? 'CSV' : 'JSON'))}
${select('encoding', null, encodings, (encoding) => encodingName[encoding])}
<button class="do" formaction="${filesPath}/orders">${t`Save the file`}</button> <small>${t`A character that Shift_JIS does not have becomes 〓.`}</small></section>`;
}

function sendersPart(merchants: readonly Merchant[], typed: Typed): Markup {
  const links = merchants.flatMap(({ id, name, labels: own = {} }) =>
    labelFormats
      .filter((program) => own[program] !== undefined)
      .map(
        (program) =>
          html`<li><a href="${settingsPath(id, { ...typed, program })}">${name} · ${labelFormatOf[program].program}</a></li>`,
      ),
  );
  return links.length === 0
    ? nothing
    : html`<details><summary>${t`Senders of shipping labels`}</summary><ul>${links}</ul></details>`;
}
