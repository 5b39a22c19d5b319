import { defaultHealthSettings } from '../../core/model/index.ts';
import { mallWord } from './played-malls.ts';

/** The fields of a log line, without those that every line has. */
type Fields = Readonly<Record<string, unknown>>;

/** A line of the functions' own log, as a person reads it. */
export interface LogLine {
  /** Which function wrote it, such as `poll-orders`. */
  readonly writer: string;
  readonly event: string;
  readonly fields: Fields;
}

const works: Readonly<Record<string, string>> = { import: 'orders', status: 'status changes', stock: 'stock' };
const workOf = (capability: unknown): string => works[text(capability)] ?? text(capability);
const text = (value: unknown): string => (Array.isArray(value) ? value.map(text).join(', ') : String(value));
const orders = (count: unknown): string => `${text(count)} ${count === 1 ? 'order' : 'orders'}`;

/** What the usual lines say in plain English; `shop` is its name already. */
const sentences: Readonly<Record<string, (fields: Fields) => string>> = {
  'health.changed': healthText,
  'incident.changed': incidentText,
  'network.ours-broken': ({ mall }) =>
    `${mallWord(text(mall))} does not answer, and neither does any other address: our own network is broken`,
  'shop.key-refused': ({ shop, code }) => `${text(shop)}: the mall refused its key (${text(code)})`,
  'shop.visit-failed': ({ shop, code }) => `${text(shop)}: this run failed (${text(code)}), the next one tries again`,
  'shop.visit-broke': ({ shop, error }) => `${text(shop)}: this run broke (${text(error)}), the next one tries again`,
  'order.missing': ({ shop, orderNumber }) =>
    `${text(shop)}: the mall lists ${text(orderNumber)} and does not give it; it is tried again`,
  'order.quarantined': ({ shop, orderNumber }) =>
    `${text(shop)}: ${text(orderNumber)} cannot be read or stored; it is set aside and tried again`,
  'order.date-wrong': ({ shop, orderNumber, orderedAt, storedAs }) =>
    `${text(shop)}: the mall dates ${text(orderNumber)} ${text(orderedAt)}, which cannot be right; here it counts as placed ${text(storedAs)}`,
  'mall.clock-wrong': ({ mall, mallTime, ourTime }) =>
    `${mallWord(text(mall))}: its clock shows ${text(mallTime)}, ours ${text(ourTime)}; the import goes by ours. If ours is wrong, set it right`,
  'audit.found': ({ shop, missing, doubled }) =>
    `${text(shop)}: the audit found ${text(missing)} missing and ${text(doubled)} doubled`,
  'bus.refused': ({ refused, of }) =>
    `the bus did not take ${text(refused)} of ${text(of)} announcements; they are sent again`,
  'bus.failed': ({ error, entries }) => `the bus did not take ${text(entries)} announcements: ${text(error)}`,
  'deadline.near': ({ shop, kind, orders: count }) =>
    `${text(shop)}: a deadline is near for ${orders(count)} (${text(kind)})`,
  'stock.oversold': ({ merchant, sku }) => `${text(merchant)}: more is sold of ${text(sku)} than there is`,
  'stock.drifted': ({ shop, differing, absent, closed, compared }) =>
    `${text(shop)}: of ${text(compared)} listings ${text(differing)} show another level, ${text(absent)} are gone and ${text(closed)} closed`,
  'notice.unsent': ({ merchant, code }) =>
    `a mail to ${text(merchant)} could not go out (${text(code)}); it goes later`,
  'notice.refused': ({ merchant, reason }) => `a mail to ${text(merchant)} was refused: ${text(reason)}`,
};

/** One line in plain English: a sentence of its own where the event has one, else the event and what is known of it. */
export function logSentence({ writer, event, fields }: LogLine, nameOf: (shop: string) => string): string {
  const known = Object.fromEntries(Object.entries(fields).filter(([, value]) => isTold(value))) as Fields;
  const named = typeof known.shop === 'string' ? { ...known, shop: nameOf(known.shop) } : known;
  const sentence = sentences[event];
  if (sentence !== undefined) return sentence(named);
  const details = Object.entries(named).map(([name, value]) => `${name} ${text(value)}`);
  return `${writer}: ${event.replace(/[.-]/g, ' ')}${details.length === 0 ? '' : ` (${details.join(', ')})`}`;
}

/** Nothing, and the figures for CloudWatch, say nothing to a person. */
function isTold(value: unknown): boolean {
  return value !== null && value !== undefined && (typeof value !== 'object' || Array.isArray(value));
}

function healthText({ mall, capability, to, step, silent, answered, failed }: Fields): string {
  const of = `${mallWord(text(mall))}, ${workOf(capability)}`;
  const probes = `${text(answered)} of the probes were answered, ${text(failed)} failed`;
  switch (to) {
    case 'suspect':
      return `${of}: something is wrong; ${probes}`;
    case 'down':
      return `${of}: it is out; ${probes}`;
    case 'trickle':
      if (silent === true) return `${of}: it is silent again, every shop is held; ${probes}`;
      return `${of}: it answers again, step ${Number(step) + 1} of ${defaultHealthSettings.ramp.length} back to all shops; ${probes}`;
    case 'healthy':
      return `${of}: all is well; ${probes}`;
    default:
      return `${of}: ${text(to)}; ${probes}`;
  }
}

function incidentText({ incident, stage, out }: Fields): string {
  const of = `incident ${text(incident)}`;
  const capabilities = Array.isArray(out) ? out.map(workOf).join(', ') : '';
  switch (stage) {
    case 'open':
      return capabilities === '' ? `${of} is open` : `${of} is open: ${capabilities} out`;
    case 'recovering':
      return `${of}: the mall is well; what waited is caught up and audited`;
    default:
      return `${of} is ${text(stage)}`;
  }
}
