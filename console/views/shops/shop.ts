import type { Hono } from 'hono';
import { html } from 'hono/html';
import { jstText } from '../../../core/kernel/index.ts';
import { holdingPause, type Pause, pausesOf, type Shop, type ShopKey } from '../../../core/model/index.ts';
import { pauseByHand, resumeByHand } from '../../../core/outage/index.ts';
import { t, translated } from '../../../language/index.ts';
import type { Instance } from '../../../ops/frame/instance.ts';
import {
  capabilityWord,
  causeText,
  goesOnNow,
  goesOnThen,
  isOutdated,
  onResumeText,
} from '../../../views/pause/index.ts';
import { shopFields, shopState } from '../../../views/shop/index.ts';
import { csrfField, type Frame, type Markup, nothing, opsCommand } from '../../page.ts';
import { fieldsPart } from '../../parts.ts';
import { shopPath } from '../../paths.ts';
import { answer, type ConsoleContext, changing, type Env } from '../../view.ts';
import { lagStrip } from './lag-strip.ts';

const noteMax = 300;

/** One shop: how it stands, what holds it, and its keys. Pauses and resumes it, after saying what that does. */
export function mountShop(app: Hono<Env>, context: ConsoleContext): void {
  const { instance, live, lags, by } = context;
  const { ports, importSettings } = instance;
  const changes = changing(context);

  async function read(key: string) {
    const [shop, standing] = await Promise.all([ports.shops.get(key as ShopKey), ports.pauses.standing()]);
    if (shop === null) return null;
    const now = ports.clock.now();
    const pauses = pausesOf(standing, now).filter(({ scope }) => scope === shop.key || scope === shop.mall);
    return { shop, pauses, now, state: shopState(shop, pauses, importSettings, now) };
  }

  app.get('/shops/:key', async (c) => {
    const frame = c.get('frame');
    const seen = await read(c.req.param('key'));
    if (seen === null) return answer(c, t`Shops`, html`<p>${t`There is no such shop.`}</p>`, 404);
    const { shop, pauses, now, state } = seen;
    const isHeld = pauses.some((pause) => isOwn(pause, shop));
    const body = html`${done(c.req.query('done'), isHeld)}
${fieldsPart(shopFields({ shop, state }, now))}
<p>${lagStrip(lags.of(shop.key, now))}</p>
${pauses.length === 0 ? nothing : html`<h2>${t`What holds it`}</h2><ul>${pauses.map((pause) => pauseItem(pause, shop, frame))}</ul>`}
${frame.mayChange ? pauseForms(frame, shop, pauses, now) : commands(shop, instance)}`;
    return answer(c, shop.name, body);
  });

  app.post('/shops/:key/pause', changes, async (c) => {
    const seen = await read(c.req.param('key'));
    if (seen === null) return c.notFound();
    c.set('deed', `ops shops pause --shop ${seen.shop.key}`);
    const { note } = await c.req.parseBody();
    const why = typeof note === 'string' ? note.trim().slice(0, noteMax) : '';
    if (why === '') {
      c.set('outcome', 'refused');
      return c.redirect(`${shopPath(seen.shop.key)}?done=no-note`, 303);
    }
    await pauseByHand(ports, { scope: seen.shop.key }, { by, note: why });
    await live.again();
    return c.redirect(`${shopPath(seen.shop.key)}?done=paused`, 303);
  });

  app.post('/shops/:key/resume', changes, async (c) => {
    const seen = await read(c.req.param('key'));
    if (seen === null) return c.notFound();
    c.set('deed', `ops shops resume --shop ${seen.shop.key}`);
    const lifted = await resumeByHand(ports, { scope: seen.shop.key });
    if (lifted.length === 0) c.set('outcome', 'unchanged');
    await live.again();
    return c.redirect(`${shopPath(seen.shop.key)}?done=resumed`, 303);
  });
}

/** Whether a person paused this shop, and it alone. */
const isOwn = ({ cause, scope }: Pause, shop: Shop): boolean => cause === 'manual' && scope === shop.key;

/** What was done before this page; nothing where it does not hold any more, as after a reload. */
function done(what: string | undefined, isPaused: boolean): Markup {
  if ((what === 'paused' && !isPaused) || (what === 'resumed' && isPaused)) return nothing;
  const said: Readonly<Record<string, string>> = {
    paused: t`Paused. Nothing is lost: what waits is done when it is resumed.`,
    resumed: t`Resumed.`,
    'no-note': t`Nothing was changed: say why it is paused.`,
  };
  const words = what === undefined ? undefined : said[what];
  return words === undefined
    ? nothing
    : html`<p class="banner ${what === 'no-note' ? 'warn' : 'good'}" role="status">${words}</p>`;
}

function pauseItem(pause: Pause, shop: Shop, { mayChange }: Frame): Markup {
  const kind = pause.capability === undefined ? '' : ` (${capabilityWord(pause.capability)})`;
  // The form below says what follows when a person lifts it.
  const isSaid = isOutdated(pause, [shop]) || (mayChange && isOwn(pause, shop) && pause.capability === undefined);
  const effect = isSaid ? nothing : html`<br>${onResumeText(pause, [shop])}`;
  return html`<li><strong>${pause.scope}${kind}</strong>: ${causeText(pause)}, ${t`since ${jstText(pause.since)}, by ${pause.by}`}<br>${translated(pause.words ?? pause.note)}${effect}</li>`;
}

/** Says what a click will do before it is done. */
function pauseForms(frame: Frame, shop: Shop, pauses: readonly Pause[], now: number): Markup {
  const own = pauses.filter((pause) => isOwn(pause, shop));
  const others = pauses.filter((pause) => !own.includes(pause));
  const stillHeld = holdingPause(others, shop, now) !== null;
  const resume = html`<form method="post" action="${shopPath(shop.key)}/resume">${csrfField(frame)}
<p>${stillHeld ? t`It stays held by what else is named above.` : goesOnNow([shop], undefined)}</p><button>${t`Resume`}</button></form>`;
  return html`<h2>${t`Pause and resume`}</h2>
${own.length > 0 ? resume : nothing}
<form method="post" action="${shopPath(shop.key)}/pause">${csrfField(frame)}
<p>${t`The schedule leaves the shop alone from its next run on. Nothing is dropped.`} ${goesOnThen([shop], undefined)}</p>
<label>${t`why, for everybody who asks`} <input name="note" required maxlength="${noteMax}"></label>
<button>${own.length > 0 ? t`Pause with this reason` : t`Pause`}</button></form>`;
}

const commands = ({ key }: Shop, instance: Pick<Instance, 'options'>): Markup =>
  html`<h2>${t`Pause and resume`}</h2><p>${t`This console only shows. The commands:`}</p><ul class="actions"><li>${opsCommand(instance, `shops pause --shop ${key} --note "…"`)}</li><li>${opsCommand(instance, `shops resume --shop ${key}`)}</li></ul>`;
