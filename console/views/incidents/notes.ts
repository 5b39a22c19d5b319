import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { identityOf, noteIncident, renderText, sendInterim, whyNoInterim } from '../../../core/mail/index.ts';
import type { Incident } from '../../../core/model/index.ts';
import { t } from '../../../ops/language/language.ts';
import { identityWordsIn } from '../../../ops/mail/postbox.ts';
import { interimLetter, textMax } from '../../../ops/outages/incidents-note.ts';
import { counted } from '../../../ops/terminal/text.ts';
import { csrfField, type Frame, type Markup, page } from '../../page.ts';
import { type ConsoleContext, changing, type Env } from '../../view.ts';

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
    const frame = c.get('frame');
    const { incident, text, isAgreed } = await givenOf(c);
    if (incident === null) return c.notFound();
    const refuse = (why: string) =>
      c.html(
        page(frame, t`Nothing was sent`, html`<p class="banner warn" role="alert">${why}</p>${back(incident)}`),
        409,
      );
    const variables = (await instance.variablesOfAll?.()) ?? instance.variables ?? {};
    const why = whyNoInterim(incident);
    if (text === '') return refuse(t`There is no text.`);
    if (why !== null) return refuse(why);
    if (instance.hasSender === false) return refuse(t`This installation has no sender, so no mail leaves it.`);
    const preview = await interimLetter(ports, incident, text);
    if (preview === null) return refuse(t`No merchant with a contact uses what is out.`);
    if (!isAgreed) {
      const body = html`<p>${t`This goes to ${counted(preview.merchants, 'merchant')}, once. Nothing was sent yet.`}</p>
<pre lang="ja" class="letter">件名: ${preview.letter.subject}

${renderText(preview.letter, identityOf(identityWordsIn(variables)))}</pre>
<form method="post" action="/incidents/${incident.id}/interim">${csrfField(frame)}<input type="hidden" name="text" value="${text}"><input type="hidden" name="agreed" value="yes">
<button>${t`Send it to ${counted(preview.merchants, 'merchant')}`}</button></form>${back(incident)}`;
      return c.html(page(frame, t`Preview`, body));
    }
    const sent = await sendInterim(ports, incident, text, ports.clock.now());
    if (sent.kind === 'refused') return refuse(sent.why);
    await noteIncident(ports, incident, `Sent to merchants: ${text}`, by);
    return c.redirect(`/incidents/${incident.id}`, 303);
  });

  async function givenOf(c: Context<Env>) {
    const { text, agreed } = await c.req.parseBody();
    return {
      incident: await ports.incidents.get(c.req.param('id') ?? ''),
      text: typeof text === 'string' ? text.replaceAll('\r\n', '\n').trim().slice(0, textMax) : '',
      isAgreed: agreed === 'yes',
    };
  }
}

const back = ({ id }: Incident): Markup => html`<p><a href="/incidents/${id}">${t`Back to the outage`}</a></p>`;

/** The forms below an outage. */
export function noteForms(frame: Frame, { id }: Incident): Markup {
  const area = (name: string, label: string): Markup =>
    html`<label for="${name}">${label}</label><textarea id="${name}" name="text" rows="3" maxlength="${textMax}" required></textarea>`;
  return html`<section class="noprint"><h2>${t`Add a note`}</h2>
<form method="post" action="/incidents/${id}/note" class="stack">${csrfField(frame)}${area('note', t`For colleagues: it stands in the timeline, with your name.`)}<button>${t`Note it`}</button></form>
<form method="post" action="/incidents/${id}/interim" class="stack">${csrfField(frame)}${area('interim', t`For merchants: a mail in between (途中経過), in Japanese. You see it before it is sent.`)}<button>${t`Show the mail`}</button></form></section>`;
}
