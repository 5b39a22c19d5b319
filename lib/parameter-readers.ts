import type { StockDrift } from '../core/stock/index.ts';
import { mallDesks } from '../malls/mall-desks.ts';
import { type Profile, profiles } from './alarms.ts';

/** The value of a parameter's text, or what was expected instead, as the end of a sentence after "it must be". */
export type Reading<T> = { readonly value: T } | { readonly wanted: string };

/** A reader of a text that is one of these words. */
function oneOf<Word extends string>(...words: readonly Word[]): (text: string) => Reading<Word> {
  const wanted = words.map((word) => `"${word}"`).join(' or ');
  return (text) => {
    const value = words.find((word) => word === text);
    return value === undefined ? { wanted } : { value };
  };
}

/** A reader of a text of one form; null for the empty text. */
function optional(form: RegExp, wanted: string): (text: string) => Reading<string | null> {
  return (text) => (text === '' ? { value: null } : form.test(text) ? { value: text } : { wanted });
}

/** A stage's name: part of every physical name, so it must fit into the strictest of them. */
export function readStage(text: string): Reading<string> {
  if (/^[a-z][a-z0-9-]{0,15}$/.test(text)) return { value: text };
  return { wanted: 'a lower-case letter followed by up to 15 lower-case letters, digits or hyphens, such as "prod"' };
}

/** The number of an AWS account; null for the empty text. */
export const readAccount = optional(
  /^\d{12}$/,
  'the 12 digits of an AWS account, as a text such as "111122223333", or empty for any',
);

/** The name of an AWS region; null for the empty text. */
export const readRegion = optional(
  /^[a-z]{2,4}(-[a-z]+)+-\d$/,
  'the name of an AWS region, such as "ap-northeast-1", or empty for any',
);

const hintSource = /^aws\.partner\/[A-Za-z0-9._/-]+$/;

/** Names of partner event sources between commas; null for the empty text. */
export function readHintSources(text: string): Reading<readonly string[] | null> {
  if (text === '') return { value: null };
  const sources = text.split(',');
  if (sources.every((source) => hintSource.test(source))) return { value: sources };
  return {
    wanted:
      'names of partner event sources between commas, such as "aws.partner/sellingpartnerapi.amazon.com/111122223333/amzn1.sp.solution.1", or empty',
  };
}

const merchantBus =
  /^([A-Za-z0-9_-]{1,40})=(arn:aws[a-z-]*:events:[a-z]{2}(?:-[a-z]+)+-\d:\d{12}:event-bus\/[\w./-]{1,256})$/;

/** Merchants and buses of theirs between commas; null for the empty text. */
export function readMerchantBuses(text: string): Reading<ReadonlyMap<string, string> | null> {
  if (text === '') return { value: null };
  const read = text.split(',').map((one) => merchantBus.exec(one.trim()));
  const buses = new Map(read.flatMap((found) => (found === null ? [] : [[found[1] ?? '', found[2] ?? ''] as const])));
  if (buses.size === read.length) return { value: buses };
  return {
    wanted:
      'merchants with the ARN of a bus each, between commas, such as "kado=arn:aws:events:ap-northeast-1:111122223333:event-bus/orders", or empty',
  };
}

/** How functions go over to a new version: at once, by half of the runs first, or by a tenth more every few minutes. */
const releaseShapes = ['all-at-once', 'canary', 'linear'] as const;
export type ReleaseShape = (typeof releaseShapes)[number];

export function readRelease(text: string): Reading<ReleaseShape> {
  const value = releaseShapes.find((shape) => shape === text);
  return value === undefined ? { wanted: 'all-at-once, canary or linear' } : { value };
}

/** A decimal number within bounds, both included. */
export function readNumber(text: string, range: { from: number; to: number; whole: boolean }): Reading<number> {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  const fits = value >= range.from && value <= range.to && (!range.whole || Number.isInteger(value));
  if (fits) return { value };
  return { wanted: `a ${range.whole ? 'whole ' : ''}number from ${range.from} to ${range.to}` };
}

const readTruth = oneOf('true', 'false');

/** Yes or no. */
export function readFlag(text: string): Reading<boolean> {
  const reading = readTruth(text);
  return 'value' in reading ? { value: reading.value === 'true' } : reading;
}

/** The base address of a mall. Orders and keys travel over it, so plain http is only for a mall on the same machine. */
export function readBaseUrl(text: string): Reading<string> {
  const wanted =
    'an https address without query or path parameters, such as "https://api.rms.rakuten.co.jp" (http only for 127.0.0.1)';
  if (!URL.canParse(text)) return { wanted };
  const url = new URL(text);
  const loopback = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  const carried = url.protocol === 'https:' || (url.protocol === 'http:' && loopback);
  if (!carried || url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '') return { wanted };
  return { value: text.replace(/\/+$/, '') };
}

