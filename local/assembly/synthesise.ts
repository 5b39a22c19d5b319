import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readParameters } from '../../lib/parameters.ts';
import type { Site } from '../../malls/mall.ts';
import { mallAddresses } from '../../malls/mall-desks.ts';
import { writeAssembly } from './kept-assembly.ts';

const program = fileURLToPath(new URL('../../bin/synth.ts', import.meta.url));

/** An address of a mall on this machine. */
interface Address {
  readonly parameter: string;
  readonly address: string;
  /** Stands for it during a synthesis: addresses change from start to start. DNS has no name in `.invalid`. */
  readonly standIn: string;
}

function addressesOf(sites: Readonly<Record<string, Site>>): Address[] {
  return mallAddresses.flatMap(({ mall, name, parameter, variable }) => {
    const address = sites[mall]?.[name];
    const standIn = `https://${variable.toLowerCase().replaceAll('_', '-')}.invalid`;
    return address === undefined ? [] : [{ parameter, address, standIn }];
  });
}

/**
 * Writes the templates for this machine, with the malls whose addresses are given.
 *
 * @throws ParameterError when an address cannot be that of a mall
 * @throws Error with what the CDK said, when it fails
 */
export async function synthesise(options: {
  readonly outdir: string;
  /** By mall. */
  readonly sites: Readonly<Record<string, Site>>;
  readonly debuggable: boolean;
}): Promise<void> {
  const given = addressesOf(options.sites);
  const asked = Object.fromEntries(given.map(({ parameter, address }) => [parameter, address]));
  const { sites } = readParameters({ stage: 'local', ...asked });
  const context = [
    'stage=local',
    `malls=${Object.keys(options.sites).join(',')}`,
    ...given.map(({ parameter, standIn }) => `${parameter}=${standIn}`),
    // The mall is on this machine or chosen by a person, and nothing else is asked.
    'referenceUrl=',
    // Mails go into a mailbox on this machine, whatever their sender.
    'sender=support@tsunagi.example',
    'mailFromName=繋ぎ サポート',
    // So that the mails say how to reply; the number is unassigned.
    'mailReplyTo=support@tsunagi.example',
    'mailTelephone=03-0000-0000',
    // The API is served by this machine itself; its events take the way of AWS.
    'api=true',
    // The mailbox is a chat, too.
    'merchantChats=true',
    ...(options.debuggable ? ['tsunagi:debuggable=true'] : []),
  ];
  const make = (folder: string): Promise<void> => makeAssembly(folder, context);
  rmSync(options.outdir, { recursive: true, force: true });
  // Source maps name the sources by their path from the assembly, so a debugger needs one that was made in its place.
  await (options.debuggable ? make(options.outdir) : writeAssembly(options.outdir, context, make));
  putAddresses(options.outdir, new Map(given.map(({ parameter, standIn }) => [standIn, sites[parameter] as string])));
}

/** In a process of its own: it takes seconds and much memory, which nothing needs later. */
async function makeAssembly(folder: string, context: readonly string[]): Promise<void> {
  const child = spawn(
    process.execPath,
    [program, '--quiet', '--out', folder, ...context.flatMap((pair) => ['--context', pair])],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      // What CloudFormation would refuse is checked by `npm run synth`; the rules for it take a second to load.
      env: { ...process.env, CDK_VALIDATION: 'false', CDK_CONTEXT_JSON: undefined },
    },
  );
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    said += part;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`The templates could not be written:\n${said.trim()}`);
}

/** Replaces what stands for the addresses in the templates. */
function putAddresses(folder: string, addresses: ReadonlyMap<string, string>): void {
  for (const name of readdirSync(folder).filter((name) => name.endsWith('.template.json'))) {
    const path = join(folder, name);
    let text = readFileSync(path, 'utf8');
    for (const [standIn, address] of addresses)
      text = text.replaceAll(JSON.stringify(standIn), JSON.stringify(address));
    writeFileSync(path, text);
  }
}
