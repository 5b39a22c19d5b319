import { spawn } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keptAssembly } from './kept-assembly.ts';
import type { MallAddresses } from './options.ts';

const program = fileURLToPath(new URL('../synth.ts', import.meta.url));

/** Stand for the malls in a kept assembly, as where they are changes from start to start. Nobody can be asked there. */
const standIns = {
  rms: 'https://rms.invalid',
  yahoo: 'https://yahoo.invalid',
  yahooAuth: 'https://yahoo-auth.invalid',
};

/** The malls that are asked. The functions know RMS always; without shops there nobody calls it. */
function mallContext({ rms, yahoo }: MallAddresses): string[] {
  return [
    `malls=${yahoo === null ? 'rms' : 'rms,yahoo'}`,
    ...(rms === null ? [] : [`rmsBaseUrl=${standIns.rms}`]),
    ...(yahoo === null ? [] : [`yahooBaseUrl=${standIns.yahoo}`, `yahooAuthUrl=${standIns.yahooAuth}`]),
  ];
}

/**
 * Writes the templates for this machine, in which functions are told where the malls are. Throws, with what the CDK said, when it fails.
 */
export async function synthesise(options: {
  readonly outdir: string;
  readonly addresses: MallAddresses;
  readonly debuggable: boolean;
}): Promise<void> {
  const context = [
    'stage=local',
    ...mallContext(options.addresses),
    // The mall is on this machine or chosen by a person, and nothing else is asked.
    'referenceUrl=',
    // Mails go into a mailbox on this machine, whoever they are from.
    'sender=support@tsunagi.example',
    'mailFromName=繋ぎ サポート',
    // So that the mails say how to ask back; the number is nobody's.
    'mailReplyTo=support@tsunagi.example',
    'mailTelephone=03-0000-0000',
    ...(options.debuggable ? ['tsunagi:debuggable=true'] : []),
  ];
  const assembly = await keptAssembly(context, (folder) => makeAssembly(folder, context));
  rmSync(options.outdir, { recursive: true, force: true });
  cpSync(assembly, options.outdir, { recursive: true });
  tellAddresses(options.outdir, options.addresses);
}

/** In a process of its own: it takes seconds and much memory, which nothing needs later. */
async function makeAssembly(folder: string, context: readonly string[]): Promise<void> {
  const child = spawn(
    process.execPath,
    [program, '--quiet', '--out', folder, ...context.flatMap((pair) => ['--context', pair])],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      // What CloudFormation would refuse is checked by `npm run synth`; the rules for it take a second to load.
      env: { ...process.env, CDK_VALIDATION: 'false' },
    },
  );
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    said += part;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`The templates could not be written:\n${said.trim()}`);
}

/** Puts the addresses of the malls into the templates. */
function tellAddresses(folder: string, { rms, yahoo }: MallAddresses): void {
  const known = [
    [standIns.rms, rms ?? standIns.rms],
    [standIns.yahoo, yahoo?.baseUrl ?? standIns.yahoo],
    [standIns.yahooAuth, yahoo?.authUrl ?? standIns.yahooAuth],
  ] as const;
  for (const name of readdirSync(folder).filter((name) => name.endsWith('.template.json'))) {
    const path = join(folder, name);
    let text = readFileSync(path, 'utf8');
    for (const [standIn, address] of known) text = text.replaceAll(JSON.stringify(standIn), JSON.stringify(address));
    writeFileSync(path, text);
  }
}
