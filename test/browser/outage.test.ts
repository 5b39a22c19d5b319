import { afterAll, beforeAll, describe, it } from 'vitest';
import { open } from '../unit/ops/incident-world.ts';
import { fail, openTown, sendMails, trouble } from '../unit/ops/scenes/town.ts';
import { chromiumPath } from './fixture/browser.ts';
import { expectEachWellMade } from './fixture/console.ts';
import { type MemoryConsole, openMemoryConsole } from './fixture/memory-console.ts';

describe.skipIf(chromiumPath === null)('an outage of a town with troubles in a browser', () => {
  let opened: MemoryConsole;

  beforeAll(async () => {
    const world = await openTown();
    for (const befall of [fail, trouble, sendMails]) await befall(world);
    opened = await openMemoryConsole(world);
  });
  afterAll(() => opened?.close());

  it('breaks no rule of axe and has nothing beyond the edge: words of a shop’s state did not wrap on a telephone', async () => {
    await expectEachWellMade(opened.page, ['/', '/shops', '/incidents', `/incidents/${open.id}`, '/mails']);
  });
});
