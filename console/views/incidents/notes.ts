import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { type EpochMs, hourMs, jstText, type Words } from '../../../core/kernel/index.ts';
import { identityOf, noteIncident, renderText, sendInterim, sentNote, whyNoInterim } from '../../../core/mail/index.ts';
import type { Incident } from '../../../core/model/index.ts';
import { counted, t, translated } from '../../../language/index.ts';
import { identityWordsIn } from '../../../ops/mail/postbox.ts';
import { interimLetter, textMax } from '../../../ops/outages/incidents-note.ts';
import { csrfField, type Frame, type Markup, nothing } from '../../page.ts';
import { answer, type ConsoleContext, changing, type Env } from '../../view.ts';

/** A preview that is older says what may not be true any more. */
const previewMaxMs = hourMs;

/** What people know of an outage, for colleagues, and for merchants after a preview. */
export function mountNotes(app: Hono<Env>, context: ConsoleContext): void {
  const { instance, by } = context;
  const { ports } = instance;
  const changes = changing(context);
  app.post('/incidents/:id/note', changes, async (c) => {
    const given = await givenOf(c);
    if (given.incident === null) return c.notFound();
    if (given.text !== '') await noteIncident(ports, given.incident, given.text, by);
    return c.redirect(`/incidents/${given.incident.id}`, 303);
  });

  app.post('/incidents/:id/interim', changes, async (c) => {
    const { incident, text, at } = await givenOf(c);
    if (incident === null) return c.notFound();
    if (text === '') return refuse(c, incident, t`There is no text.`);
    if (at === null) return preview(c, incident, text);
    const age = ports.clock.now() - at;
    if (!(age >= 0 && age <= previewMaxMs))
      return refuse(c, incident, t`This mail was not shown within the last hour. Show it again.`);
    if (instance.hasSender === false) return refuse(c, incident, noSender());
    // The moment of the preview: a form that is sent twice is one message, and one line.
    const sent = await sendInterim(ports, incident, text, at);
    if (sent.kind === 'refused') return refuse(c, incident, sent.why);
    await noteIncident(ports, incident, sentNote(text), by, at);
    return c.redirect(`/incidents/${incident.id}`, 303);
  });

  async function preview(c: Context<Env>, incident: Incident, text: string): Promise<Response> {
    const frame = c.get('frame');
    const why = whyNoInterim(incident) ?? (instance.hasSender === false ? noSender() : null);
    if (why !== null) return refuse(c, incident, why);
    const shown = await interimLetter(ports, incident, text);
    if (shown === null) return refuse(c, incident, t`No merchant with a contact uses what is out.`);
    const variables = (await instance.variablesOfAll?.()) ?? instance.variables ?? {};
    const before = incident.interims?.findLast((one) => one.text === text);
    const body = html`<p>${t`This goes to ${counted(shown.merchants, 'merchant')}, once. Nothing was sent yet.`}</p>
${before === undefined ? nothing : html`<p class="banner warn" role="alert">${t`The same text was sent already, at ${jstText(before.at)}. If you send this, merchants get it once more.`}</p>`}
<pre lang="ja" class="letter">件名: ${shown.letter.subject}

${renderText(shown.letter, identityOf(identityWordsIn(variables)))}</pre>
<form method="post" action="/incidents/${incident.id}/interim">${csrfField(frame)}<input type="hidden" name="text" value="${text}"><input type="hidden" name="at" value="${ports.clock.now()}">
<button>${t`Send it to ${counted(shown.merchants, 'merchant')}`}</button></form>${back(incident)}`;
    return answer(c, t`Preview`, body);
  }

  async function givenOf(c: Context<Env>) {
    const { text, at } = await c.req.parseBody();
    return {
      incident: await ports.incidents.get(c.req.param('id') ?? ''),
      text: typeof text === 'string' ? text.replaceAll('\r\n', '\n').trim().slice(0, textMax) : '',
      at: at === undefined ? null : momentOf(at),
    };
  }
}

/** The moment that a form carries; of what is none, one that is never taken. */
const momentOf = (at: unknown): EpochMs => (/^\d{1,15}$/.test(String(at)) ? Number(at) : Number.NaN);

const noSender = (): string => t`This installation has no sender, so no mail leaves it.`;

function refuse(c: Context<Env>, incident: Incident, why: Words): Response | Promise<Response> {
  const body = html`<p class="banner warn" role="alert">${translated(why)}</p>${back(incident)}`;
  return answer(c, t`Nothing was sent`, body, 409);
}

const back = ({ id }: Incident): Markup => html`<p><a href="/incidents/${id}">${t`Back to the outage`}</a></p>`;

export function whyNoForm(incident: Incident): Markup {
  const why = whyNoInterim(incident);
  return why === null
    ? nothing
    : html`<p class="no-interim noprint">${t`No progress update (途中経過) can be sent to merchants now: ${translated(why)}`}</p>`;
}

/** The forms below an outage. That of a progress update is hidden where the page says why none can be sent. */
export function noteForms(frame: Frame, { id }: Incident): Markup {
  const area = (name: string, label: string): Markup =>
    html`<label for="${name}">${label}</label><textarea id="${name}" name="text" rows="3" maxlength="${textMax}" required></textarea>`;
  return html`<section class="noprint"><h2>${t`Add a note`}</h2>
<form method="post" action="/incidents/${id}/note" class="stack">${csrfField(frame)}${area('note', t`For colleagues: it stands in the timeline, with your name.`)}<button>${t`Save note`}</button></form>
<form method="post" action="/incidents/${id}/interim" class="stack interim">${csrfField(frame)}${area('interim', t`For merchants: a progress update (途中経過), in Japanese. You see it before it is sent.`)}<button>${t`Show the mail`}</button></form></section>`;
}
