import { isName, isRate, nameForm, rateForm } from '../../core/merchants/new-shop.ts';
import { flag, optional, type Parameter, required } from '../arguments/parameter.ts';
import { refuse, shopMeant, shopOption } from '../arguments/shop-and-span.ts';
import { defineCommand } from '../command.ts';
import { exit } from '../exit.ts';

/** `ops shops change`: another name, or another rate of calls, for a shop. */
export const shopsChange = defineCommand({
  name: 'shops change',
  summary: 'Changes what a shop is called, or how often the mall is called for it',
  help: `What is not named stays as it is. The rate is for all kinds of work together; the
mall asks for about one call a second and shop. A shop's merchant never changes:
its orders hold stock there.`,
  examples: [
    ['shops change --shop kado-no-mise --name "角の店 本店"', 'what people call it'],
    ['shops change --shop kado-no-mise --rate 0.5', 'half a call a second'],
  ],
  arguments: {},
  options: {
    shop: shopOption('the shop'),
    name: optional(name()),
    rate: optional(rate()),
    json: flag('one line of JSON'),
  },
  problemsOf: ({ name: called, rate: calls }) =>
    called === undefined && calls === undefined ? ['--name, --rate: give at least one of them.'] : [],
  async run({ ports, terminal }, { shop: shopName, name: called, rate: callsPerSecond, json }) {
    const problems: string[] = [];
    const shop = await shopMeant(ports, shopName, problems);
    if (!shop) return refuse('The shop cannot be changed', problems);
    await ports.shops.change(shop.key, {
      ...(called === undefined ? {} : { name: called }),
      ...(callsPerSecond === undefined ? {} : { callsPerSecond }),
    });
    const after = { name: called ?? shop.name, callsPerSecond: callsPerSecond ?? shop.callsPerSecond };
    if (json) terminal.printJson({ shop: shop.key, ...after });
    else terminal.print(`${shop.key} is called ${after.name}, with ${after.callsPerSecond} calls a second.`);
    return exit.ok;
  },
});

function name(): Parameter<string> {
  return required({
    takes: '<name>',
    help: 'what people call it',
    read: (typed) => (isName(typed) ? { value: typed.trim() } : { problem: `expected ${nameForm}.` }),
  });
}

function rate(): Parameter<number> {
  return required({
    takes: '<calls>',
    help: 'calls a second to the mall',
    read: (typed) => {
      const value = /^\d{1,4}(\.\d{1,4})?$/.test(typed) ? Number(typed) : Number.NaN;
      return isRate(value) ? { value } : { problem: `got ${JSON.stringify(typed)}, expected ${rateForm}.` };
    },
  });
}
