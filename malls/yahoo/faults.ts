import { sentence, type TsunagiError } from '../../core/kernel/index.ts';
import {
  brokenOff,
  failing,
  faultsOfAnswer,
  isMallsOwnTrouble,
  type MallCall,
  type Meaning,
  notAsDocumented,
} from '../faults.ts';
import { TransportFailure } from '../http.ts';
import { childrenOf, textOf, type XmlElement } from '../xml.ts';
import type { YahooBody } from './body.ts';
import { apiName, apiOf, isChange, type YahooOperation } from './operations.ts';

/** What was called, and for whom. */
export interface YahooCall extends MallCall {
  readonly operation: YahooOperation;
}

/** An answer whose body was looked at. */
export interface YahooAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: YahooBody;
}

/**
 * The one place that decides what an outcome of a call means, as a typed error with its retry intent; null when it is a reply to
 * be read. Codes first, since one says more than the status it comes under; then pages, the status, and what a 200 says.
 */
export function faultOf(call: YahooCall, outcome: YahooAnswer | TransportFailure): TsunagiError | null {
  if (outcome instanceof TransportFailure) return brokenOff('Yahoo!ショッピング', call, outcome);
  const { status, headers, body } = outcome;
  const codes = codesOf(body);
  const fault = faultsOfAnswer('Yahoo!ショッピング', call, { status, codes });

  for (const code of codes) {
    const known = meanings[code];
    if (known) return fault(...known);
  }
  if (tokenTroubleOf(outcome) === 'no-scope') {
    const advice = sentence`its consent does not hold for ${apiName[call.operation]}. A person of the shop must agree again with the scopes openid and profile for an application that may use it, and store the new keys.`;
    return fault('key.function-off', 'after-pause', advice);
  }
  // The caller has a fresh token by now (`calls.ts`), issued by the token endpoint, so the shop's consent is not the cause.
  if (status === 401)
    return fault('mall.failing', 'later', sentence`it refuses a token it has just given. Nothing to do but wait.`);
  if (status === 403 || status === 429) return fault(...tooMany);
  if (isPage(body)) return fault(...page);
  if (isMallsOwnTrouble(status)) return fault(...failing);
  // A code that refuses a change speaks of the one order of the call (`status-replies.ts`).
  if (isChange(call.operation) && codes.length > 0) return null;
  if (status >= 400 || codes.length > 0 || saysNo(body)) return fault(...refused);
  if (apiOf(call.operation) === 'order' && !isSigned(headers)) return fault(...signatureRefused);
  switch (body.kind) {
    case 'xml':
      return null;
    case 'broken':
      return fault(
        'mall.unreadable',
        'later',
        sentence`XML that breaks off or is malformed, where a whole reply was expected.`,
        { evidence: body.text },
      );
    case 'page':
    case 'text':
    case 'empty':
      return fault('mall.not-json', 'later', sentence`something other than XML. Nothing to do but wait.`);
  }
}

/** What the gateway has against an access token: one that has ended is renewed, a missing scope is not. Null when nothing. */
export function tokenTroubleOf({ status, headers, body }: YahooAnswer): 'no-scope' | 'ended' | null {
  const said = `${headers['www-authenticate'] ?? ''} ${body.kind === 'xml' ? textOf(body.root, 'Message') : ''}`;
  if ((status === 401 || status === 403) && said.includes('insufficient_scope')) return 'no-scope';
  return status === 401 && codesOf(body).length === 0 ? 'ended' : null;
}

/** A reply that parses and is not what Yahoo documents. `problem` names the place and holds nothing of the content. */
export function unreadableReply(call: YahooCall, status: number, problem: string, evidence = ''): TsunagiError {
  return notAsDocumented('Yahoo!ショッピング', call, status, problem, evidence);
}

/** A probe's call that Yahoo refuses for its form, where it was to object to the order alone. */
export function refusedForm(call: YahooCall, status: number, code: string): TsunagiError {
  return faultsOfAnswer('Yahoo!ショッピング', { ...call, standing: true }, { status, codes: [code] })(...refused);
}

const page: Meaning = [
  'mall.not-json',
  'later',
  sentence`a page for people instead of XML, as in maintenance. Nothing to do but wait.`,
];
const refused: Meaning = [
  'mall.refused',
  'never',
  sentence`the same call will be refused again. The codes say what Yahoo objects to.`,
];
const tooMany: Meaning = [
  'mall.throttled',
  'later',
  sentence`too many calls. If it keeps happening, lower the calls a second of this shop, or register one more application for it: one may make 50,000 calls a day, and Yahoo takes no requests for more.`,
];
const signatureRefused: Meaning = [
  'key.refused',
  'after-pause',
  sentence`it does not take the signature of order calls. Look up the ${'公開鍵'} and its version in ${'ストアクリエイターPro'} under ${'設定 > 暗号鍵管理'}, where it ends after a year, and store them for this shop.`,
];
const notApproved: Meaning = [
  'key.function-off',
  'after-pause',
  sentence`the application may not use the order API. The owner of the application must ask Yahoo for the use of ${'注文API'} with this client id.`,
];
const maintenance: Meaning = ['mall.failing', 'later', sentence`the API is in maintenance. Nothing to do but wait.`];
const busy: Meaning = [
  'mall.throttled',
  'later',
  sentence`the shop's items are being published or uploaded just now. It passes by itself.`,
];

/** Codes of whole calls, with what they mean wherever they come. Every other one refuses the call by name. */
const meanings: Readonly<Record<string, Meaning>> = {
  'px-04102': signatureRefused,
  'px-04303': notApproved,
  'px-04307': notApproved,
  'px-14303': notApproved,
  'px-04306': [
    'key.function-off',
    'after-pause',
    sentence`the order API is not open to the address the call came from. The owner of the application must register the fixed addresses of this installation with Yahoo.`,
  ],
  'ed-00002': maintenance,
  'st-02000': maintenance,
  'st-01000': maintenance,
  'ed-00001': failing,
  'st-02999': failing,
  'st-01999': failing,
  od91001: failing,
  od91133: failing,
  'ed-00006': busy,
  // One source names them, the second without its o: a cap of what is taken in a time.
  od90166: tooMany,
  od91151: tooMany,
  d91151: tooMany,
};

const isPage = ({ kind }: YahooBody): boolean => kind === 'page';

/** The codes an answer gives of the whole call; those of single items of setStock are not among them. */
function codesOf(body: YahooBody): readonly string[] {
  if (body.kind !== 'xml') return [];
  const results = resultsOf(body.root);
  const errors = body.root.name === 'Error' ? [body.root] : results.flatMap((result) => childrenOf(result, 'Error'));
  // Several stand in one element, with commas between them.
  const codes = errors.flatMap((error) => textOf(error, 'Code').split(',')).map((code) => code.trim());
  return [...new Set(codes.filter((code) => /^[A-Za-z0-9-]{2,40}$/.test(code)))];
}

/** An answer that says no without a code. */
function saysNo(body: YahooBody): boolean {
  if (body.kind !== 'xml') return false;
  return body.root.name === 'Error' || resultsOf(body.root).some((result) => textOf(result, 'Status') === 'NG');
}

function resultsOf(root: XmlElement): readonly XmlElement[] {
  return root.name === 'Result' ? [root] : childrenOf(root, 'Result');
}

/**
 * A wrong signature is answered like none at all, which works for hours and spoils the consent: the header alone tells. Where
 * no such header came, nothing was said against it.
 */
function isSigned(headers: YahooAnswer['headers']): boolean {
  const said = headers['x-sws-authorize-status'];
  return said === undefined || said.toLowerCase() === 'authorized';
}
