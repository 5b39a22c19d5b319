import { type EpochMs, jstText, minuteMs } from '../../core/kernel/index.ts';
import type { Shop } from '../../core/model/index.ts';
import type { Credential } from '../../core/ports/index.ts';
import { awaitPending, type KeyRotation, rotateKey } from '../../core/tenants/index.ts';
import { durationText, jstTextOr, t } from '../../language/index.ts';
import { jstIsoOrNull } from '../../views/plain.ts';
import { orRefuse, resolveShop, shopOption } from '../arguments/meant.ts';
import { flag, optional, text, wholeNumber } from '../arguments/parameter.ts';
import { defineCommand, type ExitCode, exit, type OpsContext } from '../frame/command.ts';
import { askNextKey, keysHelp, tellUncheckable } from './keys.ts';

/** Upper limit of `--wait`. RMS is reported to take up to half an hour. */
const waitMaxMinutes = 240;

export const keysRotate = defineCommand({
  name: 'keys rotate',
  summary: 'Hands in a shop’s next key, and lets it take over once the mall takes it',
  help: `Asks the mall with the new key first. One that works takes the place of the one
before. One that the mall refuses waits beside it: 楽天市場 refuses a new key for 10
to 30 minutes after it was issued, and that of a developer company's app for up to
an hour and a half. The import tries it every two minutes, goes on with the one
before while that works, and misses no order. With --wait this
stays, and tells when it is done; ended in between it loses nothing. The same key
twice is once. ops keys list shows what waits.

What is not given stays as it is. The terminal asks for the licence key (楽天市場), for
consentedAt, the moment of the new consent (Yahoo!ショッピング), or for the client
secret (Amazon, with the moment of its rotation, and Shopify).

${keysHelp}`,
  examples: [
    ['keys rotate --shop kado-no-mise', 'asks for the licence key on the terminal'],
    ['keys rotate --shop kado-no-mise --wait 45', 'and waits until the mall takes it'],
    ['keys rotate --shop kado-no-mise --keys-from - --dry-run', 'asks the mall, and stores nothing'],
  ],
  options: {
    shop: shopOption('the shop'),
    keysFrom: optional(text('<file>', 'where the key is, - for stdin; asked for on the terminal when absent')),
    wait: optional(wholeNumber('<minutes>', 'stay until the mall takes it', { from: 1, to: waitMaxMinutes })),
    dryRun: flag('ask the mall, and store nothing'),
  },
  problemsOf: ({ wait, dryRun }) =>
    wait !== undefined && dryRun ? [t`--wait: with --dry-run there is nothing to wait for. Use one of them.`] : [],
  async run(context, { shop: shopName, keysFrom, wait, dryRun, json }) {
    const { ports, terminal } = context;
    const shop = await orRefuse(t`The key cannot be rotated`, (problems) => resolveShop(ports, shopName, problems));
    const credential = await askNextKey(context, shop, { keysFrom, shopName, what: t`The key cannot be rotated` });
    let rotation: KeyRotation;
    try {
      rotation = await rotateKey(ports, shop, credential, { write: !dryRun });
      if (rotation.kind === 'pending' && wait !== undefined) {
        rotation = await waitFor(context, shop, credential, rotation, ports.clock.now() + wait * minuteMs);
      }
    } catch (error) {
      return tellUncheckable(terminal, error, shop, `keys rotate`);
    }
    if (json) terminal.printJson(rotationJson(shop, rotation, dryRun));
    else terminal.print(...rotationLines(shop, rotation, dryRun));
    return codeOf(rotation, wait !== undefined);
  },
});

async function waitFor(
  { ports, terminal }: OpsContext,
  { key }: Shop,
  credential: Credential,
  pending: Extract<KeyRotation, { kind: 'pending' }>,
  until: EpochMs,
): Promise<KeyRotation> {
  const { clock } = ports;
  const awaited = await awaitPending(ports, key, credential, until, (last) => {
    const why = last === 'refused' ? t`the mall refuses it still` : t`the mall cannot be asked`;
    terminal.progress(t`${key}: ${why}, ${durationText(clock.now() - pending.since)} after it was handed in`);
  });
  terminal.endProgress();
  switch (awaited.kind) {
    case 'rotated': {
      const { version, expiresAt, expiringPart, checkedAt } = awaited.shop.credential;
      const expiry =
        expiresAt === undefined || expiringPart === undefined ? null : { at: expiresAt, part: expiringPart };
      return { kind: 'rotated', version, checked: { expiry, checkedAt: checkedAt ?? clock.now() } };
    }
    case 'waits':
      return pending;
    case 'overtaken':
      return { kind: 'overtaken' };
  }
}

function codeOf({ kind }: KeyRotation, waited: boolean): ExitCode {
  switch (kind) {
    case 'rotated':
    case 'unchanged':
      return exit.ok;
    case 'pending':
      // The key is stored and the rotation continues by itself. With --wait, the caller asked for its completion.
      return waited ? exit.failed : exit.ok;
    case 'overtaken':
      return exit.failed;
  }
}

function rotationLines({ key }: Shop, rotation: KeyRotation, dryRun: boolean): string[] {
  const nothing = dryRun ? [t`Dry run: nothing was stored.`] : [];
  switch (rotation.kind) {
    case 'rotated': {
      const until = jstTextOr(rotation.checked.expiry?.at, t`a day the mall does not tell`);
      const version = rotation.version;
      return dryRun
        ? [t`${key} would have key version ${version}, which works until ${until}.`, ...nothing]
        : [t`${key} has key version ${version}, which works until ${until}.`, ...nothing];
    }
    case 'unchanged':
      return [t`${key} has this key already, as version ${rotation.version}. Nothing was to be done.`];
    case 'overtaken':
      return [t`A key of ${key} was stored concurrently. If yours is the newer one, run this again.`];
    case 'pending': {
      const why =
        rotation.why === 'refused'
          ? t`The mall refuses the new key. A key that was issued just now is refused for 10 to 30 minutes, or for up to an hour and a half; one with a slip of the keyboard for ever.`
          : t`The mall cannot be asked now, so nothing is known of the new key.`;
      const waits = dryRun
        ? t`It would wait beside the one before, and the import would try it.`
        : t`It waits beside the one before since ${jstText(rotation.since)}, and the import tries it every two minutes: ops keys list.`;
      return [why, waits, ...nothing];
    }
  }
}

function rotationJson({ key, credential }: Shop, rotation: KeyRotation, dryRun: boolean): object {
  return {
    shop: key,
    state: rotation.kind,
    dryRun,
    keyVersion: rotation.kind === 'rotated' && !dryRun ? rotation.version : credential.version,
    keyExpiresAt: rotation.kind === 'rotated' ? jstIsoOrNull(rotation.checked.expiry?.at) : null,
    pendingSince: rotation.kind === 'pending' ? jstIsoOrNull(rotation.since) : null,
    pendingBecause: rotation.kind === 'pending' ? rotation.why : null,
  };
}
