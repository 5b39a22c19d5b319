import { html, raw } from 'hono/html';
import { isDone, type Pause, type Shop } from '../../../core/model/index.ts';
import { counted, cutLine, t, translated } from '../../../language/index.ts';
import { encodings } from '../../../ops/files/encoding.ts';
import { encodingName } from '../../../ops/files/named-table.ts';
import type { AnsweredWish } from '../../../ops/pushes/ask.ts';
import { outcomeText, summaryText, wishCounts } from '../../../ops/pushes/push-asks.ts';
import {
  type LineNote,
  type ShipmentField,
  type ShipmentFormat,
  type ShipmentRow,
  shipmentFormats,
} from '../../../ops/pushes/shipments/formats.ts';
import {
  changeFacts,
  parcelText,
  pushStateText,
  stateLook,
  whyAndNextText,
  withoutMallWords,
} from '../../../views/change/index.ts';
import { type Filled, formFields, shopChoices } from '../../fields.ts';
import {
  cardsPart,
  csrfField,
  type Frame,
  failurePart,
  type Markup,
  marks,
  nothing,
  tablePart,
  withoutOptions,
} from '../../page.ts';
import { orderPath } from '../../paths.ts';
import { type Draft, editableFields, type JudgedDraft } from './drafts.ts';
import type { ProgressSeen, RequestStanding } from './progress.ts';

const shownMax = 100;

export const pathOf = ({ id }: Pick<Draft, 'id'>): string => `/shipments/${id}`;

const fieldName = (field: ShipmentField): string =>
  ({
    orderNumber: t`order`,
    carrier: t`carrier`,
    trackingNumber: t`tracking number`,
    shippedOn: t`shipped on`,
    basketId: t`destination`,
    corrects: t`in place of the wrong number`,
    lineId: t`line of the order`,
    quantity: t`pieces`,
  })[field];

const formatName = (format: ShipmentFormat): string =>
  ({
    tsunagi: t`Tsunagi’s own columns`,
    'yamato-b2': 'ヤマト B2クラウド',
    'sagawa-ehiden3': '佐川 e飛伝III',
    yupri: 'ゆうプリR',
  })[format];

const anotherLabel = (): string => t`These parcels are sent beside those that the orders have`;

const labels = () => ({
  file: t`File`,
  another: anotherLabel(),
  corrects: fieldName('corrects'),
  date: t`Day of lines without one`,
  carrier: t`Carrier of all lines`,
  format: t`Format`,
  encoding: t`Encoding`,
  columns: t`Columns`,
  shop: t`Shop`,
});

/** A problem names its field as the page does, and not as the command. */
export const labelled = (problem: string): string => withoutOptions(problem, labels());

export function uploadForm(form: Filled, shops: readonly Shop[]): Markup {
  const { input, select, day, checkbox } = formFields(labels(), form);
  const byItself = t`detect automatically`;
  return html`<label class="drop">${t`File of shipments: drop it here, or choose it (CSV or TSV)`}<input type="file" name="file" required accept=".csv,.tsv,.txt,text/csv"></label>
<p>${t`Nothing is sent until you review and confirm.`}</p>
<button class="do">${t`Read the file`}</button>
<details><summary>${t`More settings`}</summary><div class="fields">
${select('format', byItself, shipmentFormats, formatName)}
${select('encoding', byItself, encodings, (encoding) => encodingName[encoding])}
${select('shop', byItself, shopChoices(shops))}${input('carrier')}${day('date')}${input('columns', { placeholder: 'orderNumber=記事1' })}
${checkbox('another')}
</div></details>`;
}

function dayPart(frame: Frame, draft: Draft): Markup {
  const { day, table } = draft.read;
  if (day === null || table.columnNames.shippedOn !== undefined) return nothing;
  const { input } = formFields({ date: t`Day of shipping` }, { date: day });
  return html`<p class="warn">${t`The file has no column of days: ${day} is used for all its lines.`}</p><form class="fields" method="post" action="${pathOf(draft)}/day">${csrfField(frame)}${input('date', { type: 'date', required: true })}<button>${t`Change the day`}</button></form>`;
}

