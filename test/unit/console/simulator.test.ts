import { expect, it } from 'vitest';
import { type PlayedMall, simulatorView } from '../../../console/views/simulator.ts';
import { openConsole } from './console-world.ts';

/** A mall that notes what is done. */
function noted(): { readonly mall: PlayedMall; readonly done: unknown[] } {
  const done: unknown[] = [];
  const mall: PlayedMall = {
    ...{ name: 'rms', title: 'RMS', faultKinds: ['slow', 'server-error-html'] },
    faults: () => (done.length === 0 ? [] : [{ kind: 'slow', applied: 3 }]),
    shops: () => ['kado-no-mise'],
    orders: () => [{ shop: 'kado-no-mise', orderNumber: '1' }],
    act(doing) {
      if (doing.kind === 'cancel') throw new Error('This order is shipped already.');
      done.push(doing);
    },
  };
  return { mall, done };
}

it('breaks and mends a mall, sells, and edits an order at it, and writes down who did it', async () => {
  const { mall, done } = noted();
  const console = openConsole({ mayChange: true, more: [simulatorView([mall])] });
  expect(await console.page('/simulator')).toContain('<p class="good">answers</p>');
  await console.submit('/simulator', '/rms/break', { fault: 'slow' });
  expect(await console.page('/simulator')).toContain('broken: slow, struck 3 calls');
  await console.submit('/simulator', '/rms/mend', {});
  await console.submit('/simulator', '/rms/sell', { shop: 'kado-no-mise', count: '1000000' });
  await console.submit('/simulator', '/rms/edit', { shop: 'kado-no-mise', order: '1' });
  expect(done).toEqual([
    { kind: 'break', fault: 'slow' },
    { kind: 'mend' },
    { kind: 'sell', shop: 'kado-no-mise', count: 100 },
    { kind: 'edit', shop: 'kado-no-mise', orderNumber: '1' },
  ]);
  expect(console.recorded).toHaveLength(4);
});

it('says in words what the mall refuses', async () => {
  const console = openConsole({ mayChange: true, more: [simulatorView([noted().mall])] });
  const answer = await console.submit('/simulator', '/rms/cancel', { shop: 'kado-no-mise', order: '1' });
  expect([answer.status, await answer.text()]).toEqual([
    409,
    expect.stringContaining('This order is shipped already.'),
  ]);
});

it('is not there where no mall is simulated, and only shows where nothing may be changed', async () => {
  expect(await openConsole().page('/')).not.toContain('/simulator');
  const { mall, done } = noted();
  const console = openConsole({ more: [simulatorView([mall])] });
  expect(await console.page('/simulator')).not.toContain('<form method="post"');
  expect((await console.submit('/simulator', '/rms/break', { fault: 'slow' })).status).toBe(403);
  expect(done).toEqual([]);
});
