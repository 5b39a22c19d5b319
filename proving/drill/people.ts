import { importSpan } from '../../core/import/import-span.ts';
import { dayMs, hourMs, minuteMs } from '../../core/kernel/time.ts';
import { decideByHand } from '../../core/model/pause.ts';
import type { Shop } from '../../core/model/shop.ts';
import { pausesOf } from '../../core/model/standing.ts';
import { budgetUntil } from '../../core/ports/system.ts';
import { openImportSession } from '../../core/session/import-session.ts';
import { defaultImportSettings } from '../../core/session/import-settings.ts';
import { replaceKey } from '../../core/tenants/rotate-key.ts';
import { prng, seedOf } from '../../simulator/index.ts';
import type { BookOrder } from '../../simulator/rms/index.ts';
import type { Day } from './day.ts';

/** What became of a merchant's wish to import by hand. */
export interface Press {
  readonly at: number;
  readonly outcome: 'queued' | 'refused' | 'imported' | 'failed';
}

/** Merchants who lose patience and press "import" in the middle. */
const impatient = 6;
/** Orders of each shop that its people change while the mall's API is away; RMS itself they can use. */
const edits = 2;
const cancels = 2;

/** Schedules what people do during the outage. Everything is drawn from a source of its own, so it is the same for every design. */
export function letPeopleAct(day: Day): readonly Press[] {
  const presses: Press[] = [];
  const chance = prng(seedOf(day.seed, 'people'));
  const { from, to } = day.script;
  for (let press = 0; press < impatient; press++) {
    const shop = chance.pick(day.shops);
    day.time.at(chance.int(from + Math.round((to - from) / 8), to), () => void pressImport(day, shop, presses));
  }
  for (const { code } of day.shops) {
    for (let change = 0; change < edits + cancels; change++) {
      const draw = chance.next();
      day.time.at(chance.int(from, to), () => changeOrder(day, code, draw, change < edits ? 'edit' : 'cancel'));
    }
  }
  for (const { shop, to: renewedAt } of day.keyless) day.time.at(renewedAt, () => enterNewKey(day, shop));
  return presses;
}

/** Presses "import" for the whole afternoon: waits for the mall where that is down, imports at once where it is not. */
async function pressImport(day: Day, { key }: Shop, presses: Press[]): Promise<void> {
  const { script, time } = day;
  const at = time.now();
  const process = day.startProcess('person');
  const { ports } = process;
  const span = { from: script.from - hourMs, to: at };
  const press = async (): Promise<Press['outcome']> => {
    const shop = (await ports.shops.get(key)) as Shop;
    const decision = decideByHand(pausesOf(await ports.pauses.standing(), at), shop, at);
    switch (decision.kind) {
      case 'refused':
        return 'refused';
      case 'waits':
        await ports.spans.queue({ shop: key, ...span, by: 'merchant', at });
        return 'queued';
      case 'allowed': {
        const mall = await ports.malls.shop(shop);
        const budget = budgetUntil(process.clock, at + 10 * minuteMs);
        const base = { ports, settings: defaultImportSettings, cache: process.cache };
        const run = openImportSession({ ...base, shop, mall, runId: 'by-hand', budget, share: 'scan', calls: 1_000 });
        await importSpan(run, span, () => {});
        return 'imported';
      }
    }
  };
  // What the mall answers to a person is theirs to read.
  const outcome = await press().catch((): Press['outcome'] => 'failed');
  presses.push({ at, outcome });
}

function changeOrder({ rms, time, start }: Day, code: string, draw: number, how: 'edit' | 'cancel'): void {
  const open = rms.control
    .placedBetween(code, start - dayMs, time.now())
    .filter(({ orderProgress }) => orderProgress < 500);
  const order = open[Math.floor(draw * open.length)];
  // The mall cancels nothing for which a 発送日 stands.
  if (order === undefined || (how === 'cancel' && isShipped(order))) return;
  if (how === 'edit') rms.control.editOrder(code, order.orderNumber);
  else rms.control.cancelOrder(code, order.orderNumber);
}

function isShipped({ model }: BookOrder): boolean {
  return model.PackageModelList.some(({ ShippingModelList: rows }) => rows?.some((row) => row.shippingDate !== null));
}

function enterNewKey(day: Day, shopKey: string): void {
  const { ports } = day.startProcess('person');
  const enter = async (): Promise<void> => {
    const shop = (await ports.shops.get(shopKey as Shop['key'])) as Shop;
    day.rms.control.rotateKey(shop.code);
    const account = day.rms.control.shops().find(({ shopUrl }) => shopUrl === shop.code);
    if (account === undefined) throw new Error(`The mall has no shop ${shop.code}.`);
    const { serviceSecret, licenseKey } = account;
    await replaceKey(ports, shop, { serviceSecret, licenseKey }, { check: true });
  };
  enter().catch((error: unknown) => void day.unexpected.push(String(error)));
}