export function draftPart(frame: Frame, draft: Draft, judged: JudgedDraft, readUnits: number): Markup {
  const { shipments, answered } = judged;
  const { encoding, format, table } = shipments;
  const bad = new Set(shipments.problems.map(({ line }) => line));
  return html`<p>${t`${formatName(format)}, ${encodingName[encoding]}: ${counted(table.rows.length, 'line')}`} <small>${t`Read ${counted(readUnits, 'unit')}.`}</small></p>
<section class="summary ${bad.size > 0 ? 'warn' : 'good'}" aria-label="${t`How many it is about`}"><output class="number">${newOf(answered)}</output>
<ul class="notes"><li>${summaryText(answered, true)}</li>${bad.size === 0 ? nothing : html`<li>${t`${counted(bad.size, 'line')} not good`}</li>`}</ul></section>
${dayPart(frame, draft)}
${requestForm(frame, draft, judged, bad.size)}
${bad.size === 0 ? nothing : badPart(frame, draft, judged, bad)}
${warningsPart(shipments.warnings)}
${goodPart(answered)}`;
}

/** Those that would be requested; the others stand already. */
function newOf(answered: readonly AnsweredWish[]): number {
  const { requested, again } = wishCounts(answered);
  return requested + again;
}

function requestForm(frame: Frame, draft: Draft, { answered, seen }: JudgedDraft, bad: number): Markup {
  if (answered.length === 0) return nothing;
  if (!frame.mayChange)
    return html`<p>${t`This console only shows. Start it with --allow-changes to request them.`}</p>`;
  const isNew = newOf(answered) > 0;
  const orders = counted(isNew ? newOf(answered) : answered.length, 'order');
  const words = !isNew
    ? t`Follow what was requested before: ${orders}`
    : bad === 0
      ? t`Request the shipments of ${orders}`
      : t`Request the shipments of the good ${orders}`;
  return html`<form method="post" action="${pathOf(draft)}/request">${csrfField(frame)}<input type="hidden" name="seen" value="${seen}"><button class="do">${words}</button>
${bad === 0 ? nothing : html` <small>${t`The other lines stay here, to be corrected.`}</small>`}</form>`;
}

function badPart(frame: Frame, draft: Draft, { shipments }: JudgedDraft, bad: ReadonlySet<number>): Markup {
  const fields = editableFields(draft);
  const notes = Map.groupBy(shipments.problems, ({ line }) => line);
  const rows = draft.read.table.rows.filter(({ line }) => bad.has(line));
  // It comes before the cells: on a narrow screen, a last column would go unseen.
  const hasLineColumn = ofWholeLines(shipments.problems, fields).length > 0;
  const table = tablePart(
    t`Lines to correct`,
    [t`line`, t`exclude`, ...(hasLineColumn ? [t`what is wrong`] : []), ...fields.map(fieldName)],
    rows.slice(0, shownMax).map((row) => badRow(row, fields, notes.get(row.line) ?? [], hasLineColumn)),
  );
  return html`<section><h2>${t`Lines to correct`}</h2><form method="post" action="${pathOf(draft)}">${csrfField(frame)}
<div class="correct">${table}</div>${cutPart(rows.length, t`the others follow once these are checked`)}
<p><label class="check"><input type="checkbox" name="another"${draft.isAnother ? raw(' checked') : ''}> ${anotherLabel()}</label></p>
<button>${t`Check the corrected lines`}</button></form></section>`;
}

const ofWholeLines = (notes: readonly LineNote[], fields: readonly ShipmentField[]): LineNote[] =>
  notes.filter(({ field }) => field === null || !fields.includes(field));

function badRow(
  { line, cells }: ShipmentRow,
  fields: readonly ShipmentField[],
  notes: readonly LineNote[],
  hasLineColumn: boolean,
): Markup {
  const cell = (field: ShipmentField): Markup => {
    const own = notes.filter((note) => note.field === field);
    const id = `why-${line}-${field}`;
    const label = t`line ${line}, ${fieldName(field)}`;
    const wrong = own.length === 0 ? '' : html` class="wrong" aria-invalid="true" aria-describedby="${id}"`;
    const why = own.map(({ text }) => html`<span class="bad">${labelled(translated(text))}</span>`);
    return html`<td class="${field === 'orderNumber' ? 'number-field' : ''}" data-label="${fieldName(field)}"><input name="${line}.${field}" size="14" value="${cells[field] ?? ''}" aria-label="${label}"${wrong} autocomplete="off">${own.length === 0 ? nothing : html`<small id="${id}">${why}</small>`}</td>`;
  };
  return html`<tr><th scope="row" data-label="${t`line`}">${line}</th>
<td data-label="${t`exclude`}"><input type="checkbox" name="${line}.drop" aria-label="${t`exclude line ${line}`}"></td>
${hasLineColumn ? html`<td class="text">${ofWholeLines(notes, fields).map(({ text }) => html`<span class="bad">${labelled(translated(text))}</span> `)}</td>` : nothing}${fields.map(cell)}</tr>`;
}

