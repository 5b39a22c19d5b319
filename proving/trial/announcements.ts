import type { Claim } from '../../core/model/claim.ts';
import type { OrderRow } from '../../core/model/order.ts';
import type { Shop } from '../../core/model/shop.ts';
import type { Ports } from '../../core/ports/ports.ts';
import type { Deployed } from './deployed.ts';
import type { Trial } from './trial.ts';

/**
 * What is wrong with the announcements: a revision under two ids or kinds, a present revision that was never announced, a number
 * that stood for two contents. The contents are those of every order row that any release wrote in the course of the trial.
 */
export function announcementsAreTrue({ trial, rows, deployments }: Judged): string[] {
  const told = new Map<string, Set<string>>();
  for (const { 'detail-type': kind, detail } of trial.services.events) {
    const { id, shop, orderNumber, revision } = detail as Record<string, string | number>;
    const name = `${shop} ${orderNumber} ${revision}`;
    told.set(name, (told.get(name) ?? new Set()).add(`${id} ${kind}`));
  }
  const contents = new Map<string, Set<string>>();
  for (const { table, item } of deployments.flatMap(({ written }) => written)) {
    if (!/-Orders/.test(table) || item.kind?.S !== 'stored') continue;
    const name = `${item.shop?.S} ${item.orderNumber?.S} ${item.revision?.N}`;
    contents.set(name, (contents.get(name) ?? new Set()).add(String(item.fingerprint?.S)));
  }
  const unpublished = rows.flatMap((row) => {
    const name = row.kind === 'stored' ? `${row.shop} ${row.orderNumber} ${row.revision}` : null;
    return name === null || told.has(name) ? [] : [`revision ${name} was never announced`];
  });
  return [
    ...moreThanOne(told).map(([name, ids]) => `revision ${name} was announced as ${ids.join(', and as ')}`),
    ...moreThanOne(contents).map(([name, prints]) => `revision ${name} stood for ${prints.length} contents`),
    ...unpublished,
  ];
}

function moreThanOne(found: ReadonlyMap<string, ReadonlySet<string>>): [string, string[]][] {
  return [...found].filter(([, values]) => values.size > 1).map(([name, values]) => [name, [...values]]);
}

/** What the judge reads of a trial, once and for all. */
export interface Judged {
  readonly trial: Trial;
  readonly ports: Ports;
  readonly shops: readonly Shop[];
  readonly rows: readonly OrderRow[];
  readonly claims: readonly Claim[];
  readonly deployments: readonly Deployed[];
}
