import {
  type Capability,
  capabilities,
  distinctContacts,
  isContact,
  type MerchantFacts,
  maskedContact,
  tooManyContacts,
  usualDigestTime,
} from '../../core/model/index.ts';
import { changeMerchant, isName, nameForm } from '../../core/tenants/index.ts';
import { t } from '../../language/index.ts';
import { merchantMeant, merchantPlace, orRefuse } from '../arguments/meant.ts';
import { optional, type Parameter, required } from '../arguments/parameter.ts';
import { problemsOfSome } from '../arguments/read-arguments.ts';
import { defineCommand } from '../frame/command.ts';
import { type LabelFormatName, labelFormatOf, labelFormats } from '../orders/labels/formats.ts';
import { factText, fieldWord, readDigestTime } from './merchants.ts';

export const merchantsChange = defineCommand({
  name: 'merchants change',
  summary: 'Changes a merchant’s name, contacts, features, morning digest or labels',
  help: `What is not named stays as it is. A list replaces the one that stands: name every
contact that is to get the merchant's mails. Many at once: ops merchants import.
The morning digest is a mail a day about orders to ship today, authorisations of
cards that end, and what needs attention; none on a day without any. It is off
until it is switched on (docs/how-to/morning-digest.md).`,
  examples: [
    ['merchants change kado --contacts "tencho@example.jp;jimu@example.jp"', 'who gets its mails'],
    ['merchants change kado --features "import;stock"', 'what is switched on for it'],
    ['merchants change kado --digest on', `a mail each morning at ${usualDigestTime}`],
    ['merchants change kado --digest 07:30', 'or at another time; none for no more'],
    ['merchants change kado --labels b2=labels.json', 'who sends its parcels (docs/how-to/labels.md)'],
  ],
  arguments: { merchant: merchantPlace },
  options: {
    name: optional(name()),
    contacts: optional(contacts()),
    features: optional(features()),
    digest: optional(digest()),
    labels: optional(labels()),
  },
  problemsOf: (_, isGiven) => problemsOfSome(isGiven, 'name', 'contacts', 'features', 'digest', 'labels'),
  async run({ ports, terminal }, { merchant: id, json, ...options }) {
    await orRefuse(t`The merchant cannot be changed`, (problems) => merchantMeant(ports, id, problems));
    const facts: Partial<MerchantFacts> = {
      ...(options.name === undefined ? {} : { name: options.name }),
      ...(options.contacts === undefined ? {} : { contacts: options.contacts }),
      ...(options.features === undefined ? {} : { features: options.features }),
      ...(options.digest === undefined ? {} : { digestAt: options.digest }),
      ...(options.labels === undefined ? {} : { labels: await readLabels(options.labels) }),
    };
    const { merchant, fields } = await changeMerchant(ports, id, facts);
    if (json) terminal.printJson({ merchant: id, version: merchant.version, changed: fields });
    else if (fields.length === 0) terminal.print(t`${id} is so already; nothing was changed.`);
    else terminal.print(...fields.map((field) => t`${id}: ${fieldWord(field)} is now ${factText(merchant, field)}`));
    if (merchant.digestAt !== undefined && merchant.contacts.length === 0)
      terminal.say(
        t`${id} has no contact, so no morning digest is sent: ops merchants change ${id} --contacts <addresses>`,
      );
  },
});

function name(): Parameter<string> {
  return required({
    takes: '<name>',
    help: 'what people call the merchant',
    read: (typed) => (isName(typed) ? { value: typed.trim() } : { problem: t`expected ${nameForm}.` }),
  });
}

function contacts(): Parameter<string[]> {
  return required({
    takes: '<addresses>',
    help: 'mail addresses for its mails, separated by ";", or - for none',
    read: (typed) => {
      const given = typed.trim() === '-' ? [] : partsOf(typed);
      const slips = given.filter((contact) => !isContact(contact));
      const tooMany = tooManyContacts(given);
      if (slips.length === 0 && tooMany !== null) return { problem: tooMany };
      if (slips.length === 0 && (given.length > 0 || typed.trim() === '-')) return { value: distinctContacts(given) };
      return {
        problem: t`got ${slips.map(maskedContact).join(', ') || t`nothing`}, expected mail addresses, separated by ";", or -.`,
      };
    },
  });
}

function features(): Parameter<Capability[]> {
  return required({
    takes: '<features>',
    help: `what is switched on, separated by ";": ${capabilities.join(', ')}`,
    read: (typed) => {
      const given = partsOf(typed);
      const known = capabilities.filter((capability) => given.includes(capability));
      if (given.length > 0 && known.length === new Set(given).size) return { value: known };
      return {
        problem: t`got ${JSON.stringify(typed)}, expected some of ${capabilities.join(', ')}, separated by ";".`,
      };
    },
  });
}

function digest(): Parameter<string | null> {
  return required({
    takes: '<HH:MM>',
    help: `when its morning digest is sent, 05:00 to 10:59 in Japan; on for ${usualDigestTime}, none for none`,
    read: (typed): { readonly value: string | null } | { readonly problem: string } => {
      const value = readDigestTime(typed);
      if (value !== undefined) return { value };
      return { problem: t`got ${JSON.stringify(typed)}, expected a time in Japan from 05:00 to 10:59, on, or none.` };
    },
  });
}

interface LabelsFile {
  readonly format: LabelFormatName;
  readonly path: string;
}

function labels(): Parameter<LabelsFile> {
  return required({
    takes: '<format>=<file>',
    help: `settings of its shipping labels, as JSON, for ${labelFormats.join(', ')}`,
    read: (typed): { readonly value: LabelsFile } | { readonly problem: string } => {
      const [name, path = ''] = typed.split(/=(.*)/s);
      const format = labelFormats.find((one) => one === name);
      if (format !== undefined && path !== '') return { value: { format, path } };
      return {
        problem: t`got ${JSON.stringify(typed)}, expected ${labelFormats.join(', ')}, each with =<file> or =none.`,
      };
    },
  });
}

/** The text of the settings, once they were held against the format; an empty one for none. Throws an `InputError` with all that is wrong with them. */
async function readLabels({ format, path }: LabelsFile): Promise<Readonly<Record<string, string>>> {
  if (path === 'none') return { [format]: '' };
  const { readLabelSettings } = await import('../orders/labels/settings.ts');
  const { text } = await readLabelSettings(path, labelFormatOf[format], '--labels');
  return { [format]: text };
}

const partsOf = (typed: string): string[] =>
  typed
    .split(/[;；,、]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
