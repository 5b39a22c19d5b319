import { hash } from 'node:crypto';
import type { Hono } from 'hono';
import { html, raw } from 'hono/html';
import { InputError } from '../../../core/kernel/index.ts';
import { counted, cutText, t, translated } from '../../../language/index.ts';
import { type LabelWish, labelWork } from '../../../ops/orders/labels/export-labels.ts';
import { labelFormats } from '../../../ops/orders/labels/formats.ts';
import { type LabelNote, type WrittenLabels, writeLabels } from '../../../ops/orders/labels/write-labels.ts';
import { hiddenFields } from '../../fields.ts';
import { cardsPart, csrfField, type Frame, type Markup, nothing, page, problemPart } from '../../page.ts';
import { orderPath } from '../../paths.ts';
import type { ConsoleContext, Env } from '../../view.ts';
import { fileAnswer, filesPath, given, type ShowAgain, scopeOf, type Typed, typedIn, valuesOf } from './file-forms.ts';
import { settingsPath } from './label-settings.ts';

const namedMax = 200;

export function mountLabels(app: Hono<Env>, { instance, record }: ConsoleContext, again: ShowAgain): void {
  const { ports } = instance;
  app.post(`${filesPath}/labels`, async (c) => {
    const frame = c.get('frame');
    const { seen, ...typed } = await typedIn(c);
    try {
      const { shop, mall, merchant, date, cancelRequested } = typed;
      const format = labelFormats.find((one) => one === typed.program) ?? 'b2';
      // The command writes to a file, and a page does not.
      const options = given({ shop, mall, merchant, date, cancelRequested, format, output: '-' });
      const problems: string[] = [];
      const work = await labelWork(ports, valuesOf<LabelWish>(options), null, problems);
      if (work === null) throw new InputError(t`These labels cannot be written`, problems);
      const written = await writeLabels(work);
      const shown = hash('sha256', written.bytes, 'base64url');
      const look = (notice: Markup) =>
        page(frame, t`Shipping labels`, html`${notice}${lookPart(frame, written, typed, shown)}`);
      if (seen === undefined) return c.html(look(nothing));
      if (seen !== shown || written.labels === 0) {
        const changed = t`The labels have changed since they were shown. This is how they stand now.`;
        return c.html(look(problemPart(changed)), 409);
      }
      record(`${c.req.method} ${c.req.path} ${format} ${work.shipsOn} ${scopeOf(typed)} (${written.labels}): done`);
      const name = `${format}-${work.shipsOn}.csv`;
      return fileAnswer(c, name, 'text/csv;charset=shift_jis', new Uint8Array(written.bytes));
    } catch (error) {
      return again(c, typed, error);
    }
  });
}

function lookPart(frame: Frame, written: WrittenLabels, typed: Typed, shown: string): Markup {
  const { labels: count, orders, left, skipped, notes, without, onTheirWay, notReady } = written;
  const others = [
    ...(left.length === 0 ? [] : [t`${counted(left.length, 'order')} without a label`]),
    ...(onTheirWay === 0 ? [] : [t`${counted(onTheirWay, 'order')} whose shipment was requested already.`]),
    ...(notReady === 0 ? [] : [t`${counted(notReady, 'open order')} more in a status that is not to be shipped.`]),
  ];
  const isWhole = left.length === 0 && without.size === 0;
  const save = html`<form method="post" action="${filesPath}/labels">${csrfField(frame)}${hiddenFields({ ...typed, seen: shown })}<button class="do">${t`Save ${counted(count, 'label')}`}</button></form>
<p>${t`Once they are printed, hand in what the program exports:`} <a href="/shipments">${t`Shipments`}</a></p>`;
  return html`<section class="summary ${isWhole ? 'good' : 'warn'}" aria-label="${t`How many it is about`}"><output class="number">${count}</output>
<ul class="notes"><li>${t`${counted(count, 'label')} of ${counted(orders, 'order')}`}</li>${others.map((other) => html`<li>${other}</li>`)}</ul></section>
${withoutPart(without, typed)}
${count === 0 ? nothing : save}
${notesPart(t`Orders without a label`, left)}
${notesPart(t`Left out, because a cancel is requested`, skipped)}
${notesPart(t`Please check`, notes)}
<p><a href="${filesPath}">${t`Other files`}</a></p>`;
}

function withoutPart(without: WrittenLabels['without'], typed: Typed): Markup {
  if (without.size === 0) return nothing;
  const link = ([merchant, count]: readonly [string, number]): Markup =>
    html`<li><a href="${settingsPath(merchant, typed)}">${t`Enter the sender of merchant ${merchant}…`}</a> (${counted(count, 'order')})</li>`;
  return html`<section class="banner warn" role="alert"><p>${t`It is not known yet who sends these parcels.`}</p><ul>${[...without].map(link)}</ul></section>`;
}

function notesPart(title: string, notes: readonly LabelNote[]): Markup {
  if (notes.length === 0) return nothing;
  const row = ({ shop, orderNumber, texts }: LabelNote): Markup =>
    html`<tr><th scope="row" class="id"><a href="${orderPath(shop, orderNumber)}">${orderNumber}</a></th><td class="text">${texts.map((text, index) => html`${index === 0 ? nothing : raw('<br>')}${translated(text)}`)}</td></tr>`;
  const more = notes.length > namedMax ? html`<p>${cutText(namedMax, notes.length)}</p>` : nothing;
  return html`<section><h2>${title}</h2>${cardsPart(title, [t`order`, t`reasons`], notes.slice(0, namedMax).map(row))}${more}</section>`;
}
