import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { standingPushes } from '../ops/push-states.ts';
import { openPushWorld, type PushOpsWorld } from '../ops/push-world.ts';
import { type ConsoleWorld, openConsole } from './console-world.ts';

let world: PushOpsWorld;
let console: ConsoleWorld;

beforeEach(async () => {
  world = await openPushWorld(mkdtempSync(join(tmpdir(), 'tsunagi-console-')));
  await standingPushes(world);
  console = openConsole({ mayChange: true, world });
});
afterEach(() => rmSync(world.folder, { recursive: true }));

const retry = '/orders/changes?do=retry&shop=kado-no-mise&reason=amount-unset';
const failed = () =>
  world
    .pushes()
    .find(({ content, orderNumber }) => content.kind === 'confirm' && orderNumber === world.orderNumbers[0]);

/** The fields of the form of a preview. */
async function formOf(path: string): Promise<Record<string, string>> {
  const page = await console.page(path);
  return Object.fromEntries(
    [...page.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );
}

describe('changes that are handled many at once', () => {
  it('are listed by shop and reason, with what to do', async () => {
    const page = await console.page('/orders/changes');
    expect(page).toContain('amount-unset');
    expect(page).toContain('href="/orders/changes?do=retry&amp;shop=rms%23kado-no-mise&amp;reason=amount-unset"');
  });

  it('are counted before anything is done', async () => {
    const page = await console.page(retry);
    expect(page).toContain('<output class="number">1</output>');
    expect(page).toContain('>Try 1 change again</button>');
    expect(page).toContain('npm run ops -- push retry --shop kado-no-mise --reason amount-unset');
    expect(failed()?.state.kind).toBe('failed');
  });

  it('print a command that a shell runs as it stands: a reason in the words of a mall was read by the shell that it was pasted to', async () => {
    const page = await console.page(`/orders/changes?do=retry&reason=${encodeURIComponent("$(touch x) `y` it's")}`);
    expect(page).toContain(
      'data-copy="npm run ops -- push retry --reason &#39;$(touch x) `y` it&#39;\\&#39;&#39;s&#39;"',
    );
  });

  it('are tried again in the name of who did it, and the result is shown once more after a reload', async () => {
    const answer = await console.submit('/orders/changes', '', await formOf(retry));
    expect(answer.status).toBe(303);
    const result = await console.page(answer.headers.get('location') ?? '');
    expect(result).toContain('1 change: 1 tried again from the beginning');
    expect(console.recorded).toContain('npm run ops -- push retry --shop kado-no-mise --reason amount-unset (1)');
    expect(failed()).toMatchObject({ state: { kind: 'requested' } });
    expect(failed()?.trail.at(-1)).toMatchObject({ what: 'retried-by-hand', by: 'tester' });
  });

  it('are taken back', async () => {
    const fields = await formOf('/orders/changes?do=withdraw&shop=kado-no-mise&reason=amount-unset');
    expect((await console.submit('/orders/changes', '', fields)).status).toBe(303);
    expect(failed()).toMatchObject({ state: { kind: 'withdrawn', by: 'tester' } });
  });

  it('are left alone where they are others than those that were counted', async () => {
    const fields = await formOf(retry);
    await world.ops('push withdraw --reason amount-unset --yes');
    const answer = await console.submit('/orders/changes', '', fields);
    expect([answer.status, await answer.text()]).toEqual([409, expect.stringContaining('Nothing was done.')]);
    expect(failed()?.state.kind).toBe('withdrawn');
  });

  it('are not handled in a console that is read only, and no form offers it', async () => {
    const readOnly = openConsole({ world });
    expect(await readOnly.page(retry)).not.toContain('<form method="post"');
    const fields = await formOf(retry);
    const answer = await readOnly.submit('/orders/changes', '', fields);
    expect([answer.status, readOnly.recorded]).toEqual([403, []]);
    expect(failed()?.state.kind).toBe('failed');
  });

  it('are not chosen by nothing, nor by a shop that there is not', async () => {
    expect(await console.page('/orders/changes?do=retry')).toContain(
      'Shop: code or key, order, Reason or code: give at least one of them',
    );
    expect(await console.page('/orders/changes?do=retry&shop=kado')).toContain('there is no shop');
  });
});
