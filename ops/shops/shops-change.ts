import { isCutOff } from '../../core/status/index.ts';
import { isName, isRate, nameForm, rateForm } from '../../core/tenants/index.ts';
import { orRefuse, resolveShop, shopOption } from '../arguments/meant.ts';
import { optional, type Parameter, required } from '../arguments/parameter.ts';
import { problemsOfSome } from '../arguments/read-arguments.ts';
import { defineCommand } from '../frame/command.ts';
import { t } from '../language/language.ts';

/** `ops shops change`: another name, another rate of calls, or another cut-off, for a shop. */
export const shopsChange = defineCommand({
  name: 'shops change',
  summary: 'Changes what a shop is called, how often the mall is called for it, or its cut-off',
  help: `What is not named stays as it is. The rate is for all kinds of work together; the
mall asks for about one call a second and shop. The cut-off is the moment of the
day until which orders promised for the next day (最強翌日配送, あす楽) leave the shop:
an hour before it the merchant is written to about those that no shipment was
reported of. A shop's merchant never changes: its orders hold stock there.`,
  examples: [
    ['shops change --shop kado-no-mise --name "角の店 本店"', 'what people call it'],
    ['shops change --shop kado-no-mise --rate 0.5', 'half a call a second'],
    ['shops change --shop kado-no-mise --next-day-cut-off 14:00', 'warn at 13:00'],
  ],
  options: {
    shop: shopOption('the shop'),
    name: optional(name()),
    rate: optional(rate()),
    nextDayCutOff: optional(cutOff()),
  },
  problemsOf: (_, isGiven) => problemsOfSome(isGiven, 'name', 'rate', 'nextDayCutOff'),
  async run({ ports, terminal }, { shop: shopName, name: called, rate: callsPerSecond, nextDayCutOff, json }) {
    const shop = await orRefuse(t`The shop cannot be changed`, (problems) => resolveShop(ports, shopName, problems));
    await ports.shops.change(shop.key, {
      ...(called === undefined ? {} : { name: called }),
      ...(callsPerSecond === undefined ? {} : { callsPerSecond }),
      ...(nextDayCutOff === undefined ? {} : { nextDayCutOff }),
    });
    const after = {
      name: called ?? shop.name,
      callsPerSecond: callsPerSecond ?? shop.callsPerSecond,
      nextDayCutOff: nextDayCutOff === undefined ? (shop.nextDayCutOff ?? null) : nextDayCutOff,
    };
    if (json) terminal.printJson({ shop: shop.key, ...after });
    else {
      const cutOffText = after.nextDayCutOff === null ? '' : t`, and with a cut-off at ${after.nextDayCutOff}`;
      terminal.print(t`${shop.key} is called ${after.name}, with ${after.callsPerSecond} calls a second${cutOffText}.`);
    }
  },
});

function name(): Parameter<string> {
  return required({
    takes: '<name>',
    help: 'what people call it',
    read: (typed) => (isName(typed) ? { value: typed.trim() } : { problem: t`expected ${nameForm}.` }),
  });
}

function rate(): Parameter<number> {
  return required({
    takes: '<calls>',
    help: 'calls a second to the mall',
    read: (typed) => {
      const value = /^\d{1,4}(\.\d{1,4})?$/.test(typed) ? Number(typed) : Number.NaN;
      return isRate(value) ? { value } : { problem: t`got ${JSON.stringify(typed)}, expected ${rateForm}.` };
    },
  });
}

function cutOff(): Parameter<string | null> {
  return required({
    takes: '<HH:MM>',
    help: 'until when in the day next-day orders leave the shop; none for no warning',
    read: (typed): { readonly value: string | null } | { readonly problem: string } => {
      if (typed === 'none') return { value: null };
      if (isCutOff(typed)) return { value: typed };
      return { problem: t`got ${JSON.stringify(typed)}, expected a time in Japan such as 14:00, or none.` };
    },
  });
}
