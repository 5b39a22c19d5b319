import { dayMs, type EpochMs, jstText } from '../../core/kernel/index.ts';
import type { Shop } from '../../core/model/index.ts';
import type { MallSwitches } from '../../core/ports/index.ts';
import {
  type FunctionVerdict,
  failuresInARowMax,
  isWell,
  type ShopVerification,
  type Verification,
  verifyShops,
} from '../../core/tenants/index.ts';
import { counted, t, translated } from '../../language/index.ts';
import { jstIsoOrNull } from '../../views/plain.ts';
import { orRefuse, shopOrAll, shopsMeant } from '../arguments/meant.ts';
import { problemsOfOne } from '../arguments/read-arguments.ts';
import { defineCommand, type ExitCode, exit, type OpsContext } from '../frame/command.ts';
import { type Block, flexible, paragraph, tableOf } from '../terminal/index.ts';
import { type HintStandings, hintsJson, hintText, hintTroubleText, subscribeHints } from './order-hints.ts';

export const shopsVerify = defineCommand({
  name: 'shops verify',
  summary: 'Tries every function of the mall that a shop needs with its key',
  help: `Makes the cheapest reading call of each function, at the shop's rate, beside the
schedule. A switch that is off is named with the way to it, a key that ended
with its day. Where the whole import works, a pause for a refused key is lifted.
With --all only the shops are listed that something is wrong with.

Functions that write cannot be tried without writing: they are named, to be
looked up at the mall.

A mall that sends messages about changed orders (Amazon, and Shopify where the
API is on) sends them to this installation from then on; their lack is no
failure.`,
  examples: [
    ['shops verify --shop kado-no-mise', 'one line a function'],
    ['shops verify --all', 'every shop; lists what is wrong'],
    ['shops verify --all --json', 'everything, as one line of JSON'],
  ],
  options: { ...shopOrAll },
  problemsOf: (_, isGiven) => problemsOfOne(isGiven, 'shop', 'all'),
  async run(context, { shop, json }) {
    const { ports, terminal } = context;
    const shops = await orRefuse(t`Nothing was verified`, (problems) => shopsMeant(ports, shop, problems));
    const verification = await verifyShops(ports, shops, (done, bad) =>
      terminal.progress(t`shops verified: ${done} of ${shops.length}, something is wrong with ${bad}`),
    );
    terminal.endProgress();
    const well = verification.verified.filter(isWell).map(({ shop: one }) => one);
    const hints = await subscribeHints(context, well);
    if (json) terminal.printJson(verificationJson(context, verification, hints));
    else if (shop === undefined) terminal.print(...allLines(context, verification), ...hintLines(hints));
    else for (const one of verification.verified) terminal.print(...shopLines(context, one), ...textLines(hints));
    return codeOf(verification);
  },
});

function codeOf({ verified, left }: Verification): ExitCode {
  return left.length === 0 && verified.every(isWell) ? exit.ok : exit.failed;
}

function shopLines({ ports }: OpsContext, verification: ShopVerification): Block[] {
  const { shop, checks, untried } = verification;
  const { switches } = ports.malls.traits(shop.mall);
  const now = ports.clock.now();
  const table = tableOf(checks, ({ function: { name, title }, verdict }, width) => ({
    function: name,
    ...((width === null || width >= 100) && { '': title }),
    result: flexible(verdictText(verdict, { shop, switches, now })),
  }));
  return [t`${shop.key} (${shop.name}), merchant ${shop.merchant}`, ...table, ...untriedLines(untried)];
}

type Hints = ReadonlyMap<Shop, HintStandings>;

const textLines = (hints: Hints): Block[] => [...hints].map(([shop, standing]) => paragraph(hintText(shop, standing)));

/** Of many shops those without messages, each reason once. */
function hintLines(hints: Hints): Block[] {
  const byText = Map.groupBy(hints, ([shop, standings]) => hintTroubleText(shop, standings));
  byText.delete('');
  return [...byText].flatMap(([text, of]) => [
    '',
    paragraph(of.map(([{ key }]) => key).join(', ')),
    paragraph(text, { label: '  ', least: 20 }),
  ]);
}

