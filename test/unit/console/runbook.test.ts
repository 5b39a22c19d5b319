import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { anchorOf } from '../../../console/markdown.ts';
import { openConsole } from './console-world.ts';

const root = new URL('../../../', import.meta.url);
const textOf = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const names = readdirSync(new URL('docs/runbook', root)).map((file) => file.replace('.md', ''));
const bodyOf = (page: string): string => /<main[\s\S]*<\/main>/.exec(page)?.[0] ?? '';

describe('the runbook in the console', () => {
  it('has every page, as text that shows no mark of Markdown, with the commands to copy', async () => {
    const console = openConsole();
    for (const name of names) {
      const body = bodyOf(await console.page(`/runbook/${name}`));
      expect(body, name).toContain('<h2');
      const shown = body.replaceAll(/<code>[^<]*<\/code>|data-copy="[^"]*"|<[^>]*>/g, '');
      expect(shown.match(/\*\*|`|\]\(|^#+ |\|---/gm), name).toBe(null);
    }
    const body = bodyOf(await console.page('/runbook/key-refused'));
    expect(body).toContain('<h1>key-refused</h1>');
    expect(body).toContain('<strong>Do not issue a new key</strong>');
    expect(body).toContain('<span class="command"><code>npm run ops -- pauses</code>');
  });

  it('leads only to pages and headings that are there', async () => {
    const console = openConsole();
    const ids = new Map<string, Set<string>>();
    const pages = await Promise.all(names.map((name) => console.page(`/runbook/${name}`)));
    for (const [index, page] of pages.entries())
      ids.set(`/runbook/${names[index]}`, new Set([...page.matchAll(/ id="([\w-]+)"/g)].map(([, id = '']) => id)));
    const links = pages.flatMap((page) => [...bodyOf(page).matchAll(/href="([^"]+)"/g)].map(([, to = '']) => to));
    const broken = links.filter((link) => {
      const [path = '', anchor] = link.split('#');
      // A page that is loaded again is itself.
      return link !== '?' && !(ids.has(path) && (anchor === undefined || ids.get(path)?.has(anchor)));
    });
    expect([links.length > 40, broken]).toEqual([true, []]);
  });

  it('has a page for each thing that waits for a person', () => {
    const source = textOf('views/now/facts-needs.ts');
    const named = [...source.matchAll(/'(docs\/runbook\/[^']+)'/g)].map(([, page = '']) => page);
    expect(named.length).toBeGreaterThan(15);
    for (const page of named) {
      const [file = '', anchor] = page.split('#');
      const headings = [...textOf(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
      expect([page, anchor === undefined || headings.includes(anchor)]).toEqual([page, true]);
    }
  });

  it.each(['nope', '..%2F..%2Fpackage', '..%2Fhow-to%2Fkeys'])(
    'says so where there is no such page: %s',
    async (name) => {
      const console = openConsole();
      const answer = await console.send(`/runbook/${name}`, { headers: await console.enter() });
      expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('There is no such page.')]);
    },
  );
});
