import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { TsunagiError } from '../../../core/kernel/errors.ts';
import type { DeadLetter, DeadLetters } from '../../../core/ports/queues.ts';
import { lettersOf, looks, rejectedOf, rejectedRequests } from './letters.ts';
import { usePushWorld } from './push-world.ts';

const world = usePushWorld();

describe('messages that a queue gave up', () => {
  it('are only counted without --really', async () => {
    const letters = looks();
    expect(await world().json('redrive', { deadLetters: [letters] })).toMatchObject({
      ...{ dryRun: true, seen: 26, matching: 26, sent: 0 },
      byKind: { 'look at a shop': 25, unreadable: 1 },
      byShop: { 'rms#kado-no-mise': 20, 'rms#sakura': 5, 'none named': 1 },
    });
    expect([letters.sent, letters.left()]).toEqual([[], 26]);
  });

  it('that cannot be read were sent back without a word, though they fail again', async () => {
    const { out } = await world().ops('redrive --really', { deadLetters: [looks()] });
    expect(out).toContain('What is unreadable fails again: message.failed in the log says why.');
    const readable = await world().ops('redrive', {
      deadLetters: [lettersOf('work', [{ format: 1, shop: 'rms#sakura' }])],
    });
    expect(readable.out).not.toContain('fails again');
  });

  it('are shown with what is wrong, where their function gave them up at once', async () => {
    const { out } = await world().ops('redrive', { deadLetters: [looks()] });
    expect(out).toContain('1 message given up at once: "input.invalid: A message of the work');
    const { byFailure } = await world().json('redrive', { deadLetters: [looks()] });
    expect(Object.values(byFailure as object)).toEqual([1]);
  });

  it('of another queue than work are named with the command that shows them, by ops stuck', async () => {
    const deadLetters = [looks(), lettersOf('stock', ['x']), lettersOf('intake', [])];
    const { out } = await world().ops('stuck', { deadLetters });
    expect(out).toContain('given up 1 by the queue stock: ops redrive --queue stock\n');
    expect(out).toContain('given up 26 by the queue work: ops redrive\n');
  });

  it.each([
    ['--shop kado-no-mise', 20],
    ['--count 7', 7],
    ['--before -20m', 6],
    ['--kind ship', 0],
  ])('with %s go back as they were meant, and the others lie there as before', async (options, count) => {
    const letters = looks();
    expect(await world().json(`redrive --really ${options}`, { deadLetters: [letters] })).toMatchObject({
      sent: count,
    });
    expect([letters.sent.length, letters.left()]).toEqual([count, 26 - count]);
  });

  it('that say only where to look are chosen by what their shop has undone', async () => {
    const { ops, orderNumbers, pushes, change, now } = world();
    await ops(`push confirm ${orderNumbers[0]}`);
    const [push] = pushes();
    if (push === undefined) throw new Error('nothing was requested');
    await change(push, {
      state: { kind: 'retrying', tries: 1, next: now(), reason: 'not-done', code: 'mall.failing' },
    });
    for (const [options, count] of [
      ['--kind confirm', 20],
      ['--code mall.failing', 20],
      ['--code mall.timeout', 0],
    ] as const) {
      const { matching } = await world().json(`redrive ${options}`, { deadLetters: [looks()] });
      expect([options, matching]).toEqual([options, count]);
    }
  });

  it('that are requests by event are chosen by what they ask for', async () => {
    const event = (kind: string) => ({
      detail: { shop: 'rms#kado-no-mise', orders: [{ orderNumber: '1', change: { kind } }] },
    });
    const letters = lettersOf('intake', [event('ship'), event('confirm'), event('ship')]);
    await world().ops('redrive --queue intake --kind ship --really', { deadLetters: [letters] });
    expect(letters.sent.map(({ id }) => id)).toEqual(['id-0', 'id-2']);
  });

  it('are counted by kind and by owner', async () => {
    const letters = lettersOf('stock', [
      { format: 1, merchant: 'kado', skus: ['A', 'B'] },
      { format: 1, shop: 'rms#kado-no-mise' },
      { detail: { movements: [] } },
      { detail: { shop: 'rms#sakura', orders: [{ change: { kind: 'ship' } }, { change: { kind: 'confirm' } }] } },
    ]);
    expect(await world().json('redrive --queue stock', { deadLetters: [letters] })).toEqual({
      byFailure: {},
      queue: 'stock',
      dryRun: true,
      seen: 4,
      matching: 4,
      sent: 0,
      byKind: { 'look at SKUs': 1, 'look at a shop': 1, 'other event': 1, 'confirm and ship': 1 },
      byShop: { 'rms#kado-no-mise': 1, 'rms#sakura': 1, 'none named': 2 },
      waiting: 4,
      taken: 0,
      interrupted: false,
    });
  });

  it.each([
    ['--queue stock --kind ship', ['--kind: means nothing with --queue stock']],
    ['--queue stock --code mall.failing', ['--code: means nothing with --queue stock']],
    ['--queue intake --code mall.failing', ['--code: means nothing with --queue intake']],
    [
      '--queue stock-intake --shop kado-no-mise --kind ship --code x',
      ['--shop: means nothing', '--kind: means nothing', '--code: means nothing'],
    ],
    ['--queue stock --kind ship --shop unknown', ['--kind: means nothing', '--shop: there is no shop "unknown"']],
  ])('all stay where they are, with %s, since no message could be chosen by it', async (options, problems) => {
    const letters = ['stock', 'intake', 'stock-intake'].map((queue) => lettersOf(queue, [{ format: 1 }]));
    const said = await world().ops(`redrive --really ${options}`, { deadLetters: letters });
    expect(said.code).toBe(2);
    for (const problem of problems) expect(said.err).toContain(problem);
    expect(letters.flatMap(({ sent }) => sent)).toEqual([]);
  });

  it('of the queue stock are chosen by the shop they name', async () => {
    const letters = lettersOf('stock', [
      { format: 1, merchant: 'kado', skus: ['A'] },
      { format: 1, shop: 'rms#kado-no-mise' },
    ]);
    await world().ops('redrive --queue stock --shop kado-no-mise --really', { deadLetters: [letters] });
    expect(letters.sent.map(({ id }) => id)).toEqual(['id-1']);
  });

  it('that say what they ask for need no row to be read', async () => {
    const { ops, ports } = world();
    const undone = vi.spyOn(ports.targets, 'undone');
    const event = { detail: { shop: 'rms#kado-no-mise', orders: [{ change: { kind: 'ship' } }] } };
    await ops('redrive --queue intake --kind ship', { deadLetters: [lettersOf('intake', [event])] });
    expect(undone).not.toHaveBeenCalled();
    undone.mockRestore();
  });

  it('stop going back after Ctrl-C, once the ten in hand are sent, and the next run goes on', async () => {
    const letters = looks();
    const signals = new EventEmitter();
    const { sendBack } = letters;
    const interrupted: DeadLetters = {
      ...letters,
      async sendBack(some) {
        signals.emit('SIGINT');
        return sendBack(some);
      },
    };
    const said = await world().ops('redrive --really', { deadLetters: [interrupted], signals });
    expect(said.code).toBe(1);
    expect(said.out).toContain('10 messages looked at, 10 meant, 10 sent back.');
    expect(said.out).toContain('Interrupted. About 16 still lie there: run the same command again');
    expect([letters.sent.length, letters.left()]).toEqual([10, 16]);
    // A second Ctrl-C would end the process: no listener is left.
    expect(signals.listenerCount('SIGINT')).toBe(0);
    expect((await world().ops('redrive --really', { deadLetters: [letters] })).out).toContain('16 sent back');
  });

  it('all go back, though a long run meets again and again what it lets lie', async () => {
    const letters = looks();
    const { take } = letters;
    let seen: DeadLetter[] = [];
    let takes = 0;
    const forgetful: DeadLetters = {
      ...letters,
      // Three times out of four the queue returns messages outside the selection, as after their visibility timeout.
      async take(limit) {
        if (takes++ % 4 !== 0 && seen.length > 0) return seen;
        const taken = await take(limit);
        seen = [...seen, ...taken.filter(({ body }) => !body.includes('kado'))].slice(0, 10);
        return taken;
      },
    };
    const said = await world().ops('redrive --really --shop kado-no-mise', { deadLetters: [forgetful] });
    expect(said.out).toContain('26 messages looked at, 20 meant, 20 sent back.');
    expect(letters.left()).toBe(6);
  });

  it('go at the rate that was asked for', async () => {
    const began = world().now();
    await world().ops('redrive --really --rate 5', { deadLetters: [looks()] });
    expect(world().now() - began).toBe(5_200);
  });

  it('stay where they are when the queue fails in the middle, and it is said how far it came', async () => {
    const letters = looks();
    const { sendBack } = letters;
    const failing: DeadLetters = {
      ...letters,
      async sendBack(some) {
        if (letters.sent.length >= 10) throw new TsunagiError('queue.failing', 'later', 'The queue does not answer.');
        return sendBack(some);
      },
    };
    const said = await world().ops('redrive --really', { deadLetters: [failing] });
    expect(said.code).toBe(1);
    expect(said.err).toContain('It ended early, after 10 messages sent back.');
    expect([letters.sent.length, letters.left()]).toEqual([10, 16]);
  });

  it('are listed among what is stuck', async () => {
    expect(
      await world().json('stuck', { deadLetters: [looks()], rejectedLetters: [rejectedRequests(2)] }),
    ).toMatchObject({
      letters: [{ queue: 'work', waiting: 26 }],
      rejected: 2,
    });
  });

  it('rejected events could be read nowhere: they are shown with their reasons alone, and taken off once they are seen to', async () => {
    const letters = rejectedOf('status', [
      { id: 'e-1', reasons: ['orders[0], number: expected 12 digits'] },
      { id: 'e-2' },
    ]);
    const broken = { ...lettersOf('status', ['broken']), drop: async () => undefined };
    const setting = { rejectedLetters: [letters, broken] };
    const { out } = await world().ops('stuck', setting);
    expect(out).toContain('status e-1 (warehouse)\n    orders[0], number: expected 12 digits\n');
    expect(out).toContain('the message in the queue cannot be read');
    expect(out).not.toContain('角田');
    expect([letters.left(), letters.dropped]).toEqual([2, []]);
    const seen = await world().ops('stuck --seen e-2', setting);
    expect([letters.dropped.map(({ id }) => id), letters.left()]).toEqual([['id-1'], 1]);
    expect(seen.out).toContain('taken off: e-2');
    expect(seen.out).not.toContain('shop: there is none');
  });

  it('rejected events are read though the queue answers nothing at first, and more than are read are said to be there', async () => {
    const letters = rejectedRequests(103);
    let asked = 0;
    const shy = { ...letters, take: async (limit: number) => (asked++ === 1 ? [] : letters.take(limit)) };
    const setting = { rejectedLetters: [shy] };
    const told = await world().json('stuck', setting);
    expect([told.rejected, told.rejectedEvents.length, told.moreRejected]).toEqual([103, 103, true]);
    expect((await world().ops('stuck', { rejectedLetters: [rejectedRequests(120)] })).out).toContain(
      'The first 110, there are more: take off what was seen to',
    );
    expect(await world().json('stuck', { rejectedLetters: [rejectedRequests(3)] })).toMatchObject({
      rejected: 3,
      moreRejected: false,
    });
  });

  it('are nowhere in an installation without such a queue', async () => {
    expect(await world().ops('redrive')).toMatchObject({
      code: 2,
      err: expect.stringContaining('there is no queue work'),
    });
  });
});
