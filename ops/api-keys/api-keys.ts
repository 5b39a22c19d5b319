import { randomBytes } from 'node:crypto';
import { dayMs, jstText } from '../../core/kernel/index.ts';
import { type ApiScope, apiKeyBytes, apiScopes } from '../../core/model/index.ts';
import { endApiKey, issueApiKey } from '../../core/tenants/index.ts';
import { t } from '../../language/index.ts';
import { apiKeyColumns, apiKeyFacts } from '../../views/api-key/index.ts';
import { merchantMeant, orRefuse, refuse } from '../arguments/meant.ts';
import { didYouMean } from '../arguments/nearest.ts';
import {
  byOption,
  flag,
  optional,
  type Parameter,
  required,
  text,
  whoDoes,
  wholeNumber,
  withDefault,
} from '../arguments/parameter.ts';
import { defineCommand, exit } from '../frame/command.ts';
import { isAgreed, paragraph, tableLines } from '../terminal/index.ts';

const whatScopesAre = `orders:read    orders without their buyers, changes, stock, shops, outages, mails
buyers:read    what orders say of buyers, too; each such read is logged
changes:write  requests changes of orders, tries them again, withdraws them
stock:write    counts, arrivals, adjustments, sets
shops:write    changes of shops; nothing takes it yet
ops            what concerns every merchant: whole outages, their audits`;

const scopesOption: Parameter<readonly ApiScope[]> = required({
  takes: '<scopes>',
  help: `what it may do, with commas between them: ${apiScopes.join(', ')}`,
  read: (typed) => {
    const words = [...new Set(typed.split(/[,\s]+/).filter((word) => word !== ''))];
    const wrong = words.find((word) => !apiScopes.some((scope) => scope === word));
    if (wrong !== undefined || words.length === 0)
      return {
        problem: t`got ${JSON.stringify(wrong ?? typed)}, expected some of ${apiScopes.join(', ')}.${didYouMean(wrong ?? '', apiScopes)}`,
      };
    return { value: words as ApiScope[] };
  },
});

export const apiKeysAdd = defineCommand({
  name: 'api-keys add',
  summary: 'Makes a key for the API, of one merchant or of all, and shows it once',
  help: `${whatScopesAre}

The key is shown once and kept as a hash: who loses it makes another one. It ends
by itself; until then ops api-keys end takes it back within a minute. How the API
is called: docs/how-to/api.md`,
  examples: [
    ['api-keys add 倉庫連携 --merchant kado --scopes orders:read,stock:write', 'of one merchant, for a year'],
    ['api-keys add 基幹システム --all --scopes orders:read,changes:write --days 90', 'of every merchant, for 90 days'],
  ],
  arguments: { name: text('<name>', 'what uses it, as ops api-keys list shows it') },
  options: {
    merchant: optional(text('<merchant>', 'whose data it reaches')),
    all: flag('it reaches the data of every merchant'),
    scopes: scopesOption,
    days: withDefault(wholeNumber('<count>', 'after how many days it ends', { from: 1, to: 3_650 }), '365'),
    by: byOption('who made it'),
  },
  problemsOf: ({ merchant, all }) =>
    (merchant === undefined) === (all === true) ? [] : [t`--merchant, --all: give one of them.`],
  async run({ ports, apiKeys, terminal }, { name, merchant, scopes, days, by, json }) {
    if (merchant !== undefined)
      await orRefuse(t`No key was made`, (problems) => merchantMeant(ports, merchant, problems));
    const now = ports.clock.now();
    const facts = { name, scopes, createdAt: now, by: whoDoes(by), endsAt: now + days * dayMs };
    const made = { ...facts, merchant: merchant ?? null };
    const { key, text: shown } = await issueApiKey({ apiKeys }, made, randomBytes(apiKeyBytes));
    if (json) terminal.printJson({ ...apiKeyFacts(key, now), text: shown });
    else {
      terminal.print(shown);
      terminal.say(paragraph(t`This is the only time that it is shown. It works until ${jstText(key.endsAt)}.`));
    }
  },
});

export const apiKeysList = defineCommand({
  name: 'api-keys list',
  summary: 'Lists the keys of the API: whose they are, what they may do, when they were used last',
  help: `last used is noted once an hour at most. The text of a key is kept nowhere.

${whatScopesAre}`,
  examples: [
    ['api-keys list', 'those that work'],
    ['api-keys list --ended', 'those that ended, too'],
  ],
  options: { ended: flag('those that ended, too') },
  async run({ ports, apiKeys, terminal }, { ended, json }) {
    const now = ports.clock.now();
    const all = (await apiKeys.list()).sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
    const found = all.map((key) => apiKeyFacts(key, now)).filter(({ standing }) => ended || standing === 'works');
    if (json) terminal.printJson({ keys: found });
    else if (found.length === 0) terminal.print(t`There is no such key. Make one: ops api-keys add --help`);
    else terminal.print(...tableLines(apiKeyColumns(), found));
  },
});

export const apiKeysEnd = defineCommand({
  name: 'api-keys end',
  summary: 'Ends a key of the API: within a minute it is refused everywhere',
  examples: [
    ['api-keys end 0123456789ab', 'asks before it does it'],
    ['api-keys end 0123456789ab --yes', 'does not ask'],
  ],
  arguments: { key: text('<key>', 'its id, as ops api-keys list shows it') },
  options: { yes: flag('do not ask'), by: byOption('who ended it') },
  async run({ ports, apiKeys, terminal }, { key: id, yes, by, json }) {
    const found = await apiKeys.get(id);
    if (found === null) return refuse(t`No key was ended`, [t`key: there is no key ${JSON.stringify(id)}.`]);
    const question = t`What uses ${found.name} (${id}) gets no answer any more.`;
    if (!(await isAgreed(terminal, { yes, question, nothing: t`The key was not ended.` }))) return exit.failed;
    const now = ports.clock.now();
    const ended = await endApiKey({ apiKeys }, id, { by: whoDoes(by), now });
    if (json) terminal.printJson({ ...apiKeyFacts(ended?.key ?? found, now), was: ended?.was ?? null });
    else if (ended?.was === 'ended') terminal.print(t`${id} had ended already; nothing was changed.`);
    else terminal.print(t`${id} is ended: within a minute it is refused everywhere.`);
    return exit.ok;
  },
});
