import type { Context } from 'hono';
import { html } from 'hono/html';
import { t } from '../../../language/index.ts';
import { type Filled, filledWith, knownShops, orProblem } from '../../fields.ts';
import { csrfField, type Frame, type Markup, nothing, problemPart } from '../../page.ts';
import { livePart, liveStream } from '../../stream.ts';
import { answer, changing, type Env, type View } from '../../view.ts';
import { createDrafts, type Draft, type Drafts, type JudgedDraft } from './drafts.ts';
import { draftPart, labelled, pathOf, progressPart, uploadForm } from './parts.ts';

export const shipments: View = {
  path: '/shipments',
  title: () => t`Shipments`,
  mount(app, context) {
    const { instance, by } = context;
    const drafts = createDrafts(instance.ports);
    const stream = liveStream(progressPart);

    const start = async (frame: Frame, filled: Filled): Promise<Markup> =>
      startPart(frame, drafts, uploadForm(filled, await knownShops(context)));

    app.get('/shipments', async (c) => answer(c, t`Shipments`, await start(c.get('frame'), c.req.query())));

    // Reading a file requests nothing.
    app.post('/shipments', async (c) => {
      const frame = c.get('frame');
      const form = await c.req.parseBody();
      const again = async (why: string): Promise<Response> =>
        answer(c, t`Shipments`, html`${problemPart(why)}${await start(frame, form)}`, 400);
      const { file } = form;
      if (!(file instanceof File) || file.size === 0) return again(t`Choose a file that is not empty.`);
      const bytes = new Uint8Array(await file.arrayBuffer());
      const draft = await orProblem(drafts.add(file.name.slice(0, 200), bytes, form));
      return 'problem' in draft ? again(labelled(draft.problem)) : c.redirect(pathOf(draft), 303);
    });

    app.get('/shipments/:id', async (c) => {
      const draft = drafts.get(c.req.param('id'));
      return draft === null ? gone(c) : show(c, draft, nothing);
    });

    app.post('/shipments/:id', async (c) => {
      const draft = drafts.get(c.req.param('id'));
      if (draft === null) return gone(c);
      drafts.edit(draft, await c.req.parseBody());
      return c.redirect(pathOf(draft), 303);
    });

    app.post('/shipments/:id/day', async (c) => {
      const draft = drafts.get(c.req.param('id'));
      if (draft === null) return gone(c);
      const set = await orProblem(drafts.setDay(draft, filledWith(await c.req.parseBody(), 'date')));
      return 'problem' in set
        ? show(c, draft, problemPart(set.problem), { status: 400 })
        : c.redirect(pathOf(draft), 303);
    });

    app.post('/shipments/:id/request', changing(context), async (c) => {
      const draft = drafts.get(c.req.param('id'));
      if (draft === null) return gone(c);
      const judged = await drafts.judge(draft);
      // Without the name of the file: it may be a person's.
      c.set('deed', `ops push ship --file ${pathOf(draft)} (${judged.wishes.length})`);
      if ((await c.req.parseBody()).seen !== judged.seen) {
        const changed = t`What would be requested has changed since it was shown. Nothing was requested. This is how it stands now.`;
        return show(c, draft, problemPart(changed), { status: 409, known: judged });
      }
      await drafts.request(draft, judged, by);
      return c.redirect(pathOf(draft), 303);
    });

    app.get('/shipments/:id/live', (c) => {
      const progress = drafts.get(c.req.param('id'))?.progress;
      return progress ? stream(c, progress) : c.notFound();
    });

    async function show(
      c: Context<Env>,
      draft: Draft,
      notice: Markup,
      { status = 200, known }: { readonly status?: 200 | 400 | 409; readonly known?: JudgedDraft } = {},
    ): Promise<Response> {
      const frame = c.get('frame');
      const { result: judged, readUnits } = await instance.countReads(async () =>
        draft.read.table.rows.length === 0 ? null : (known ?? (await drafts.judge(draft))),
      );
      const sent =
        draft.progress === null
          ? nothing
          : livePart(frame, `${pathOf(draft)}/live`, progressPart(await draft.progress.now()));
      const left = judged === null ? nothing : draftPart(frame, draft, judged, readUnits);
      return answer(
        c,
        draft.name,
        html`${notice}${sent}${left}<p><a href="/shipments">${t`Another file`}</a></p>`,
        status,
      );
    }
  },
};

const gone = (c: Context<Env>): Response | Promise<Response> =>
  answer(
    c,
    t`Shipments`,
    problemPart(
      t`This file is not kept any more. What was requested goes on: ops push list. To look at the file again, choose it once more.`,
    ),
    404,
  );

function startPart(frame: Frame, drafts: Drafts, form: Markup): Markup {
  const row = (draft: Draft): Markup => {
    const sent = draft.progress?.requested.length ?? 0;
    return html`<li><a href="${pathOf(draft)}">${draft.name}</a> <small>${t`${sent} requested, ${draft.read.table.rows.length} lines left`}</small></li>`;
  };
  const earlier = drafts.all();
  return html`<form method="post" action="/shipments" enctype="multipart/form-data">${csrfField(frame)}${form}</form>
<p><a href="/orders/files">${t`Shipping labels, and orders as a file`}</a></p>
${earlier.length === 0 ? nothing : html`<section><h2>${t`Files of this console`}</h2><ul>${earlier.map(row)}</ul></section>`}`;
}
