import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { t } from '../../language/index.ts';
import type { NeedFacts } from '../../views/now/index.ts';
import { markdownPart } from '../markdown.ts';
import { command, nothing } from '../page.ts';
import { answer, type ConsoleContext, type Env } from '../view.ts';

/** Two folders up, of this file as of what `npm pack` bundles: the pages are packed, too. */
const folder = new URL('../../docs/runbook/', import.meta.url);

export const runbookPath = ({ page: file }: Pick<NeedFacts, 'page'>): string =>
  addressOf(file.replace('docs/runbook/', ''));

const addressOf = (file: string): string => `/runbook/${file.replace(/\.md\b/, '')}`;

export function mountRunbook(app: Hono<Env>, { instance: { options = '' } }: ConsoleContext): void {
  app.get('/runbook', (c) => c.redirect(addressOf('README.md'), 303));
  app.get('/runbook/:name', async (c) => {
    const frame = c.get('frame');
    const name = c.req.param('name');
    const text = /^[\w-]+$/.test(name) ? await readPage(name) : null;
    if (text === null) return c.notFound();
    const english = frame.language === 'en' ? nothing : html`<p>${t`The runbook is in English.`}</p>`;
    const body = markdownPart(text, {
      link: (to) => (/^[\w-]+\.md(#[\w-]+)?$/.test(to) ? addressOf(to) : null),
      command: (line) => command(line.replace(' --stage $STAGE', options)),
    });
    const others = html`<p><a href="${addressOf('README.md')}">${t`All pages of the runbook`}</a></p>`;
    return answer(c, titleOf(text), html`${english}<div lang="en" class="runbook">${body}</div>${others}`);
  });
}

const titleOf = (text: string): string => /^# (.+)$/m.exec(text)?.[1] ?? '';

async function readPage(name: string): Promise<string | null> {
  try {
    return await readFile(fileURLToPath(new URL(`${name}.md`, folder)), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