/** An address to ask whether the network works; null for the empty text. Nothing is sent to it, so its path does not matter. */
export function readReferenceUrl(text: string): Reading<string | null> {
  if (text === '') return { value: null };
  const wanted =
    'an https address such as "https://checkip.amazonaws.com/" (http only for 127.0.0.1), or empty for none';
  if (!URL.canParse(text)) return { wanted };
  const url = new URL(text);
  const loopback = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  const mayBeAsked = url.protocol === 'https:' || (url.protocol === 'http:' && loopback);
  return mayBeAsked && url.username === '' && url.password === '' ? { value: text } : { wanted };
}

/** A mail address in ASCII, as SES and SNS take it; null for the empty text. */
export function readMailAddress(text: string): Reading<string | null> {
  if (text === '') return { value: null };
  const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
  const address = new RegExp(`^[a-z0-9.!#$%&'*+/=?^_\`{|}~-]{1,64}@(?:${label}\\.)+${label}$`, 'i');
  if (text.length <= 254 && address.test(text)) return { value: text };
  return { wanted: 'one mail address, such as "ops@example.jp", or empty for none' };
}

/** An identity of SES: a mail address or a domain; null for the empty text. */
export function readMailIdentity(text: string): Reading<string | null> {
  const reading = readMailAddress(text === '' || text.includes('@') ? text : `x@${text}`);
  if ('value' in reading) return { value: text === '' ? null : text };
  return {
    wanted: 'a mail address or a domain, such as "info@example.jp" or "example.jp", or empty for whichever SES knows',
  };
}

/** The ARN of a KMS key; null for the empty text. */
export const readKeyArn = optional(
  /^arn:aws[a-z-]*:kms:[a-z]{2}(?:-[a-z]+)+-\d:\d{12}:key\/[0-9a-z-]{32,40}$/,
  'the ARN of a KMS key (no alias), such as "arn:aws:kms:ap-northeast-3:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab", or empty for the own one',
);

/** The ARN of a vault of AWS Backup; null for the empty text. */
export const readVaultArn = optional(
  /^arn:aws[a-z-]*:backup:[a-z]{2}(?:-[a-z]+)+-\d:\d{12}:backup-vault:[A-Za-z0-9_-]{2,50}$/,
  'the ARN of a vault of AWS Backup, such as "arn:aws:backup:ap-northeast-3:111122223333:backup-vault:tsunagi", or empty for none',
);

/** Text of a mail, on one line; null for the empty text. */
export function readMailText(text: string): Reading<string | null> {
  if (text.trim() === '') return { value: null };
  const isPlain = text.length <= 500 && [...text].every((character) => character >= ' ' && character !== '\u007f');
  return isPlain ? { value: text.trim() } : { wanted: 'up to 500 characters on one line, or empty for none' };
}

/** Hours between two mails in a long outage; null for the empty text. */
export function readInterimHours(text: string): Reading<number | null> {
  const reading = text === '' ? { value: null } : readNumber(text, { from: 1, to: 72, whole: true });
  return 'value' in reading ? reading : { wanted: `${reading.wanted}, or empty for none` };
}

/** Dollars of a month, 0 for no budget; null for the empty text. */
export function readBudget(text: string): Reading<number | null> {
  const reading = text === '' ? { value: null } : readNumber(text, { from: 0, to: 1_000_000, whole: true });
  return 'value' in reading ? reading : { wanted: `${reading.wanted}, or empty for one that grows with the shards` };
}

/** Names of malls between commas, each once. */
export function readMalls(text: string): Reading<readonly string[]> {
  const names = text.split(',').map((name) => name.trim());
  if (new Set(names).size === names.length && names.every((name) => mallDesks.names.includes(name))) {
    return { value: mallDesks.names.filter((name) => names.includes(name)) };
  }
  return { wanted: `names of malls between commas, each once; there are ${mallDesks.names.join(', ')}` };
}

/** The name of a DynamoDB table; null for the empty text. */
export const readTableName = optional(
  /^[A-Za-z0-9_.-]{3,255}$/,
  'the name (no ARN) of a table in the same account and region: 3 to 255 letters, digits, "_", "." or "-"; or empty for the own one',
);

export const readStockDrift = oneOf<StockDrift>('heal', 'ask');

export const readTracing = oneOf('on', 'off');

/** How much is watched. */
export const readProfile = oneOf<Profile>(...profiles);

/** The name of a parameter of the Parameter Store; null for the empty text. An address in its place would be readable in the template. */
export function readParameterName(text: string): Reading<string | null> {
  if (text === '') return { value: null };
  if (/^\/[\w.-]+(\/[\w.-]+)*$/.test(text) && text.length <= 500 && !/^\/(aws|ssm)/i.test(text)) return { value: text };
  return {
    wanted:
      'the name of a SecureString in the Parameter Store, such as "/tsunagi/prod/webhook" (the address itself stands in it, and never here), or empty for none',
  };
}
