import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readParameters } from '../../lib/parameters.ts';
import type { MallAddresses } from '../desk/options.ts';
import { writeAssembly } from './kept-assembly.ts';

const program = fileURLToPath(new URL('../../bin/synth.ts', import.meta.url));

/** Stand for the addresses of the malls during a synthesis: those change from start to start. DNS has no name in `.invalid`. */
const standIns = {
  rmsBaseUrl: 'https://rms.invalid',
  yahooBaseUrl: 'https://yahoo.invalid',
  yahooAuthUrl: 'https://yahoo-auth.invalid',
} as const;
type AddressName = keyof typeof standIns;

/** The addresses of the malls, by parameter. Without one for RMS the parameter keeps its default: no shop there, so no call. */
function addressParameters({ rms, yahoo }: MallAddresses): Partial<Record<AddressName, string>> {
  return {
    ...(rms === null ? {} : { rmsBaseUrl: rms }),
    ...(yahoo === null ? {} : { yahooBaseUrl: yahoo.baseUrl, yahooAuthUrl: yahoo.authUrl }),
  };
}

/**
 * Writes the templates for this machine, with the addresses of the malls.
 *
 * @throws ParameterError when an address cannot be that of a mall
 * @throws Error with what the CDK said, when it fails
 */
export async function synthesise(options: {
  readonly outdir: string;
  readonly addresses: MallAddresses;
  readonly debuggable: boolean;
}): Promise<void> {
  const given = addressParameters(options.addresses);
  const parameters = readParameters({ stage: 'local', ...given });
  const addresses = Object.keys(given) as AddressName[];
  const context = [
    'stage=local',
    `malls=${options.addresses.yahoo === null ? 'rms' : 'rms,yahoo'}`,
    ...addresses.map((name) => `${name}=${standIns[name]}`),
    // The mall is on this machine or chosen by a person, and nothing else is asked.
    'referenceUrl=',
    // Mails go into a mailbox on this machine, whatever their sender.
    'sender=support@tsunagi.example',
    'mailFromName=繋ぎ サポート',
    // So that the mails say how to reply; the number is unassigned.
    'mailReplyTo=support@tsunagi.example',
    'mailTelephone=03-0000-0000',
    ...(options.debuggable ? ['tsunagi:debuggable=true'] : []),
  ];
  const make = (folder: string): Promise<void> => makeAssembly(folder, context);
  rmSync(options.outdir, { recursive: true, force: true });
  // Source maps name the sources by their path from the assembly, so a debugger needs one that was made in its place.
  await (options.debuggable ? make(options.outdir) : writeAssembly(options.outdir, context, make));
  putAddresses(options.outdir, new Map(addresses.map((name) => [standIns[name], parameters[name]])));
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