const cutPart = (of: number, others: string): Markup =>
  of > shownMax ? html`<p>${cutLine(shownMax, of, others)}</p>` : nothing;

function warningsPart(warnings: readonly LineNote[]): Markup {
  if (warnings.length === 0) return nothing;
  const row = ({ line, field, text }: LineNote): Markup =>
    html`<tr><th scope="row" data-label="${t`line`}">${line}</th><td>${field === null ? '' : fieldName(field)}</td><td class="text warn">${labelled(translated(text))}</td></tr>`;
  return html`<section><h2>${t`Please check`}</h2>${cardsPart(t`Please check`, [t`line`, t`column`, t`what is wrong`], warnings.slice(0, shownMax).map(row))}${cutPart(warnings.length, t`the others are requested, too`)}</section>`;
}

const parcels = ({ shop, content }: AnsweredWish): Markup =>
  html`${content.kind === 'ship' ? content.parcels.map((parcel, index) => html`${index === 0 ? '' : raw('<br>')}${translated(parcelText(shop, parcel))}`) : nothing}`;

function goodPart(answered: readonly AnsweredWish[]): Markup {
  if (answered.length === 0) return nothing;
  const row = (wish: AnsweredWish): Markup =>
    html`<tr><th scope="row" class="id"><a href="${orderPath(wish.shop.key, wish.orderNumber)}">${wish.orderNumber}</a></th><td class="id">${wish.shop.key}</td>
<td class="text">${parcels(wish)}</td><td>${outcomeText(wish.outcome, true)}</td></tr>`;
  return html`<section><h2>${t`What would be requested`}</h2>${cardsPart(t`What would be requested`, [t`order`, t`shop`, t`parcels`, t`result`], answered.slice(0, shownMax).map(row))}
${cutPart(answered.length, t`the others are requested, too`)}</section>`;
}

export function progressPart({ rows, pauses, failure }: ProgressSeen): Markup {
  const confirmed = rows.filter(({ push }) => push?.state.kind === 'confirmed').length;
  const failed = rows.filter(
    ({ wish, push }) => push?.state.kind === 'failed' || wish.outcome.kind === 'refused',
  ).length;
  const isOver = rows.every(({ push }) => push !== null && isDone(push));
  const look = failed > 0 ? 'bad' : confirmed === rows.length ? 'good' : 'warn';
  const shown = [...rows].sort((one, other) => rank(one) - rank(other)).slice(0, shownMax);
  return html`<section><h2>${t`Requested`}</h2>${failurePart(failure)}
<div class="summary ${look}" role="status"><output class="number">${confirmed}/${rows.length}</output>
<ul class="notes"><li>${t`seen at the mall`}</li>${failed === 0 ? nothing : html`<li><span aria-hidden="true">${marks.bad}</span> ${t`${failed} need attention`}</li>`}
${isOver || failed > 0 ? nothing : html`<li>${t`The others go on by themselves.`}</li>`}</ul></div>
${cardsPart(
  t`Requested`,
  [t`order`, t`state`, t`why and what next`, t`shop`, t`parcels`],
  shown.map((one) => standingRow(one, pauses)),
)}
${cutPart(rows.length, t`the others are followed and counted, too`)}</section>`;
}

function rank({ wish, push }: RequestStanding): number {
  if (wish.outcome.kind === 'refused' || push?.state.kind === 'failed') return 0;
  return push?.state.kind === 'confirmed' ? 2 : 1;
}

function standingRow({ wish, push }: RequestStanding, pauses: readonly Pause[]): Markup {
  const link = html`<a href="${orderPath(wish.shop.key, wish.orderNumber)}">${wish.orderNumber}</a>`;
  const head = html`<th scope="row" class="id">${link}</th>`;
  const rest = html`<td class="id">${wish.shop.key}</td><td class="text">${parcels(wish)}</td>`;
  if (push === null)
    return html`<tr>${head}<td colspan="2" class="text bad">${outcomeText(wish.outcome, false)}</td>${rest}</tr>`;
  const { kind } = push.state;
  const look = stateLook(kind) ?? 'warn';
  return html`<tr>${head}<td class="id ${look}"><span aria-hidden="true">${marks[look]}</span> ${pushStateText(kind)}</td>
<td class="text">${whyAndNextText(withoutMallWords(changeFacts(push, pauses)))}</td>${rest}</tr>`;
}
