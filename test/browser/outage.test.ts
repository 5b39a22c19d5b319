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

  it('pages of a town in an outage keep the rules of axe, and nothing stands beyond the edge on a telephone', async () => {
    await expectEachWellMade(opened.page, ['/', '/shops', '/incidents', `/incidents/${open.id}`, '/mails']);
  });
});
