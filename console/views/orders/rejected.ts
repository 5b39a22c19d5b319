import type { Hono } from 'hono';
import { html } from 'hono/html';
import { jstText } from '../../../core/kernel/index.ts';
import { counted, cutText, inARow, t } from '../../../language/index.ts';
import {
  elsewhereText,
  type RejectedEvent,
  type RejectedEvents,
  rejectedEvents,
  rejectedQueueText,
} from '../../../ops/pushes/rejected-events.ts';
import { cardsPart, csrfField, type Frame, type Markup, nothing, opsCommand } from '../../page.ts';
import { answer, type ConsoleContext, changing, type Env } from '../../view.ts';

const path = '/orders/rejected';

/** Serves the page of rejected events: it shows their reasons and nothing of their content, and takes off those that were seen to. */
export function mountRejected(app: Hono<Env>, context: ConsoleContext): void {
  const { instance, live } = context;

  app.get(path, async (c) => {
    const frame = c.get('frame');
    const events = await rejectedEvents(instance);
    const taken = Number(c.req.query('done'));
    const said =
      taken > 0 ? html`<p class="banner good" role="status">${t`${counted(taken, 'event')} taken off.`}</p>` : nothing;
    const hidden = elsewhereText(events);
    const empty =
      hidden === null ? html`<p class="good">${t`No event was rejected.`}</p>` : html`<p class="warn">${hidden}</p>`;
    const list = events.left.length === 0 ? empty : listPart(frame, context, events);
    return answer(c, t`Rejected events`, html`${said}${list}`);
  });

  app.post(path, changing(context), async (c) => {
    const { seen = [] } = await c.req.parseBody({ all: true });
    const ids = [seen].flat().filter((id) => typeof id === 'string');
    c.set('deed', `ops stuck --seen ${ids.join(' ')}`);
    const { dropped } = await rejectedEvents(instance, ids);
    if (dropped.length === 0) c.set('outcome', 'unchanged');
    await live.again();
    return c.redirect(`${path}?done=${dropped.length}`, 303);
  });
}

function listPart(frame: Frame, { instance }: ConsoleContext, { left, cut }: RejectedEvents): Markup {
  const more = cut.length === 0 ? nothing : html`<p>${cutText(left.length, null)}: ${t`take off what was seen to`}</p>`;
  const head = [t`source`, ...(frame.mayChange ? [t`seen to`] : []), t`received`, t`what it is about`, t`reasons`];
  const table = html`${cardsPart(
    t`Rejected events`,
    head,
    left.map((event) => eventRow(event, frame.mayChange)),
  )}${more}`;
  const intro = html`<p>${inARow(
    t`Nothing of these was done. Their senders have to mend them and send them again.`,
    t`The content is not shown here: it may name a buyer.`,
  )}</p>`;
  if (!frame.mayChange) return html`${intro}${table}<p>${opsCommand(instance, 'stuck --seen <id>')}</p>`;
  return html`${intro}<form method="post" action="${path}">${csrfField(frame)}${table}
<p><button class="do">${t`Take off those that were seen to`}</button> <small>${t`The event is deleted from its queue; its sender gets no notice.`}</small></p></form>`;
}

function eventRow({ queue, id, source, at, reasons }: RejectedEvent, mayChange: boolean): Markup {
  const check = html`<td data-label="${t`seen to`}"><input type="checkbox" name="seen" value="${id}" aria-label="${t`seen to: ${id}`}"></td>`;
  return html`<tr><th scope="row"><span class="id">${source}</span> <small>${id}</small></th>${mayChange ? check : nothing}<td class="id">${jstText(at)}</td>
<td class="id">${rejectedQueueText(queue)}</td><td class="text"><ul class="notes">${reasons.map((reason) => html`<li class="bad">${reason}</li>`)}</ul></td></tr>`;
}
