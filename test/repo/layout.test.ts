import { describe, expect, it } from 'vitest';
import { cyclesOf, type ImportGraph, importsIn, readImports } from '../../proving/layout/imports.ts';
import { importProblem, layoutProblems, lengthWarnings, mutualFolders } from '../../proving/layout/rules.ts';
import { textOf } from '../../proving/layout/sources.ts';

describe('the layout', () => {
  const graph = readImports();

  it('every import keeps the layout', () => {
    expect(graph.size).toBeGreaterThan(1_000);
    expect(layoutProblems(graph)).toEqual([]);
  });

  it('no two folders of core import each other', () => {
    expect(mutualFolders(graph)).toEqual([]);
  });

  it('has no reader of requested changes that knows how they are stored: it asks `Changes`, and rows are for those who write them', () => {
    const writers =
      /^(core\/(model|ports|status)|aws|wiring|journal|proving|bench|test)\/|^core\/jobs\/remove-buyer|^local\/desk\/set-back/;
    const readers = [...graph.keys()].filter((path) => !writers.test(path));
    const knowsRows = (path: string): boolean => /\b(Push|OrderTargets?)\b|\bports\.targets\b/.test(textOf(path));
    expect(readers.filter(knowsRows)).toEqual([]);
  });
});

describe('the rule', () => {
  it.each([
    ['core/import/plan.ts', 'aws/clients.ts', /core\/ may import nothing of ours/],
    ['malls/yahoo/client.ts', 'malls/rms/client.ts', /never imports another mall/],
    ['wiring/ports.ts', 'malls/rms/client.ts', /only malls\/adapters\.ts.* Ask malls\/registry\.ts/],
    ['wiring/ports.ts', 'malls/rms/index.ts', /only malls\/adapters\.ts/],
    ['local/desk/items.ts', 'malls/rms/desk.ts', /Ask malls\/registry\.ts, malls\/mall-desks\.ts/],
    ['malls/adapters.ts', 'malls/rms/desk.ts', /only malls\/adapters\.ts/],
    ['ops/frame/command.ts', 'malls/desks.ts', /ops\/ may import core, wiring/],
    ['malls/registry.ts', 'malls/yahoo/traits.ts', /only malls\/adapters\.ts/],
    ['simulator/rms/index.ts', 'core/kernel/index.ts', /nothing of ours/],
    ['simulator/yahoo/index.ts', 'simulator/rms/index.ts', /a mall's simulator never imports another's/],
    ['simulator/control.ts', 'simulator/rms/index.ts', /knows none of them/],
    ['local/desk/desk.ts', 'simulator/rms/state.ts', /import it from simulator\/index\.ts or simulator\/malls\.ts/],
    ['bin/simulator.ts', 'simulator/serve.ts', /import it from simulator\/index\.ts/],
    ['lib/app.ts', 'functions/poll-orders/handler.ts', /lib\/ may import core/],
    ['ops/frame/command.ts', 'test/unit/ops/world.ts', /ops\/ may import core, wiring/],
    ['bin/drill.ts', 'test/drills/drills.test.ts', /bin\/ may import/],
    ['core/stock/ledger.ts', 'core/status/index.ts', /features never import each other/],
    ['core/model/push.ts', 'core/session/index.ts', /core\/model is below core\/session/],
    ['core/session/import-session.ts', 'core/jobs/index.ts', /is below core\/jobs/],
    ['core/import/plan.ts', 'core/model/order.ts', /import it from core\/model\/index\.ts/],
    ['aws/clients.ts', 'core/ports/mall.ts', /import it from core\/ports\/index\.ts/],
    ['core/odds/ends.ts', 'core/kernel/index.ts', /and no others/],
    ['proving/laws/status.ts', 'core/model/index.ts', /a law imports other laws and journal\/ alone/],
    ['proving/laws/status.ts', 'proving/worlds/world.ts', /Give the law a shape of its own/],
    ['views/order/facts.ts', 'language/language.ts', /facts are codes.* Say them in words\.ts/],
    ['views/order/facts.ts', 'views/order/words.ts', /Say them in words\.ts/],
    ['views/order/words.ts', 'core/ports/index.ts', /Read it in facts\.ts/],
    ['views/order/facts.ts', 'views/change/facts.ts', /import it from views\/change\/index\.ts/],
    ['console/views/orders/order.ts', 'views/order/words.ts', /import it from views\/order\/index\.ts/],
    ['views/table.ts', 'views/order/index.ts', /knows no noun/],
    ['views/order/facts.ts', 'ops/terminal/table.ts', /views\/ may import core, language/],
    ['language/language.ts', 'views/plain.ts', /language\/ may import core/],
  ])('the import rule refuses that %s imports %s', (from, to, why) => {
    expect(importProblem(from, to)).toMatch(why);
  });

  it.each([
    ['lib/app.ts', 'functions/poll-orders/settings.ts'],
    ['lib/parameters.ts', 'malls/mall-desks.ts'],
    ['malls/adapters.ts', 'malls/rms/index.ts'],
    ['malls/desks.ts', 'malls/rms/desk.ts'],
    ['malls/mails.ts', 'malls/rms/mail.ts'],
    ['malls/hooks.ts', 'malls/shopify/hook.ts'],
    ['proving/worlds/world-malls.ts', 'malls/rms/client.ts'],
    ['core/jobs/poll-orders.ts', 'core/import/index.ts'],
    ['core/import/plan.ts', 'core/import/write-plans.ts'],
    ['test/unit/core/import/plan.test.ts', 'core/import/plan.ts'],
    ['local/desk/desk.ts', 'simulator/index.ts'],
    ['simulator/malls.ts', 'simulator/rms/index.ts'],
    ['local/desk/played-malls.ts', 'simulator/malls.ts'],
    ['simulator/rms/gateway.ts', 'simulator/exchange.ts'],
    ['proving/laws/status.ts', 'proving/laws/parcels.ts'],
    ['proving/laws/status.ts', 'journal/index.ts'],
    ['views/order/facts.ts', 'views/change/index.ts'],
    ['views/order/words.ts', 'language/language.ts'],
    ['views/order/words.ts', 'malls/mall-desks.ts'],
    ['ops/orders/orders-show.ts', 'views/order/index.ts'],
  ])('the import rule allows that %s imports %s', (from, to) => {
    expect(importProblem(from, to)).toBeNull();
  });

  const graphOf = (edges: Record<string, string[]>): ImportGraph => new Map(Object.entries(edges));

  it('the import rule refuses a circle, and names all that are in it', () => {
    const graph = graphOf({ 'a.ts': ['b.ts'], 'b.ts': ['c.ts'], 'c.ts': ['a.ts', 'd.ts'], 'd.ts': [] });
    expect(cyclesOf(graph)).toEqual([['a.ts', 'b.ts', 'c.ts']]);
    expect(layoutProblems(graph)).toEqual([expect.stringMatching(/in a circle.*a\.ts, b\.ts, c\.ts/)]);
  });

  it('the import rule finds folders of core that import each other', () => {
    const graph = graphOf({ 'core/mail/a.ts': ['core/stock/index.ts'], 'core/stock/b.ts': ['core/mail/index.ts'] });
    expect(mutualFolders(graph)).toEqual(['mail stock']);
  });

  it('the layout sets no limit on the files of a folder', () => {
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`core/model/${index}.ts`, []]));
    expect(layoutProblems(graphOf(many))).toEqual([]);
  });

  it('the layout warns of a file of more than 400 lines', () => {
    const linesOf = new Map([
      ['core/model/order.ts', 400],
      ['core/model/shop.ts', 401],
    ]);
    expect(lengthWarnings(linesOf)).toEqual(['core/model/shop.ts has 401 lines: divide it if it is about two things.']);
  });

  it('the import rule sees imports of every form', () => {
    const text = [
      "import type { A } from './a.ts';",
      "import { b } from '../b.ts';",
      "export { c } from './c.ts';",
      "import './d.ts';",
      "const e = await import('./e.ts');",
      "type F = import('./f.ts').F;",
      'import {\n  g,\n  type G,\n} from "./not-this-one.ts";',
      "import {\n  h,\n} from './h.ts';",
    ].join('\n');
    expect(importsIn('core/x/y.ts', text)).toEqual([
      'core/x/a.ts',
      'core/b.ts',
      'core/x/c.ts',
      'core/x/d.ts',
      'core/x/e.ts',
      'core/x/f.ts',
      'core/x/h.ts',
    ]);
  });
});
