import { beforeEach, describe, expect, it } from 'vitest';
import { rejectedOf } from '../ops/letters.ts';
import { openConsole } from './console-world.ts';

let status: ReturnType<typeof rejectedOf>;
let stock: ReturnType<typeof rejectedOf>;
beforeEach(() => {
  status = rejectedOf('status', [
    { id: 'e-1', reasons: ['orders[0], number: expected 12 digits', 'shop: there is none'] },
    { id: 'e-<b>' },
  ]);
  stock = rejectedOf('stock', [{ id: 's-1', reasons: ['items[3], quantity: expected 0 or more'] }]);
});

const open = (mayChange = true) => openConsole({ mayChange, rejectedLetters: [status, stock] });

describe('the page of rejected events', () => {
  it('has each with its reasons and nothing of its content: a command alone could read them', async () => {
    const page = await open().page('/orders/rejected');
    expect(page).toMatch(/warehouse.*e-1.*changes of orders.*expected 12 digits.*there is none/s);
    expect(page).toMatch(/s-1.*>stock<.*items\[3\], quantity/s);
    expect(page).toContain('e-&lt;b&gt;');
    expect(page).not.toContain('角田');
    expect([status.left(), stock.left()]).toEqual([2, 1]);
  });

  it('is where the page Now leads for both kinds, which it counts', async () => {
    const page = await open().page('/');
    expect(page).toContain('<a href="/orders/rejected">2 requests by event that could not be taken in</a>');
    expect(page).toContain('<a href="/orders/rejected">1 report of stock by event that could not be taken in</a>');
    expect(page).toContain('>2</output> <span>need your attention');
  });

  it('takes off those that were seen to, writes down their ids, and is done with them on Now at once', async () => {
    const console = open();
    const answer = await console.submit('/orders/rejected', '', { seen: 'e-1' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/orders/rejected?done=1']);
    expect(status.dropped).toHaveLength(1);
    expect(console.recorded).toEqual(['ops stuck --seen e-1: done']);
    const page = await console.page('/orders/rejected?done=1');
    expect(page).toContain('1 event taken off.');
    expect(page).not.toContain('expected 12 digits');
    expect(await console.page('/')).toContain('1 request by event');
    await console.submit('/orders/rejected', '', {});
    expect(console.recorded.at(-1)).toBe('ops stuck --seen : unchanged');
  });

  it('only shows them where the console only shows, with the command that takes one off', async () => {
    const console = open(false);
    const page = await console.page('/orders/rejected');
    expect(page).not.toContain('type="checkbox"');
    expect(page).toContain('npm run ops -- stuck --seen &lt;id&gt;');
    expect((await console.submit('/orders/rejected', '', { seen: 'e-1' })).status).toBe(403);
    expect(status.left()).toBe(2);
  });

  it('says that events are there which another reader holds: it said that there was none', async () => {
    const held = { ...status, take: async () => [] };
    const page = await openConsole({ rejectedLetters: [held] }).page('/orders/rejected');
    expect(page).toContain('2 events cannot be shown now, because another page or command reads them.');
    expect(page).not.toContain('No event was rejected');
  });

  it('says so where there is none, in the language of the page: it was English in each', async () => {
    const console = openConsole();
    expect(await console.page('/orders/rejected')).toContain('No event was rejected.');
    expect(await console.page('/orders/rejected?lang=ja')).toContain('受け付けられなかったイベントはありません');
  });
});