function allLines(context: OpsContext, { verified, left }: Verification): Block[] {
  const bad = verified.filter((one) => !isWell(one));
  const untried = [...new Set(verified.flatMap((one) => one.untried))];
  return [
    ...bad.flatMap((one) => badLines(context, one)),
    ...(bad.length === 0 ? [] : ['']),
    t`${counted(verified.length, 'shop')} verified: ${verified.length - bad.length} well, ${bad.length} with something wrong.`,
    ...(left.length === 0
      ? []
      : [
          paragraph(
            t`${counted(left.length, 'shop')} not tried, because the mall could not be asked for ${failuresInARowMax} in a row. Run this again when it answers.`,
          ),
        ]),
    ...untriedLines(untried),
  ];
}

/** A shop with what is wrong with it: each finding once, however many functions it concerns. */
function badLines({ ports }: OpsContext, { shop, checks }: ShopVerification): Block[] {
  const { switches } = ports.malls.traits(shop.mall);
  const byText = Map.groupBy(
    checks.filter(({ verdict }) => verdict.kind !== 'works'),
    ({ verdict }) => verdictText(verdict, { shop, switches, now: ports.clock.now() }),
  );
  return [
    t`${shop.key} (${shop.name}), merchant ${shop.merchant}`,
    ...[...byText].map(([text, of]) => {
      const names = of.length === checks.length ? t`all functions` : of.map((check) => check.function.name).join(', ');
      return paragraph(`${names}: ${text}`, { label: '  ', least: 20 });
    }),
  ];
}

function untriedLines(untried: readonly string[]): Block[] {
  if (untried.length === 0) return [];
  return [paragraph(t`Not tried, because they write; look whether they are ticked, too: ${untried.join(', ')}`)];
}

function verificationJson(context: OpsContext, { verified, left }: Verification, hints: Hints): object {
  const { ports } = context;
  return {
    shops: verified.length,
    bad: verified.filter((one) => !isWell(one)).length,
    left: left.map(({ key }) => key),
    verified: verified.map((verification) => ({
      shop: verification.shop.key,
      well: isWell(verification),
      keyExpiresAt: jstIsoOrNull(verification.keyExpiry?.at),
      functions: verification.checks.map(({ function: { name }, verdict }) => ({
        name,
        result: verdict.kind,
        text: verdictText(verdict, {
          shop: verification.shop,
          switches: ports.malls.traits(verification.shop.mall).switches,
          now: ports.clock.now(),
        }),
      })),
      untried: verification.untried,
      ...hintsOf(verification.shop, hints),
    })),
  };
}

function hintsOf(shop: Shop, hints: Hints): object {
  const standings = hints.get(shop);
  return standings === undefined ? {} : hintsJson(shop, standings);
}

interface VerdictContext {
  readonly shop: Pick<Shop, 'key'>;
  readonly switches: MallSwitches;
  readonly now: EpochMs;
}

function verdictText(verdict: FunctionVerdict, { shop, switches, now }: VerdictContext): string {
  switch (verdict.kind) {
    case 'works':
      return !verdict.keyExpiry ? t`works` : t`works; the key ends ${endText(verdict.keyExpiry.at, now)}`;
    case 'switched-off':
      return translated(switches.whenOff);
    case 'key-expired':
      return t`key expired at ${jstText(verdict.at)}: let the shop issue the next one, then ${rotate(shop)}`;
    case 'key-refused':
      return t`key wrong, replaced or expired: look it up at the mall, then ${rotate(shop)}`;
    case 'key-unreadable':
      return t`the stored key does not open: store it again, ops shops key --shop ${shop.key}`;
    case 'unusable':
      return translated(verdict.reason);
    case 'unasked':
      return t`the mall cannot be asked now: ${verdict.reason}`;
  }
}

const rotate = ({ key }: Pick<Shop, 'key'>): string => `ops keys rotate --shop ${key}`;

function endText(at: EpochMs, now: EpochMs): string {
  return t`${jstText(at)}, in ${counted(Math.floor((at - now) / dayMs), 'day')}`;
}
