import { join } from 'node:path';
import { expect, it } from 'vitest';
import { recount, recountText } from '../../../journal/index.ts';
import { exchange, folder, journalOf, rewrite, runEnd, runEntry, shopRow, soundOrder } from './small-run.ts';

const soundRun = () => journalOf([runEntry, shopRow(), ...soundOrder, runEnd]);

it('a torn last line is left out and said', async () => {
  const path = await soundRun();
  rewrite(path, (text) => `${text}{"kind":"excha`);
  const result = await recount(path);
  expect(result.figures).toMatchObject({ orders: { atMall: 1, stored: 1, missing: 0, duplicates: 0 } });
  expect(result.notes).toEqual(['Line 8, the last one, is torn: its writer was killed. It was left out.']);
});

it('a last line that is whole but for its end counts', async () => {
  const path = await soundRun();
  rewrite(path, (text) => text.trimEnd());
  expect((await recount(path)).notes).toEqual([]);
});

it('all wrong lines are named at once, with what is wrong and without the text that stands there', async () => {
  const path = await soundRun();
  rewrite(path, (text) => {
    const lines = text.trimEnd().split('\n');
    lines.splice(2, 0, 'これは違う');
    lines.splice(3, 0, '{"kind":"order","at":1}');
    lines.splice(4, 0, '{"kind":"event","at":"山田太郎","source":"tsunagi","detailType":3}');
    lines.splice(
      5,
      0,
      '{"kind":"row","at":1,"table":"Orders","row":{"shop":"rms#a","kind":"stored","orderNumber":"A"}}',
    );
    lines.splice(6, 0, '{"kind":"row","at":1,"table":"Stock","row":{"lineId":1}}');
    lines.splice(7, 0, '[]');
    lines.splice(8, 0, '');
    return `${lines.join('\n')}\n`;
  });
  const error = await recount(path).then(
    () => new Error('nothing was wrong'),
    (thrown: Error) => thrown,
  );
  const problems = error.message.split('\n').slice(1, -1);
  expect(problems.map((problem) => problem.trim().replace(/:.*/, ''))).toEqual([
    'line 3',
    'line 4',
    'line 5',
    'line 5',
    'line 5',
    'line 6',
    'line 6',
    'line 6',
    'line 7',
    'line 7',
    'line 7',
    'line 7',
    'line 8',
    'line 9',
  ]);
  expect(problems[1]).toContain(
    'expected one of run, run-end, exchange, event, mail, health, fault, row, held-span, warm-span, book, level, shown, request, failed-message, got "order"',
  );
  expect(problems[2]).toContain('at: got a text of 4 characters, expected a moment in ms since 1970');
  expect(error.message).not.toContain('山田');
});

it('an entry with a key in it is a wrong line', async () => {
  const path = await journalOf([runEntry, exchange({}), runEnd]);
  rewrite(path, (text) => text.replace('"headers":{}', '"headers":{"Authorization":"ESA c2VjcmV0"}'));
  await expect(recount(path)).rejects.toThrow(/line 2: the exchange has a key in it/);
});

it('an order that is in the books twice is a wrong line', async () => {
  const path = await journalOf([runEntry, ...soundOrder, ...soundOrder.slice(0, 1), runEnd]);
  await expect(recount(path)).rejects.toThrow(/line 6: the order rms#shop-1#A-1 is in the books twice/);
});

it('an entry before the first run, and a run of another command, are wrong lines', async () => {
  const path = await journalOf([shopRow(), runEntry, { ...runEntry, of: 'simulate', world: 1 }, runEnd]);
  await expect(recount(path)).rejects.toThrow(
    /line 1: a row of a world before its run\n {2}line 3: a run of "simulate" in a journal of "start"/,
  );
});

it('a file that is missing or holds no run is refused', async () => {
  await expect(recount(join(folder(), 'none.ndjson'))).rejects.toThrow(/ENOENT/);
  await expect(recount(await journalOf([]))).rejects.toThrow(/holds no run/);
});

it('people get a small table, findings and notes', async () => {
  const result = await recount(await journalOf([runEntry, shopRow(), ...soundOrder, runEnd]));
  expect(recountText(result).split('\n')).toEqual([
    '  shops               1',
    '  orders at the mall  1',
    '  stored              1',
    '  missing             0',
    '  duplicates          0',
    '  lag, p50            4.3 s',
    '  lag, max            4.3 s',
    '  calls to RMS        0',
    '  calls to Yahoo      0',
    '  changes requested   0',
    '  changes confirmed   0',
    '  changes held        0',
    '  changes failed      0',
    '  changes waiting     0',
    '  listings            0',
    '  in step             0',
    '  diverged            0',
    '  pushes of stock     0',
  ]);
});
