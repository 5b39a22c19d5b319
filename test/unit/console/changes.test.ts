import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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

/** What takes longer hangs. */
const onlyHangsMs = 60_000;

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

/** The page of what was begun, once it is over. */
async function over(answer: Response): Promise<string> {
  const path = answer.headers.get('location') ?? '';
  await vi.waitFor(async () => expect(await console.page(path)).not.toContain('>Stop</button>'), {
    timeout: onlyHangsMs,
  });
  return console.page(path);
}

/** So many failed changes of a shop of their own, and the address of their preview. */
async function openFailed(count: number): Promise<{ readonly path: string; readonly states: () => string[] }> {
  const { orderNumbers } = await world.openShop('midori-an', count);
  await world.ops(['push', 'confirm', ...orderNumbers]);
  const ofShop = () => world.pushes().filter(({ shop }) => shop === 'rms#midori-an');
  for (const push of ofShop()) {
    await world.change(push, { state: { kind: 'failed', at: world.now(), reason: 'amount-unset', who: 'merchant' } });
  }
  return {
    path: '/orders/changes?do=retry&shop=midori-an&reason=amount-unset',
    states: () => ofShop().map(({ state }) => state.kind),
  };
}

/** Does something while work goes on: before its nth pause. */
function beforePause(nth: number, act: () => Promise<unknown>): void {
  const { clock } = world.ports;
  const sleep = clock.sleep;
  let pauses = 0;
  vi.spyOn(clock, 'sleep').mockImplementation(async (ms) => {
    if (++pauses === nth) await act();
    await sleep(ms);
  });
}

describe('changes that are handled many at once', () => {
  it('are listed by shop and reason, with what to do', async () => {
    const page = await console.page('/orders/changes');
    expect(page).toContain('amount-unset');
    expect(page).toContain(
      'href="/orders/changes?do=retry&amp;shop=rms%23kado-no-mise&amp;kind=confirm&amp;reason=amount-unset"',
    );
  });

  it('are shown without the words of the mall, which may quote a buyer: they stood on each page, and no look was logged', async () => {
    const words = '金額が未設定です。';
    const { orderNumber = '' } = failed() ?? {};
    const orderPage = `/orders/${encodeURIComponent(world.shop.key)}/${orderNumber}`;
    for (const path of ['/orders', '/orders/changes', retry, orderPage]) {
      const page = await console.page(path);
      expect([path, page.includes(words)]).toEqual([path, false]);
      expect(page).toContain('ORDER_EXT_API_CONFIRM_ORDER_ERROR_105');
    }
    expect(console.recorded).toEqual([]);
    expect(await (await console.submit(orderPage, '', {})).text()).toContain(words);
    expect(console.recorded).toEqual([`POST ${orderPage}: shown`]);
  });

  it('show the words of the mall for an order that is not stored, too, once they are asked for', async () => {
    const { orderNumber = '' } = failed() ?? {};
    vi.spyOn(world.ports.orders, 'rows').mockResolvedValue(new Map());
    const orderPage = `/orders/${encodeURIComponent(world.shop.key)}/${orderNumber}`;
    expect(await console.page(orderPage)).not.toContain('金額が未設定です。');
    expect(await (await console.submit(orderPage, '', {})).text()).toContain('金額が未設定です。');
    expect(console.recorded).toHaveLength(1);
  });

  it('are offered on the page of their order only where something can be done: what was confirmed was offered to be taken back, and to be tried again', async () => {
    const [push] = world.pushes();
    if (push === undefined) throw new Error('there is no change');
    const offered = async (): Promise<string[]> => {
      const page = await console.page(`/orders/${encodeURIComponent(push.shop)}/${push.orderNumber}`);
      return [...page.matchAll(/href="\/orders\/changes\?do=(\w+)&amp;shop/g)].map(([, deed = '']) => deed);
    };
    expect(await offered()).toEqual(['retry', 'withdraw']);
    await world.change(push, { state: { kind: 'confirmed', at: world.now() } });
    expect(await offered()).toEqual([]);
    const [confirmed = push] = world.pushes();
    await world.change(confirmed, { state: { kind: 'withdrawn', at: world.now(), by: 'miyu' } });
    expect(await offered()).toEqual([]);
    const [withdrawn = push] = world.pushes();
    await world.change(withdrawn, { state: { kind: 'requested' } });
    expect(await offered()).toEqual(['withdraw']);
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
    const result = await over(answer);
    expect(result).toContain('<output class="number">1/1</output>\n<span>1 tried again from the beginning</span>');
    // The row of each change stood as before, so nobody could see there whether it had worked.
    expect(result).toMatch(/ requested 受付済<\/span><\/td><td[^>]*>tried again from the beginning<\/td>/);
    const push = failed();
    if (push === undefined) throw new Error('there is no change');
    await world.change(push, { state: { kind: 'confirmed', at: world.now() } });
    expect(await over(answer)).toContain('</span> confirmed 反映済</span></td>');
    expect(console.recorded).toEqual([
      'ops push retry --shop kado-no-mise --reason amount-unset (1): begun',
      'ops push retry --shop kado-no-mise --reason amount-unset (1): done 1/1 reopened=1',
    ]);
    expect(failed()?.trail.findLast(({ what }) => what !== 'confirmed')).toMatchObject({
      what: 'retried-by-hand',
      by: 'tester',
    });
  });

  it('are handled in any number, counted before: no more than 200 could be chosen at once', async () => {
    const { path, states } = await openFailed(260);
    const page = await console.page(path);
    expect(page).toContain('<output class="number">260</output>');
    expect(page).toContain('>Try 260 changes again</button>');
    expect(page).toContain('It takes 13 s, and can be stopped.');
    const result = await over(await console.submit('/orders/changes', '', await formOf(path)));
    expect(result).toContain(
      '<output class="number">260/260</output>\n<span>260 tried again from the beginning</span>',
    );
    expect(result).toContain('1–50 of 260: the others are handled and counted, too');
    expect(new Set(states())).toEqual(new Set(['requested']));
    expect(console.recorded).toContain('ops push retry --shop midori-an --reason amount-unset (260): begun');
  });

  it('show how far they are, and are left as they were once a person stops', async () => {
    const { path, states } = await openFailed(60);
    const fields = await formOf(path);
    let running = '';
    let shown = '';
    beforePause(25, async () => {
      shown = await console.page(running);
      await console.submit(running, '/stop', {});
    });
    const answer = await console.submit('/orders/changes', '', fields);
    running = answer.headers.get('location') ?? '';
    const result = await over(answer);
    expect(shown).toContain('<output class="number">20/60</output>');
    expect(result).toContain('<output class="number">40/60</output>');
    expect(result).toContain('It was stopped. 20 changes left as before: choose them again.');
    expect(states().filter((state) => state === 'failed')).toHaveLength(20);
  });

  it('are left alone at their turn where a person has taken one back by then: it was asked for again', async () => {
    const { path, states } = await openFailed(30);
    const last = world.pushes().findLast(({ shop }) => shop === 'rms#midori-an')?.orderNumber;
    const fields = await formOf(path);
    beforePause(10, () => world.ops(`push withdraw --order ${last} --yes`));
    const result = await over(await console.submit('/orders/changes', '', fields));
    expect(result).toContain('29 tried again from the beginning, 1 changed since it was counted: left alone');
    expect(states().filter((state) => state === 'withdrawn')).toHaveLength(1);
  });

  it('are begun once by two presses of the button', async () => {
    const { path } = await openFailed(30);
    const fields = await formOf(path);
    const second: (string | null)[] = [];
    beforePause(1, async () => {
      second.push((await console.submit('/orders/changes', '', fields)).headers.get('location'));
    });
    const answer = await console.submit('/orders/changes', '', fields);
    await over(answer);
    expect(second).toEqual([answer.headers.get('location')]);
  });

  it('leave the words of a mall, by which they were chosen, out of the record: a buyer may be in them', async () => {
    const words = '山田花子様のご注文です';
    await world.change(failed() as never, {
      state: { kind: 'retrying', tries: 1, next: world.now(), reason: 'unknown', code: words },
    });
    const fields = await formOf(`/orders/changes?do=retry&reason=${encodeURIComponent(words)}`);
    expect(fields.reason).toBe(words);
    await over(await console.submit('/orders/changes', '', fields));
    expect(console.recorded).toContain("ops push retry --reason '…' (1): begun");
    expect(console.recorded.join('\n')).not.toContain('山田');
  });

  it('are taken back', async () => {
    const fields = await formOf('/orders/changes?do=withdraw&shop=kado-no-mise&reason=amount-unset');
    await over(await console.submit('/orders/changes', '', fields));
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
    // With the token of its own session: another one is refused for that alone.
    const { csrf: _, ...fields } = await formOf(retry);
    const answer = await readOnly.submit('/orders/changes', '', fields);
    expect([answer.status, readOnly.recorded]).toEqual([403, ['POST /orders/changes: refused']]);
    expect(failed()?.state.kind).toBe('failed');
  });

  it('are not chosen by nothing, nor by a shop that there is not', async () => {
    expect(await console.page('/orders/changes?do=retry')).toContain(
      'Shop, order, Reason or code: give at least one of them',
    );
    expect(await console.page('/orders/changes?do=retry&shop=kado')).toContain('there is no shop');
  });
});
